import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmcard.domain.money import Money
from tmcard.domain.orders import OrderStatus
from tmcard.domain.splits import FEWEST, MOST, Fate, fate, shares_of


@given(st.integers(MOST, 10**7), st.integers(FEWEST, MOST), st.sampled_from(["USD", "JPY", "HUF"]))
def test_shares_add_up_to_the_price_and_differ_by_one_at_most(minor: int, count: int, currency: str) -> None:
    shares = shares_of(Money(minor, currency), count)
    amounts = [share.amount_minor for share in shares]
    assert (sum(amounts), len(amounts)) == (minor, count)
    assert max(amounts) - min(amounts) <= 1
    assert {share.currency for share in shares} == {currency}


def test_three_of_ten_dollars() -> None:
    assert [share.amount_minor for share in shares_of(Money(1000, "USD"), 3)] == [334, 333, 333]


@pytest.mark.parametrize("count", [0, 1, MOST + 1])
def test_nobody_shares_with_nobody_or_with_a_crowd(count: int) -> None:
    with pytest.raises(ValueError, match="count"):
        shares_of(Money(1000, "USD"), count)


def test_no_share_is_nothing() -> None:
    with pytest.raises(ValueError, match="count"):
        shares_of(Money(2, "USD"), 3)


@pytest.mark.parametrize(
    ("lead", "has_ended", "expected"),
    [
        (None, False, Fate.WAIT),
        (None, True, Fate.GIVEN_BACK),
        (OrderStatus.PAID, True, Fate.WAIT),
        (OrderStatus.CREDITING, True, Fate.WAIT),
        (OrderStatus.HELD, True, Fate.WAIT),
        (OrderStatus.CREDITED, True, Fate.DELIVERED),
        (OrderStatus.REFUNDING, True, Fate.GIVEN_BACK),
        (OrderStatus.REFUNDED, True, Fate.GIVEN_BACK),
    ],
)
def test_what_becomes_of_a_share(lead: OrderStatus | None, has_ended: bool, expected: Fate) -> None:
    assert fate(lead, has_ended=has_ended) is expected
