"""What is chosen is as good as the best of every subset in every order, found the slow way."""

from collections.abc import Sequence
from itertools import chain, combinations, permutations
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.promotions.samples import NOW, amount, more_data, offer, promotion
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer
from tmcard.domain.promotions import (
    Deal,
    ExtraData,
    Facts,
    Fixed,
    Kind,
    Limits,
    Percent,
    Promotion,
    Tally,
    best,
    refusal,
)

NAMES = ("a", "b", "c", "d", "e")
EFFECTS = st.one_of(
    st.integers(1, 99).map(Percent), st.integers(1, 1200).map(amount), st.integers(4, 9).map(more_data),
    st.just(Fixed({"CNY": 10})),
)  # fmt: skip
LIMITED = st.builds(Limits, per_owner=st.none() | st.just(1), in_total=st.none() | st.integers(1, 2))
MONEY: st.SearchStrategy[dict[str, int]] = st.one_of(
    st.just({}), st.integers(1, 1000).map(lambda minor: {"USD": minor})
)
TALLIES = st.dictionaries(
    st.sampled_from(NAMES), st.builds(Tally, st.integers(0, 2), st.integers(0, 1), off=MONEY), max_size=3
)
FACTS = st.builds(
    lambda tallies, is_new, least: Facts(NOW, is_new, tallies=tallies, floors={("asia-month-5", "USD"): least}),
    TALLIES, st.booleans(), st.integers(0, 900),
)  # fmt: skip


@st.composite
def promotions(draw: st.DrawFn) -> list[Promotion]:
    """Up to five that combine with each other, or not."""
    chosen = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    return [promotion(name, draw(EFFECTS), **draw(values())) for name in chosen]


def values() -> st.SearchStrategy[dict[str, Any]]:
    """Whatever else matters."""
    kinds = st.sampled_from([Kind.SALE, Kind.SALE, Kind.FIRST_ORDER])
    friends = st.frozensets(st.sampled_from(NAMES), min_size=2, max_size=5)
    return st.fixed_dictionaries(
        {"kind": kinds, "stacks_with": friends, "limits": LIMITED, "budget": MONEY, "floor": MONEY}
    )


def oracle(plan: Offer, candidates: Sequence[Promotion], facts: Facts) -> tuple[int, int, int]:
    """The best total, data (less is better: negative) and number of lines of every subset in every order."""
    usable = [each for each in candidates if refusal(each, plan, facts) is None]
    subsets = chain.from_iterable(combinations(usable, size) for size in range(len(usable) + 1))
    orders = chain.from_iterable(permutations(subset) for subset in subsets if is_legal(subset))
    return min(found for found in (price(plan, order, facts) for order in orders) if found is not None)


def is_legal(subset: Sequence[Promotion]) -> bool:
    """Whether any two say that they combine, and data is loaded once."""
    mutual = all(b.group in a.stacks_with and a.group in b.stacks_with for a, b in combinations(subset, 2))
    return mutual and sum(isinstance(each.effect, ExtraData) for each in subset) < 2


def price(plan: Offer, order: Sequence[Promotion], facts: Facts) -> tuple[int, int, int] | None:
    """What is left to pay by this order, in fractions written out; None where one of them gives nothing."""
    left, data = plan.price.amount_minor, plan.data_bytes
    least = max(1, facts.floors[plan.sku, "USD"], *(each.floor.get("USD", 0) for each in order), 0)
    for each in order:
        if isinstance(each.effect, ExtraData):
            data = each.effect.loads[plan.sku][1]
            continue
        wanted = (
            (left * each.effect.percent + 50) // 100 if isinstance(each.effect, Percent) else each.effect.amounts["USD"]
        )
        if not (taken := min(wanted, left - least)) > 0:
            return None
        left -= taken
    return left, -data, len(order)


@settings(max_examples=3000, deadline=None)
@given(promotions(), FACTS, st.integers(1, 1000))
@example([], Facts(NOW, floors={("asia-month-5", "USD"): 0}), 1)
def test_nothing_better_is_to_be_had_in_any_way(candidates: list[Promotion], facts: Facts, price_minor: int) -> None:
    plan = offer(price_minor)
    deal = best(plan, candidates, facts)
    assert (deal.total.amount_minor, -deal.data_bytes, len(deal.lines)) == oracle(plan, candidates, facts)
    check(deal, plan, candidates, facts)


def check(deal: Deal, plan: Offer, candidates: Sequence[Promotion], facts: Facts) -> None:
    """Its lines add up, each gives something, none is refused, and nothing is below a floor or above a budget."""
    taken = sum(line.off.amount_minor for line in deal.lines)
    assert deal.total == plan.price - Money(taken, "USD")
    assert all(line.off.amount_minor > 0 or line.extra_bytes > 0 for line in deal.lines)
    chosen = {each.ref: each for each in candidates if each.ref in {line.promotion_ref for line in deal.lines}}
    assert all(refusal(each, plan, facts) is None for each in chosen.values())
    floors = [1, facts.floors[plan.sku, "USD"], *(each.floor.get("USD", 0) for each in chosen.values())]
    assert not deal.lines or taken == 0 or deal.total.amount_minor >= max(floors)
    for line in deal.lines:
        budget, spent = chosen[line.promotion_ref].budget, facts.tallies.get(line.promotion_ref, Tally()).off
        assert line.off.amount_minor <= budget.get("USD", 10**9) - spent.get("USD", 0)


@settings(max_examples=300, deadline=None)
@given(promotions(), FACTS)
def test_it_does_not_depend_on_the_order_in_which_they_are_found(candidates: list[Promotion], facts: Facts) -> None:
    assert best(offer(), candidates, facts) == best(offer(), candidates[::-1], facts)
