"""The best legal combination of promotions for one plan, chosen by itself."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from tmcard.domain.money import Money
from tmcard.domain.plans import Offer
from tmcard.domain.promotions.kinds import Deal, ExtraData, Line, Percent, Promotion
from tmcard.domain.promotions.rules import Facts, Reason, extra_bytes, floor, off, refusal


def best(offer: Offer, candidates: Sequence[Promotion], facts: Facts) -> Deal:
    """The combination that costs least; of several the one with most data, then with fewest lines, then by name.

    Percentages come before amounts: of what is on that is never dearer than any other order. Among themselves they
    are tried in every order, since each is rounded. A combination counts only if each of its lines gives something.
    """
    usable = [each for each in candidates if refusal(each, offer, facts) is None]
    deals = [deal for chosen in _combinations(usable) for deal in _deals(offer, chosen, facts)]
    return min(deals, key=_rank)


def left_out(promotion: Promotion, offer: Offer, deal: Deal, facts: Facts) -> Reason | None:
    """Why a promotion is not in the deal; None where it is."""
    if any((line.promotion_ref, line.code) == (promotion.ref, promotion.code) for line in deal.lines):
        return None
    return refusal(promotion, offer, facts) or Reason.NOT_COMBINED


def _combinations(usable: Sequence[Promotion]) -> Iterator[tuple[Promotion, ...]]:
    """Every set of which any two combine, the empty one first."""
    found: list[tuple[Promotion, ...]] = [()]
    for each in usable:
        found += [(*chosen, each) for chosen in found if _fits(each, chosen)]
    yield from found


def _fits(promotion: Promotion, chosen: tuple[Promotion, ...]) -> bool:
    return all(other.ref != promotion.ref and promotion.combines_with(other) for other in chosen)


def _deals(offer: Offer, chosen: tuple[Promotion, ...], facts: Facts) -> Iterator[Deal]:
    percents = sorted((each for each in chosen if isinstance(each.effect, Percent)), key=_key)
    others = sorted((each for each in chosen if not isinstance(each.effect, Percent)), key=_key)
    for order in permutations(percents):
        deal = applied(offer, (*order, *others), facts)
        if all(line.off.amount_minor or line.extra_bytes for line in deal.lines):
            yield deal


def applied(offer: Offer, chosen: tuple[Promotion, ...], facts: Facts) -> Deal:
    """What is left to pay when these are had one after the other."""
    left, least = offer.price, floor(chosen, offer, facts)
    lines, data_bytes, carrier_code = [], offer.data_bytes, None
    for each in chosen:
        given = Money(off(each, left.amount_minor, left.currency, least), left.currency)
        more, left = extra_bytes(each, offer), left - given
        lines.append(Line(each.ref, each.kind, each.names, given, more, each.code))
        if isinstance(each.effect, ExtraData):
            carrier_code, data_bytes = each.effect.loads[offer.sku][0], data_bytes + more
    return Deal(offer.price, tuple(lines), left, data_bytes, carrier_code)


def _rank(deal: Deal) -> tuple[object, ...]:
    names = sorted((line.promotion_ref, line.code or "") for line in deal.lines)
    order = [line.promotion_ref for line in deal.lines]
    return deal.total.amount_minor, -deal.data_bytes, len(deal.lines), names, order


def _key(promotion: Promotion) -> tuple[str, str]:
    return promotion.ref, promotion.code or ""
