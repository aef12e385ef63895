"""What an owner wants to be written to about, by which way, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What can be turned off. Codes, receipts and notices about the account cannot."""

    DATA = "data"
    TIME = "time"
    FORECAST = "forecast"
    OFFERS = "offers"


#: Hours of the owner's own day in which nothing is sent that can wait.
QUIET_FROM, QUIET_UNTIL = 21, 8
#: Without a word from the owner: reminders by both ways, offers by none.
REMINDERS = frozenset({Topic.DATA, Topic.TIME, Topic.FORECAST})


@dataclass(frozen=True, slots=True)
class Preferences:
    """Topics by way, and the quiet hours (`quiet_from` == `quiet_until`: none)."""

    by_email: frozenset[Topic] = REMINDERS
    by_sms: frozenset[Topic] = REMINDERS
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL


def chosen(wishes: Mapping[Topic, bool]) -> frozenset[Topic]:
    """The topics wanted by one way: what the owner said, and the defaults where they said nothing."""
    return frozenset(topic for topic in Topic if wishes.get(topic, topic in REMINDERS))


def quiet_hours(quiet_from: int | None, quiet_until: int | None) -> tuple[int, int]:
    """The owner's quiet hours, or the usual ones where they never chose."""
    if quiet_from is None or quiet_until is None:
        return QUIET_FROM, QUIET_UNTIL
    return quiet_from, quiet_until
