"""What an owner wants to be written to about, by which way, and when not."""

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
