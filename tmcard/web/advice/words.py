"""Advice as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from tmcard.domain.advice import Advice, Purchase, Way, Why
from tmcard.domain.money import Money
from tmcard.domain.plans import Offer
from tmcard.services.advising import NotCovered
from tmcard.services.quoting import Shelf
from tmcard.web import i18n
from tmcard.web.advice.forms import Ask
from tmcard.web.countries import country_name, in_order
from tmcard.web.currencies import roughly
from tmcard.web.formats import data_size, day, money
from tmcard.web.formats import days as days_in_words


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in words: which days, how much a day, and where; then the ways, and for each what speaks for it."""

    advice: Advice
    daily: str
    places: str
    is_unusable: bool
    best: "Line | None"
    runner_up: "Line | None"


@dataclass(frozen=True, slots=True)
class Line:
    """One way: what it costs, what is bought, why, and the plan to go on with, if that can be bought now."""

    way: Way
    price: str
    per_day: str
    why: list[str]
    first: Purchase | None


def telling(advice: Advice, shelf: Shelf, form: Ask) -> Told:
    """The whole answer. `form` is what was asked by."""
    question = advice.question
    codes = in_order(form.country.data or [])
    best = _line(advice.best, advice, shelf) if advice.best is not None else None
    other = _line(advice.runner_up, advice, shelf) if advice.runner_up is not None else None
    holds_some = question.holding.running(question.now).remaining_bytes > 0
    return Told(
        advice, data_size(question.daily_bytes), _listed(codes), not question.is_usable and holds_some, best, other
    )


def hint_of(advice: Advice, shelf: Shelf, days: int) -> str:
    """The best way in one sentence; empty where there is none."""
    if advice.best is None:
        return ""
    line = _line(advice.best, advice, shelf)
    span = days_in_words(days)
    if not line.way.purchases:
        return str(_("At your pace, what is on the card lasts for the next %(days)s.", days=span))
    plans = " + ".join(_times(times, purchase.offer) for times, purchase in line.way.lines)
    facts = {"days": span, "plans": plans, "price": line.price, "why": line.why[0]}
    return str(_("Cheapest for the next %(days)s at your pace: %(plans)s for %(price)s (%(why)s).", **facts))


def _times(times: int, offer: Offer) -> str:
    name = offer.name(i18n.language())
    return name if times == 1 else str(_("%(times)s × %(plan)s", times=times, plan=name))


def not_covered(refusal: NotCovered) -> str:
    """Which countries no plan has together, and which plans there are for each."""
    named = {country_name(code): refusal.by_country[code] for code in in_order(refusal.by_country)}
    if len(named) == 1:
        return str(_("No plan for this card works in %(country)s.", country=next(iter(named))))
    first = _("No plan for this card works in all of these: %(countries)s.", countries=_joined(list(named)))
    each = [_works_in(country, offers) for country, offers in named.items()]
    return " ".join([str(first), *each])


def _works_in(country: str, offers: Sequence[Offer]) -> str:
    if not offers:
        return str(_("%(country)s: none.", country=country))
    plans = _joined([offer.name(i18n.language()) for offer in offers])
    return str(_("%(country)s: %(plans)s.", country=country, plans=plans))


def _line(way: Way, advice: Advice, shelf: Shelf) -> Line:
    first = way.purchases[0] if way.purchases and way.purchases[0].offer.sku in shelf.at_once else None
    days = max(1, round((advice.question.until - advice.question.begin).total_seconds() / 86_400))
    per_day = _price(way, way.cost.per(days)) if way.purchases else ""
    return Line(way, _price(way, way.cost) if way.purchases else "", per_day, _reasons(way), first)


def _price(way: Way, amount: Money) -> str:
    return str(_("≈ %(estimate)s", estimate=roughly(amount))) if way.is_estimate else money(amount)


def _reasons(way: Way) -> list[str]:
    gap = _price(way, way.difference) if way.difference is not None else ""
    size = data_size(way.left_bytes or 0)
    words = {
        Why.NOTHING_NEEDED: lambda: _("What is on the card lasts that long. You need not buy anything."),
        Why.ONLY: lambda: _("No other plan for this card does it"),
        Why.CHEAPER: lambda: _("%(money)s less than the next best", money=gap),
        Why.SAME_PRICE: lambda: _("Costs the same as the other"),
        Why.DEARER: lambda: _("%(money)s more", money=gap),
        Why.FEWER_PURCHASES: lambda: ngettext("A single purchase", "Only %(num)s purchases", len(way.purchases)),
        Why.SPARE_DATA: lambda: _("%(size)s to spare at the end", size=size),
        Why.LONGER: lambda: _("Lasts longer, until %(day)s", day=day(way.ends_at)),
    }
    return [str(words[why]()) for why in way.why]


def _listed(codes: Sequence[str]) -> str:
    return _joined([country_name(code) for code in codes])


def _joined(names: Sequence[str]) -> str:
    return str(_(", ")).join(names)
