"""eSIM Access's words and ours, as data: states, error numbers, units.

Source: the partner reference at docs.esimaccess.com.
"""

from tmcard.domain.ports import ProfileStatus

STATUSES = {
    "CREATE": ProfileStatus.NEW,
    "PAYING": ProfileStatus.NEW,
    "PAID": ProfileStatus.NEW,
    "GETTING_RESOURCE": ProfileStatus.NEW,
    "GOT_RESOURCE": ProfileStatus.NEW,
    "IN_USE": ProfileStatus.IN_USE,
    "USED_UP": ProfileStatus.USED_UP,
    "UNUSED_EXPIRED": ProfileStatus.EXPIRED,
    "USED_EXPIRED": ProfileStatus.EXPIRED,
    "SUSPENDED": ProfileStatus.SUSPENDED,
    "CANCEL": ProfileStatus.GONE,
    "REVOKE": ProfileStatus.GONE,
    "REVOKED": ProfileStatus.GONE,
}
#: A status unheard of: nothing may be sold on it until somebody has looked.
UNHEARD_OF = ProfileStatus.SUSPENDED
#: `smdpStatus` of a profile that is no longer on any phone.
DELETED = "DELETED"

#: What stands in `errorCode` when all is well.
OK = {None, "", "0"}
#: The server failed on the way: it may have worked.
UNCLEAR = {"000001"}
#: Come back later: busy, or the profile is still being allocated.
BUSY = {"900001", "200010"}

#: Nothing of this can be mended by asking again.
PERMANENT = {
    "000101": "rejected",
    "000102": "rejected",
    "000103": "rejected",
    "000104": "rejected",
    "000105": "rejected",
    "000106": "rejected",
    "000107": "rejected",
    "200002": "card_expired",  # the profile's status forbids it: top-ups end with the expiry
    "200005": "rejected",
    "200006": "rejected",
    "200008": "rejected",
    "200009": "rejected",
    "310201": "plan_gone",
    "310241": "plan_gone",
    "310243": "plan_gone",
    "310272": "card_gone",
    "310403": "card_gone",
}
#: Repeating helps once a person has acted: filled the balance, had our address allowed again.
MENDABLE = {
    "200007": "balance_low",
    "200011": "out_of_stock",
    "101001": "maintenance",
    "101002": "maintenance",
    "101003": "maintenance",
}

#: Days of one `durationUnit`.
UNIT_DAYS = {"DAY": 1, "MONTH": 30, "YEAR": 365}
