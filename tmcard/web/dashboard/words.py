"""A card in words: everything its box says, said before the template is asked, which then only puts it in place.

A dashboard says some fifteen things of each card. Asking for language and zone at each of them, in
macros, took more time than all the rest of the page.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from tmcard.domain.orders import OrderStatus
from tmcard.domain.usage import Condition, Reading
from tmcard.store.rows import CardRow, PlanName, Renewal
from tmcard.web import addresses, formats, i18n

#: A bar of time is as long as the card's validity, or this where the plan says nothing.
USUAL_DAYS = 30
DAY_SECONDS = 24 * 3600


class Bar(NamedTuple):
    """A share in percent, and what it means."""

    words: str
    share: float


class Act(NamedTuple):
    """The one thing to do about a card."""

    words: str
    href: str
    kind: str


class CardWords(NamedTuple):
    """What is said of a card. Empty where there is nothing to say; `reading` and `condition` feed the large meter."""

    href: str
    is_gone: bool
    name: str
    tail: str
    plan: str
    standing: str
    tone: str
    left: str
    bars: list[Bar]
    time: Bar | None
    ending: Markup
    as_of: Markup
    act: Act | None
    reading: Reading
    condition: Condition


@dataclass(frozen=True, slots=True)
class Phrases:
    """The texts of one language, with their gaps."""

    unnamed: str
    left: str
    unlimited: str
    left_of: str
    ended: str
    ends: str
    from_first: str
    unreported: str
    stale: str
    as_of: str
    checking: str
    renewing: str
    withdrawn: str
    follow: str
    queued: str
    followed: str
    renew: str


def in_words(card: CardRow, now: datetime, language: str, zone: str, reviving: Set[str]) -> CardWords:
    """What to say of `card` now to a reader of `language`, on the clocks of `zone`. `reviving`: see `can_renew`."""
    say, reading, condition = phrases(language), card.reading, card.reading.condition(now)
    is_over, size = card.is_over(condition), formats.size_in(reading.remaining_bytes, language)
    data = _data(reading, size, language) if reading.total_bytes > 0 and not is_over else None
    time = _time(card, now, language) if not is_over else None
    standing, tone = _standing(card, condition, language)
    return CardWords(
        href=f"{addresses.DASHBOARD}cards/{card.ref}",
        is_gone=card.is_gone,
        name=card.label or say.unnamed,
        tail=card.iccid[-4:],
        plan=plan_name(card.plan, language) if card.plan is not None else "",
        standing=standing,
        tone=tone,
        left=_left(reading, say, size) if not is_over else "",
        bars=[bar for bar in (data, time) if bar is not None],
        time=time,
        ending=_ending(card, now, language, zone),
        as_of=_as_of(reading, now, language, zone),
        act=_act(card, say, can_renew=card.can_renew(condition, reviving)),
        reading=reading,
        condition=condition,
    )


def plan_name(plan: PlanName, language: str) -> str:
    """What the plan is called in the reader's language."""
    return plan.name_zh if language == "zh" else plan.name_en


@lru_cache
def phrases(language: str) -> Phrases:
    """The texts of `language`, looked up once."""
    with force_locale(language):
        return Phrases(
            unnamed=_("T-M card"),
            left=_("%(size)s left"),
            unlimited=_("Data without limit"),
            left_of=_("%(left)s of %(total)s left"),
            ended=_("Ended on %(moment)s"),
            ends=_("Ends on %(moment)s"),
            from_first=_("%(days)s from the first connection"),
            unreported=_("The carrier has not reported yet."),
            stale=_("As of %(moment)s. That is longer ago than usual."),
            as_of=_("As of %(time)s"),
            checking=_("Payment being checked"),
            renewing=_("Renewal under way"),
            withdrawn=_("Withdrawn"),
            follow=_("Follow the renewal"),
            queued=_("See the next plan"),
            followed=_("Ends on %(moment)s. The next plan is paid and starts by itself."),
            renew=_("Renew"),
        )


def _standing(card: CardRow, condition: Condition, language: str) -> tuple[str, str]:
    """The card's state as word and tone: that of a renewal under way before that of the card."""
    if card.is_renewing and card.renewal is not None:
        return _renewal_standing(card.renewal, language)
    if card.is_gone:
        return phrases(language).withdrawn, "quiet"
    return i18n.label_in(condition, "condition", language), i18n.tone(condition)


def _renewal_standing(renewal: Renewal, language: str) -> tuple[str, str]:
    if renewal.status is OrderStatus.OPEN:
        return phrases(language).checking, "info"
    if renewal.status is OrderStatus.REFUNDING:
        return i18n.label_in(renewal.status, "order", language), i18n.tone(renewal.status)
    return phrases(language).renewing, "info"


def _left(reading: Reading, say: Phrases, size: str) -> str:
    if reading.is_unlimited:
        return say.unlimited
    return say.left % {"size": size} if reading.total_bytes > 0 else ""


def _data(reading: Reading, size: str, language: str) -> Bar:
    total = formats.size_in(reading.total_bytes, language)
    return Bar(phrases(language).left_of % {"left": size, "total": total}, reading.remaining_percent)


def _time(card: CardRow, now: datetime, language: str) -> Bar | None:
    ends_at = card.reading.ends_at
    if ends_at is None:
        return None
    share = (ends_at - now).total_seconds() * 100 / DAY_SECONDS / (card.validity_days or USUAL_DAYS)
    return Bar(formats.time_left_in(ends_at, now, language), round(min(100, share), 1))


def _ending(card: CardRow, now: datetime, language: str, zone: str) -> Markup:
    ends_at, say = card.reading.ends_at, phrases(language)
    if ends_at is not None:
        told = formats.time_element(ends_at, formats.instant_in(ends_at, zone, language))
        running = say.followed if card.queue_ends_at is not None else say.ends
        return formats.composed(say.ended if ends_at <= now else running, moment=told)
    if not card.validity_days:
        return Markup()
    return formats.composed(say.from_first, days=formats.days(card.validity_days))


def _as_of(reading: Reading, now: datetime, language: str, zone: str) -> Markup:
    at, say = reading.reported_at, phrases(language)
    if at is None:
        return formats.composed(say.unreported)
    if reading.is_stale(now):
        return formats.composed(say.stale, moment=formats.time_element(at, formats.instant_in(at, zone, language)))
    return formats.composed(say.as_of, time=formats.time_element(at, formats.clock_in(at, zone)))


def _act(card: CardRow, say: Phrases, *, can_renew: bool) -> Act | None:
    if card.is_awaited and card.renewal is not None:
        return Act(say.queued if card.renewal.is_queued else say.follow, f"/checkout/{card.renewal.ref}", "secondary")
    return Act(say.renew, f"{addresses.PLANS}cards/{card.ref}", "primary") if can_renew else None
