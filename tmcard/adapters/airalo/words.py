"""Airalo's words and ours, as data: states, error codes, limits.

Source: the Partner API's pages "Error handling", "Rate limits" and those of each endpoint at
developers.partners.airalo.com.
"""

from enum import Enum

from tmcard.domain.ports import ProfileStatus

#: `status` of a card's usage.
STATUSES = {
    "NOT_ACTIVE": ProfileStatus.NEW,
    "ACTIVE": ProfileStatus.IN_USE,
    "FINISHED": ProfileStatus.USED_UP,
    "EXPIRED": ProfileStatus.EXPIRED,
    "RECYCLED": ProfileStatus.GONE,
    "UNKNOWN": ProfileStatus.SUSPENDED,
}
#: A status unheard of: nothing may be sold on it until somebody has looked.
UNHEARD_OF = ProfileStatus.SUSPENDED

#: `type` of an order that loads a card already held.
TOP_UP = "topup"
#: `status.slug` of an order that brought nothing, or nothing any more.
NOTHING_MADE = {"failed", "refunded"}


class Then(Enum):
    """What is to be done about an error."""

    RETRY = "look it up, then ask again"
    WAIT = "ask again when some time has passed"
    REFUND = "nothing mends it: the money goes back"
    PERSON = "asking again helps once a person has acted"


#: Business codes: what is to be done, and our word for it.
CODES = {
    11: (Then.PERSON, "balance_low"),
    13: (Then.WAIT, "busy"),  # the operator is under maintenance
    14: (Then.PERSON, "maintenance"),
    23: (Then.REFUND, "plan_gone"),  # the operator takes no top-ups of this kind any more
    33: (Then.PERSON, "out_of_stock"),
    34: (Then.PERSON, "out_of_stock"),  # or an invalid package: the deadline pays back what does not mend
    43: (Then.REFUND, "rejected"),
    53: (Then.RETRY, "server_error"),
    73: (Then.REFUND, "card_gone"),  # recycled: the ICCID may be somebody else's by now
    89: (Then.PERSON, "maintenance"),  # our address is not on their list
}
#: What a field that did not pass means, `{"data": {field: text}}`; the first that is named counts.
FIELDS = {
    "package_id": (Then.REFUND, "plan_gone"),
    "iccid": (Then.REFUND, "card_gone"),
}
#: A text of `package_id` that means our own limit, not the package.
OVER_LIMIT = "exceed_limit"
#: Whatever else it says no to.
OTHERWISE = (Then.PERSON, "rejected")
#: No such card, on any address that names one.
NO_SUCH_CARD = (Then.REFUND, "card_gone")
