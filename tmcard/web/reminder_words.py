"""A reminder in words: one sentence for each crossing, and what the card holds now and would hold then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from tmcard.domain.alerts import Crossing
from tmcard.domain.holdings import Effect
from tmcard.domain.usage import Reading
from tmcard.services.quoting import Choice
from tmcard.store.models import Card
from tmcard.web import i18n
from tmcard.web.effects import lost_words
from tmcard.web.formats import data_size, days, instant, money

HOUR, HOURS_A_DAY = timedelta(hours=1), 24
#: A term and what there is to say to it.
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """The suggested plan, and what it does when it starts as is best for this card."""

    choice: Choice
    effect: Effect


def headline(crossing: Crossing, card: str, reading: Reading, now: datetime) -> str:
    """One crossing in a sentence short enough for a subject and a text message."""
    if crossing is Crossing.ENDED:
        return str(_("Card %(card)s has ended", card=card))
    if crossing is Crossing.USED_UP:
        return str(_("The data on card %(card)s is used up", card=card))
    if crossing is Crossing.ENDING and reading.ends_at is not None:
        return _ending(card, reading.ends_at - now)
    if crossing is Crossing.RUNS_OUT:
        return str(_("The data on card %(card)s may run out within 48 hours", card=card))
    percent = min(100, reading.used_bytes * 100 // max(1, reading.total_bytes))
    return str(_("%(percent)s%% of the data on card %(card)s is used", percent=percent, card=card))


def rows(card: Card, reading: Reading, offered: Offered | None, zone: str, now: datetime) -> list[Row]:
    """What is left and until when, and what the suggested plan costs and does."""
    held = [(_("Card"), f"{card.label or _('T-M card')} •••• {card.iccid[-4:]}"), *_left(reading, zone, now)]
    if offered is None:
        return held
    plan = (_("Suggested plan"), offered.choice.offer.name(i18n.language()))
    return [*held, plan, (_("Price"), _price(offered.choice)), *_brings(offered.effect, zone)]


def _price(choice: Choice) -> str:
    if choice.estimate is None:
        return money(choice.price)
    return str(_("%(price)s (about %(estimate)s)", price=money(choice.price), estimate=money(choice.estimate)))


def _ending(card: str, left: timedelta) -> str:
    """To the nearest hour, or day: it may go out hours after the step."""
    hours = max(1, round(left / HOUR))
    if hours < HOURS_A_DAY:
        return str(
            ngettext("%(num)s hour left on card %(card)s", "%(num)s hours left on card %(card)s", hours, card=card)
        )
    count = round(hours / HOURS_A_DAY)
    return str(ngettext("%(num)s day left on card %(card)s", "%(num)s days left on card %(card)s", count, card=card))


def _left(reading: Reading, zone: str, now: datetime) -> list[Row]:
    found: list[Row] = []
    is_over = reading.ends_at is not None and reading.ends_at <= now
    if reading.total_bytes and not reading.is_unlimited and not is_over:
        left, total = data_size(reading.remaining_bytes), data_size(reading.total_bytes)
        found.append((_("Data left"), _("%(left)s of %(total)s", left=left, total=total)))
    if reading.ends_at is not None:
        found.append((_("Ended on") if is_over else _("Good until"), instant(reading.ends_at, zone)))
    return found


def _brings(effect: Effect, zone: str) -> list[Row]:
    """What the card holds then. Of plans without a limit there is only the end."""
    after = effect.after
    size = data_size(after.remaining_bytes) if after.remaining_bytes else ""
    if after.ends_at is None:
        end = _("%(days)s from the first connection", days=days(after.validity_days))
    else:
        end = instant(after.ends_at, zone)
    found = [(_("Data then"), size), (_("Good until then"), end)]
    if effect.lost_bytes or effect.lost:
        found.append((_("Lost by it"), lost_words(effect.lost_bytes, effect.lost)))
    return [row for row in found if row[1]]
