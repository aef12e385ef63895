"""Guest checkout links: an owner says exactly what somebody else may pay for, and nothing beyond that can be paid."""

from tmcard.services.guesting.checking import LinkEnded, check, has_room, hindrance, refusal
from tmcard.services.guesting.keeping import keep
from tmcard.services.guesting.listing import Made, made, of_owner
from tmcard.services.guesting.making import Wanted, make, revoke
from tmcard.services.guesting.offering import Offered, offered
from tmcard.services.guesting.ordering import PriceMoved, order

__all__ = [
    "LinkEnded",
    "Made",
    "Offered",
    "PriceMoved",
    "Wanted",
    "check",
    "has_room",
    "hindrance",
    "keep",
    "made",
    "make",
    "of_owner",
    "offered",
    "order",
    "refusal",
    "revoke",
]
