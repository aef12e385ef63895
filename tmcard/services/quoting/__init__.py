"""From a choice to a quote: an open order whose price, effect and rules are frozen and shown before paying."""

from tmcard.services.quoting.choices import Choice, Shelf, check_renewable, choices, shelf
from tmcard.services.quoting.effects import Carriers, Loading
from tmcard.services.quoting.quote import QUOTES, quote
from tmcard.services.quoting.refusals import CannotRenew, CardChanged, NoSuchCard, NoSuchPlan, NotNow, Undecided
from tmcard.services.quoting.requote import requote, successor

__all__ = [
    "QUOTES",
    "CannotRenew",
    "CardChanged",
    "Carriers",
    "Choice",
    "Loading",
    "NoSuchCard",
    "NoSuchPlan",
    "NotNow",
    "Shelf",
    "Undecided",
    "check_renewable",
    "choices",
    "quote",
    "requote",
    "shelf",
    "successor",
]
