"""What a renewal may look like when nothing goes wrong with our side of it: scripts and modes of the world, as data.

A step is a verb of `tests/faults/acts.py`, with an argument after a colon. Adding a script is adding an entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Seconds until half an hour before the card ends, and the order that waits for that.
TO_THE_END, QUEUED = 5 * 86400 - 1800, 3
#: The first of two shares, and for how long they may be paid.
SHARED, TO_THE_DEADLINE = 4, 2 * 86400


@dataclass(frozen=True, slots=True)
class Script:
    """The steps, and how the order it is about ends when nothing goes wrong: the first, or the one that it is about."""

    steps: tuple[str, ...]
    ends: str
    about: int = 1


def _script(steps: str, ends: str) -> Script:
    return Script(tuple(steps.split()), ends)


def _queued(steps: str, ends: str) -> Script:
    """Begins with a look, so that nothing in it counts as known from scripts about other orders."""
    return Script(("look", *steps.split()), ends, QUEUED)


def _shared(steps: str, ends: str) -> Script:
    """The same, about the first of two shares; `@2` is the other."""
    return Script(("look", *steps.split()), ends, SHARED)


SCRIPTS: Mapping[str, Script] = {
    "pay-redirect": _script("pay approve return work", "credited"),
    "webhook-first": _script("pay approve hooks return work hooks", "credited"),
    "tab-closed": _script("pay approve wait:10 work", "credited"),
    "hook-only": _script("pay approve hooks work hooks:twice", "credited"),
    "decline-then-other": _script("pay approve:declined return approve return work", "credited"),
    "refused-then-again": _script("pay approve:refused return pay approve return work", "credited"),
    "card-declined": _script("pay approve:cardlike-declined return pay approve return work", "credited"),
    "payer-action": _script("pay approve:payer-action return approve return work", "credited"),
    "lost-answer": _script("pay approve:lost return wait:30 work", "credited"),
    "pending-completed": _script("pay approve:pending return decide:complete hooks work", "credited"),
    "pending-denied": _script("pay approve:pending return decide:deny hooks work", "expired"),
    "pending-unheard": _script("pay approve:pending return decide:complete wait:600 work", "credited"),
    "cancelled": _script("pay cancel", "expired"),
    "cancelled-then-paid": _script("pay cancel pay approve return work", "credited"),
    "pressed-twice": _script("pay pay approve return return work", "credited"),
    "late-approval": _script("pay wait:10200 work approve hooks work", "expired"),
    "plan-gone": _script("pay trouble:gone approve return work", "refunded"),
    "card-recycled": _script("pay trouble:recycled approve return work", "refunded"),
    "carrier-busy": _script("pay trouble:busy approve return work wait:60 work trouble: wait:60 work", "credited"),
    "carrier-silent": _script("pay trouble:timeout_without_effect approve return work wait:2000 work", "refunded"),
    "carrier-mumbles": _script("pay trouble:timeout_with_effect approve return work trouble: wait:30 work", "credited"),
    "balance-low": _script("pay trouble:balance approve return work wait:2000 work", "refunded"),
    "repriced": _script("pay change:price approve return work", "credited"),
    "plan-withdrawn": _script("pay approve change:plan return work", "expired"),
    "card-gone": _script("pay approve change:card return work", "expired"),
    "owner-changed": _script("pay approve change:owner return work", "expired"),
    "owner-changed-late": _script("pay approve return change:owner work", "refunded"),
    "surplus": _script("pay approve stale pay approve hooks return work", "credited"),
    "two-orders": _script("pay pay@2 approve approve@2 return return@2 work hooks", "credited"),
    "hooks-backwards": _script("pay approve return work hooks:reversed hooks:twice", "credited"),
    "card": _script("card:good settle work", "credited"),
    "card-asked": _script("card:passed settle work hooks", "credited"),
    "card-asked-in-vain": _script("card:failed settle pay approve return work", "credited"),
    "card-unclear": _script("card:unclear settle hooks", "expired"),
    "card-declined-there": _script("card:declined settle card:good settle work", "credited"),
    "card-refused": _script("card:refused settle card:good settle work", "credited"),
    "card-pending": _script("card:pending settle decide:complete hooks work", "credited"),
    "card-tab-closed": _script("card:good hooks work", "credited"),
    "two-ways": _script("pay card:good approve settle return hooks work", "credited"),
    "goodwill": _script("pay approve return work refund:450 work hooks", "credited"),
    "goodwill-pressed-twice": _script("pay approve return work refund:300 refund:300 work refund:300 work", "credited"),
    "all-back-before": _script("pay approve return refund: work", "refunded"),
    "all-back-after": _script("pay approve return work refund:100 work refund: work", "credited"),
    "given-back-there": _script("pay approve return work elsewhere:300 hooks work refund:300 work", "credited"),
    "given-back-there-before": _script("pay approve return elsewhere: hooks work", "refunded"),
    "disputed-and-won": _script(
        "pay approve return work dispute hooks work resolve:RESOLVED_SELLER_FAVOUR hooks work", "credited"
    ),
    "disputed-and-lost": _script(
        "pay approve return work dispute hooks work resolve:RESOLVED_BUYER_FAVOUR hooks work", "credited"
    ),
    "disputed-before": _script(
        "pay approve return dispute hooks work resolve:CANCELED_BY_BUYER hooks work", "credited"
    ),
    "second": _script("second pay approve return work", "credited"),
    "second-tab-closed": _script("second pay approve wait:10 work", "credited"),
    "second-plan-gone": _script("second:gone pay approve return work", "refunded"),
    "second-recycled": _script("second:recycled pay approve return work", "refunded"),
    "second-silent": _script("second:timeout_without_effect pay approve return work wait:2000 work", "refunded"),
    "second-mumbles": _script("second:timeout_with_effect pay approve return work second wait:30 work", "credited"),
    "second-busy": _script("second:busy pay approve return work wait:60 work second wait:60 work", "credited"),
    "second-two-orders": _script("second pay pay@2 approve approve@2 return return@2 work hooks", "credited"),
    "queued": _queued(f"pay approve return work:100 wait:{TO_THE_END} work", "credited"),
    "queued-used-up": _queued("pay approve return left:150 work", "credited"),
    "queued-started": _queued("pay approve return start-now work", "credited"),
    "queued-called-off": _queued("pay approve return work call-off work hooks", "refunded"),
    "queued-called-off-late": _queued(f"pay approve return work:100 wait:{TO_THE_END} work call-off work", "credited"),
    "queued-and-sold-on": _queued("pay approve return work:100 change:owner wait:86400 work", "refunded"),
    "queued-and-disputed": _queued(
        "pay approve return dispute hooks work resolve:CANCELED_BY_BUYER hooks work", "credited"
    ),
    "shared": _shared("pay pay@2 approve approve@2 return return@2 work work", "credited"),
    "shared-hook-only": _shared("pay approve hooks pay@2 approve@2 hooks work work", "credited"),
    "shared-alone": _shared(f"pay approve return wait:{TO_THE_DEADLINE} work work", "refunded"),
    "shared-too-late": _shared(f"pay pay@2 approve return wait:{TO_THE_DEADLINE} approve@2 return@2 work", "refunded"),
    "shared-plan-gone": _shared("pay approve return pay@2 trouble:gone approve@2 return@2 work work", "refunded"),
    "shared-called-off": _shared("pay approve return revoke work work", "refunded"),
    "forged": _script("pay forge approve forge return forge work forge", "credited"),
}


@dataclass(frozen=True, slots=True)
class Mode:
    """How the vendors behave throughout. Hostile ones break their word: money must still end right."""

    paypal: Mapping[str, bool] = field(default_factory=dict)
    carriers: Mapping[str, Any] = field(default_factory=dict)
    is_hostile: bool = False


MODES: Mapping[str, Mode] = {
    "usual": Mode({"pending_stays": True}),
    "short-amount": Mode({"pending_stays": True, "short_amount": True}, is_hostile=True),
    "captures-twice": Mode({"pending_stays": True, "captures_twice": True}, is_hostile=True),
    "forgets-request-ids": Mode({"pending_stays": True, "forget_request_ids": True}, is_hostile=True),
    "ignores-transaction-id": Mode({"pending_stays": True}, {"ignores_transaction_id": True}, is_hostile=True),
}
