"""What is chosen by itself, and how it is explained."""

from typing import Any

from tests.domain.promotions.samples import ANYBODY, NOW, amount, limits, more_data, offer, promotion
from tmcard.domain.money import Money
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.promotions import Facts, Kind, Percent, Promotion, Reason, Tally, best, left_out


def stacked(key: str, *others: str, **values: Any) -> Promotion:
    """A promotion that may be had together with others."""
    return promotion(key, stacks_with=frozenset(others), **values)


def test_nothing_on_is_the_list_price() -> None:
    deal = best(offer(), [], ANYBODY)
    assert (deal.total, deal.lines, deal.data_bytes) == (Money(900, "USD"), (), 5 * BYTES_PER_GB)


def test_of_two_that_do_not_combine_the_cheaper_wins() -> None:
    deal = best(offer(), [promotion("a"), promotion("b", amount(200))], ANYBODY)
    assert [(line.promotion_ref, line.off) for line in deal.lines] == [("b", Money(200, "USD"))]


def test_combining_takes_both_to_say_so() -> None:
    one_sided = [stacked("a", "b"), promotion("b", amount(100))]
    assert best(offer(), one_sided, ANYBODY).total == Money(720, "USD")
    both = [stacked("a", "b"), stacked("b", "a", effect=amount(100))]
    assert best(offer(), both, ANYBODY).total == Money(620, "USD")


def test_percentages_come_before_amounts() -> None:
    deal = best(offer(), [stacked("b", "a", effect=amount(100)), stacked("a", "b")], ANYBODY)
    assert [(line.promotion_ref, line.off.amount_minor) for line in deal.lines] == [("a", 180), ("b", 100)]


def test_a_line_that_gives_nothing_is_left_out() -> None:
    rows = [stacked("a", "b", effect=amount(900)), stacked("b", "a", effect=amount(100))]
    deal = best(offer(), rows, ANYBODY)
    assert (deal.total, len(deal.lines)) == (Money(1, "USD"), 1)


def test_at_one_price_more_data_is_better_and_says_what_is_loaded() -> None:
    deal = best(offer(), [promotion("a", more_data(6)), promotion("b", more_data(8))], ANYBODY)
    assert (deal.data_bytes, deal.carrier_code) == (8 * BYTES_PER_GB, "AS-8-30")
    assert [(line.off.amount_minor, line.extra_bytes) for line in deal.lines] == [(0, 3 * BYTES_PER_GB)]


def test_data_can_be_loaded_in_one_way_only() -> None:
    rows = [stacked("a", "b", effect=more_data(6)), stacked("b", "a", effect=more_data(8))]
    assert len(best(offer(), rows, ANYBODY).lines) == 1


def test_less_to_pay_comes_before_more_data() -> None:
    deal = best(offer(), [promotion("a", more_data(8)), promotion("b", amount(1))], ANYBODY)
    assert deal.total == Money(899, "USD")


def test_one_coupon_is_not_had_twice() -> None:
    friend = promotion("f", kind=Kind.REFERRAL, code="A", stacks_with=frozenset({"f"}))
    other = promotion("f", kind=Kind.REFERRAL, code="B", stacks_with=frozenset({"f"}))
    assert len(best(offer(), [friend, other], ANYBODY).lines) == 1


def test_a_code_that_is_beaten_is_told_so_and_one_that_is_used_is_not() -> None:
    coupon, sale = promotion("c", Percent(10), kind=Kind.COUPON, code="HELLO"), promotion("s")
    deal = best(offer(), [coupon, sale], ANYBODY)
    assert (left_out(coupon, offer(), deal, ANYBODY), left_out(sale, offer(), deal, ANYBODY)) == (
        Reason.NOT_COMBINED,
        None,
    )


def test_what_is_used_up_is_not_chosen() -> None:
    facts = Facts(NOW, tallies={"s": Tally(1)})
    deal = best(offer(), [promotion("s", limits=limits(in_total=1))], facts)
    assert deal.lines == ()
