"""Why a promotion is not to be had, and what it gives where it is."""

from typing import Any

import pytest

from tests.domain.promotions.samples import ANYBODY, DAY, NOW, amount, limits, more_data, offer, promotion
from tmcard.domain.promotions import Facts, Fixed, Kind, Percent, Promotion, Reason, Tally, floor, off, refusal

COUPON: dict[str, Any] = {"kind": Kind.COUPON, "code": "HELLO"}
FRIEND: dict[str, Any] = {"kind": Kind.REFERRAL, "code": "FRIEND"}
ONCE = limits(per_code=1)
REFUSALS: list[tuple[str, Promotion, Facts]] = [
    ("not_yet", promotion(starts_at=NOW + DAY / 2), ANYBODY),
    ("over", promotion(ends_at=NOW), ANYBODY),
    ("not_this_plan", promotion(skus=frozenset({"other"})), ANYBODY),
    ("not_this_plan", promotion(effect=more_data(sku="other")), ANYBODY),
    ("not_this_plan", promotion(effect=more_data(5)), ANYBODY),
    ("other_currency", promotion(effect=Fixed({"CNY": 1000})), ANYBODY),
    ("not_first_order", promotion(kind=Kind.FIRST_ORDER), Facts(NOW)),
    ("not_first_order", promotion(**FRIEND), Facts(NOW)),
    ("own_code", promotion(**FRIEND), Facts(NOW, is_new=True, own_code="FRIEND")),
    ("no_reward", promotion(kind=Kind.REWARD), ANYBODY),
    ("per_owner", promotion(limits=limits(per_owner=1)), Facts(NOW, tallies={"sale": Tally(1, by_owner=1)})),
    ("used_up", promotion(limits=limits(in_total=3)), Facts(NOW, tallies={"sale": Tally(3)})),
    ("used_up", promotion(limits=limits(per_plan=1)), Facts(NOW, tallies={"sale": Tally(by_plan={"asia-month-5": 1})})),
    ("used_up", promotion(limits=ONCE, **COUPON), Facts(NOW, tallies={"sale": Tally(by_code={"HELLO": 1})})),
    ("budget", promotion(budget={"USD": 1000}), Facts(NOW, tallies={"sale": Tally(off={"USD": 821})})),
    ("below_floor", promotion(floor={"USD": 900}), ANYBODY),
    ("below_floor", promotion(), Facts(NOW, floors={("asia-month-5", "USD"): 950})),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "on", "facts"), REFUSALS, ids=lambda each: each if isinstance(each, str) else "")
def test_each_reason_has_its_case(reason: str, on: Promotion, facts: Facts) -> None:
    assert refusal(on, offer(), facts) == Reason(reason)


ALLOWED: list[tuple[Promotion, Facts]] = [
    (promotion(), Facts(NOW)),
    (promotion(starts_at=NOW), Facts(NOW)),
    (promotion(ends_at=None), Facts(NOW)),
    (promotion(kind=Kind.REWARD), Facts(NOW, rewards={"sale": 1})),
    (promotion(limits=limits(per_owner=2, in_total=3)), Facts(NOW, tallies={"sale": Tally(2, by_owner=1)})),
    (promotion(limits=limits(per_plan=1)), Facts(NOW, tallies={"sale": Tally(by_plan={"other": 9})})),
    (promotion(limits=ONCE, **FRIEND), Facts(NOW, is_new=True, tallies={"sale": Tally(by_code={"A": 9})})),
    (promotion(budget={"USD": 1000}), Facts(NOW, tallies={"sale": Tally(off={"USD": 820})})),
    (promotion(budget={"CNY": 1}), Facts(NOW)),
    (promotion(effect=more_data()), Facts(NOW)),
]  # fmt: skip


@pytest.mark.parametrize(("on", "facts"), ALLOWED)
def test_up_to_its_bounds_it_is_to_be_had(on: Promotion, facts: Facts) -> None:
    assert refusal(on, offer(), facts) is None


ROUNDED = [
    (20, 900, "USD", 180), (15, 903, "USD", 135), (15, 910, "USD", 137), (50, 1, "USD", 1), (49, 1, "USD", 0),
    (10, 980, "JPY", 98), (10, 985, "JPY", 99), (10, 199900, "HUF", 20000), (10, 199400, "TWD", 19900),
]  # fmt: skip


@pytest.mark.parametrize(("percent", "price", "currency", "taken"), ROUNDED)
def test_percentages_are_rounded_half_up_to_what_people_pay_with(
    percent: int, price: int, currency: str, taken: int
) -> None:
    assert off(promotion(effect=Percent(percent)), price, currency, 0) == taken


@pytest.mark.parametrize(("least", "taken"), [(0, 500), (399, 500), (500, 400), (900, 0), (1000, 0)])
def test_an_amount_stops_at_the_floor(least: int, taken: int) -> None:
    assert off(promotion(effect=amount(500)), 900, "USD", least) == taken


FLOORS: list[tuple[dict[str, Any], int]] = [({}, 1), ({"USD": 300}, 300), ({"CNY": 300}, 1)]


@pytest.mark.parametrize(("own", "least"), FLOORS)
def test_nothing_is_ever_for_nothing(own: dict[str, Any], least: int) -> None:
    assert floor((promotion(floor=own),), offer(), ANYBODY) == least


def test_of_several_floors_the_highest_counts() -> None:
    facts = Facts(NOW, floors={("asia-month-5", "USD"): 400, ("asia-month-5", "CNY"): 4000})
    assert floor((promotion(floor={"USD": 300}), promotion(floor={"USD": 200})), offer(), facts) == 400
