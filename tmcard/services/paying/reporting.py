"""What goes wrong in payers' browsers, as the pay page's script tells it: so that somebody sees why people give up."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.accounts import Limit
from tmcard.services import throttling
from tmcard.store.models import Order
from tmcard.store.transactions import write

log = structlog.get_logger()
REPORTS = (Limit("script-errors", 20, timedelta(hours=1)),)
#: Nothing that could be a card number is ever written down, whoever put it into a message.
DIGITS = re.compile(r"\d(?:[ -]?\d){7,}")


@dataclass(frozen=True, slots=True)
class ScriptError:
    """An error of a foreign script. `debug_id` is what PayPal's support asks for."""

    where: str
    message: str
    debug_id: str


def report(session: Session, order: Order, error: ScriptError, now: datetime) -> None:
    """Write an error into the log. Commits. Raises throttling.TooMany: a browser in a loop says nothing new."""
    with write(session, "script_error"):
        throttling.allow(session, REPORTS, order.counted_for, now)
    said = {"where": error.where, "message": error.message, "debug_id": error.debug_id}
    log.warning("pay_script_error", order=order.ref, **{name: DIGITS.sub("…", text) for name, text in said.items()})
