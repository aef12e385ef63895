"""What is on, in words: deals line by line, why a code does nothing, and the board, looked up once a minute."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import SQLAlchemyError

from tmcard.domain.money import Money
from tmcard.domain.plans import Offer, Starts
from tmcard.domain.promotions import ExtraData, Fixed, Kind, Line, Percent, Promotion, Reason
from tmcard.services import promoting
from tmcard.services.promoting import Board
from tmcard.services.quoting import Choice
from tmcard.store.transactions import release
from tmcard.web import currencies, i18n
from tmcard.web.clock import now
from tmcard.web.countries import in_order
from tmcard.web.database import db
from tmcard.web.formats import data_size, money

log = structlog.get_logger()
KEPT = "tmcard.board"
FRESH = timedelta(minutes=1)
NOTHING = Board((), {})
REASONS: Mapping[Reason, LazyString] = {
    Reason.UNKNOWN: _("There is no such code. Check it"),
    Reason.NOT_YET: _("This code does not count yet"),
    Reason.OVER: _("This code is over"),
    Reason.NOT_THIS_PLAN: _("This code is not for this plan"),
    Reason.OTHER_CURRENCY: _("This code is not for prices in this currency"),
    Reason.NOT_FIRST_ORDER: _("This code is for a first renewal, and this card or you had one already"),
    Reason.OWN_CODE: _("This is your own code: it is for your friends"),
    Reason.NO_REWARD: _("No reward is waiting"),
    Reason.PER_OWNER: _("You have used this code as often as it may be"),
    Reason.USED_UP: _("This code is used up"),
    Reason.BUDGET: _("This code is used up"),
    Reason.BELOW_FLOOR: _("This price cannot go any lower"),
    Reason.NOT_COMBINED: _("It cannot be combined with what is on, and that saves you as much or more"),
}
#: When a plan begins to run on a card on which nothing runs.
BEGINS: Mapping[Starts, LazyString] = {
    Starts.PURCHASE: _("Begins when it is bought"),
    Starts.INSTALLATION: _("Begins when the eSIM is installed"),
    Starts.FIRST_ATTACH: _("Begins at the first connection"),
    Starts.FIRST_BYTE: _("Begins with the first data you use"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """The board as it was looked up at an instant."""

    board: Board
    at: datetime


def install(app: Flask) -> None:
    """Make the words known to templates."""
    for each in (as_sold, begins_words, deal_words, gift_words, line_words, lowest_before, reason_words):
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.filters["countries_in_order"] = in_order
    app.jinja_env.globals["whats_on"] = whats_on


def board() -> Board:
    """What is on for everybody, at most a minute old. Nothing is, where that cannot be looked up: pages go without."""
    kept, at = current_app.extensions.get(KEPT), now()
    if kept is not None and kept.at <= at < kept.at + FRESH:
        found: Board = kept.board
        return found
    try:
        found = promoting.board(db.session(), at)
        release(db.session())
    except SQLAlchemyError:
        log.warning("board_unknown", exc_info=True)
        return kept.board if kept is not None else NOTHING
    current_app.extensions[KEPT] = Kept(found, at)
    return found


def whats_on(*kinds: str) -> list[Promotion]:
    """The promotions of these kinds that a banner may name."""
    at = now()
    return [each for each in board().promotions if each.kind in kinds and each.is_on(at)]


def as_sold(choice: Choice) -> Offer:
    """The plan as it is had now: what it costs and brings with all that is on."""
    return replace(choice.offer, price=choice.price, data_bytes=choice.data_bytes)


def line_words(line: Line) -> str:
    """`First order: US$2.00 off`, `Autumn: 1 GB more`."""
    name = line.name(i18n.language())
    if line.extra_bytes:
        return str(gettext("%(name)s: %(size)s more", name=name, size=data_size(line.extra_bytes)))
    return str(gettext("%(name)s: %(amount)s off", name=name, amount=money(line.off)))


def deal_words(choice: Choice) -> list[str]:
    """Each line of a choice's deal, and the lowest price before each sale that is in it."""
    found = []
    for line in choice.deal.lines if choice.deal is not None else ():
        found.append(line_words(line))
        lowest = board().lowest_before(line.promotion_ref, choice.offer.sku, choice.offer.price.currency)
        if line.kind is Kind.SALE and lowest is not None:
            found.append(lowest_before(lowest))
    return found


def lowest_before(price: Money) -> str:
    """What whoever announces a reduction has to name beside it."""
    return str(gettext("Lowest price in the 30 days before: %(price)s", price=money(price)))


def gift_words(promotion: Promotion) -> str:
    """What a promotion gives: `20% off`, `US$2.00 off`, `More data`. Empty where it gives nothing in a currency of
    the reader's.
    """
    match promotion.effect:
        case Percent(percent):
            return str(gettext("%(percent)s%% off", percent=percent))
        case Fixed(amounts):
            names = (request.cookies.get(currencies.COOKIE, ""), *currencies.ours().names)
            currency = next((name for name in names if name in amounts), None)
            amount = money(Money(amounts[currency], currency)) if currency else ""
            return str(gettext("%(amount)s off", amount=amount)) if amount else ""
        case ExtraData():
            return str(gettext("More data at the same price"))


def reason_words(reason: Reason) -> str:
    """Why a code does nothing here."""
    return str(REASONS[reason])


def begins_words(starts: str) -> str:
    """When a plan begins to run on a card on which nothing runs."""
    return str(BEGINS[Starts(starts)])
