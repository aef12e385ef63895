"""What a guest link allows, as tables."""

import pytest

from tmcard.domain.guests import FREE, USING, Refusal, Terms, ended
from tmcard.domain.links import Standing
from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus

NINE = Money(900, "USD")
ANY = Terms(None, None, 1)


@pytest.mark.parametrize(
    ("terms", "price", "refusal"),
    [
        (ANY, NINE, None),
        (Terms(frozenset({"a"}), None, 1), NINE, None),
        (Terms(frozenset({"b"}), None, 1), NINE, Refusal.PLAN),
        (Terms(None, NINE, 1), NINE, None),
        (Terms(None, Money(899, "USD"), 1), NINE, Refusal.AMOUNT),
        (Terms(None, Money(900, "EUR"), 1), NINE, Refusal.AMOUNT),
        (Terms(frozenset({"b"}), Money(1, "USD"), 1), NINE, Refusal.PLAN),
    ],
)
def test_a_plan_at_a_price(terms: Terms, price: Money, refusal: Refusal | None) -> None:
    assert terms.against("a", price) is refusal


@pytest.mark.parametrize(
    ("standing", "used", "refusal"),
    [
        (Standing.OPEN, 0, None),
        (Standing.OPEN, 2, Refusal.USED_UP),
        (Standing.OPEN, 3, Refusal.USED_UP),
        (Standing.EXPIRED, 0, Refusal.EXPIRED),
        (Standing.EXPIRED, 2, Refusal.USED_UP),
        (Standing.REVOKED, 0, Refusal.REVOKED),
        (Standing.REVOKED, 2, Refusal.REVOKED),
    ],
)
def test_why_a_link_for_two_opens_nothing(standing: Standing, used: int, refusal: Refusal | None) -> None:
    assert ended(standing, used, 2) is refusal


def test_every_state_of_an_order_uses_a_link_up_or_does_not() -> None:
    assert frozenset(OrderStatus) == USING | FREE
    assert not USING & FREE
