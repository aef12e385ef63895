"""What the staff pages call things: kinds of cases, lines of the journal, and why an act was refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _

from tmcard.web import formats
from tmcard.web.reasons import REFUND_REASONS
from tmcard.web.receipts.sheets import METHODS

#: By the list's name in `store.cases`: its heading, and what to do about what stands there.
CASES: Mapping[str, tuple[LazyString, LazyString]] = {
    "stuck_orders": (
        _("Orders that hang"),
        _("Paid, and for too long neither delivered nor refunded. Look at it now; if nothing moves, ask the carrier."),
    ),
    "stuck_payments": (
        _("Captures without an answer"),
        _("The money may or may not have been taken. Look at it now; it goes on being looked up meanwhile."),
    ),
    "pending_captures": (
        _("Payments held by PayPal"),
        _("PayPal has been reviewing for too long. Look into PayPal's own pages."),
    ),
    "stuck_refunds": (
        _("Refunds without an answer"),
        _("The money may or may not have gone back. Look at it now; never give it back a second time elsewhere."),
    ),
    "failed_refunds": (
        _("Refunds that failed"),
        _("PayPal could not give the money back. Check the balance there, then begin a new refund."),
    ),
    "open_disputes": (
        _("Open disputes"),
        _("Answer in PayPal's own pages. No refund and no delivery begins here until it is decided."),
    ),
    "mismatches": (
        _("Payments that do not match"),
        _("PayPal's amount or reference is not the one we asked for."),
    ),
    "refused_setup": (
        _("Refused because of settings"),
        _("PayPal refuses how our account or this currency is set up. Nobody can pay so until it is mended."),
    ),
    "surplus_refunds": (_("Paid twice"), _("The second payment goes back by itself; nothing needs to be done.")),
    "foreign_refunds": (
        _("Given back elsewhere"),
        _("Somebody gave the money back in PayPal's own pages, or the bank took it. Decide about the renewal."),
    ),
    "unknown_captures": (
        _("Lost attempts"),
        _("PayPal never said whether the money was taken, and has forgotten what we sent. Look at it, then close it."),
    ),
}
#: By event of the journal.
EVENTS: Mapping[str, LazyString] = {
    "quoted": _("Quoted"),
    "requoted": _("Quoted anew"),
    "capture_completed": _("Paid"),
    "paid_ahead": _("Paid, and queued"),
    "queue_ended": _("Its turn has come"),
    "queue_cancelled": _("Cancelled before it started"),
    "requeued": _("Queued again"),
    "share_paid": _("A share paid; waits for the others"),
    "shares_delivered": _("Delivered with the last share"),
    "shares_given_back": _("Not all shares were paid"),
    "topping_up": _("Top-up asked for"),
    "topped_up": _("Topped up"),
    "held": _("Delivery stopped"),
    "released": _("Delivery goes on"),
    "delivery_impossible": _("Cannot be delivered"),
    "refund_completed": _("All given back"),
    "lapsed": _("Lapsed unpaid"),
    "withdrawn": _("Withdrawn"),
    "payment_begun": _("Payment begun"),
    "approval_seen": _("Approved by the payer"),
    "capture_begun": _("Capture asked for"),
    "capture_retried": _("Capture refused, the payer may try again"),
    "capture_pending": _("Held by PayPal"),
    "captured": _("Captured"),
    "declined": _("Declined"),
    "expired": _("Attempt lapsed"),
    "forgotten": _("PayPal knows nothing of it"),
    "closed_by_staff": _("Closed by staff"),
    "refund_begun": _("Refund begun"),
    "refunded": _("Given back"),
    "refunded_in_part": _("Given back in part"),
    "refund_failed": _("Refund failed"),
    "refunded_elsewhere": _("Given back elsewhere"),
    "refund_asked": _("Refund asked for"),
    "refund_found": _("Refund found at PayPal"),
    "given_back": _("Given back"),
    "not_given_back": _("Refund failed"),
    "dispute_reported": _("Dispute reported"),
    "dispute_opened": _("Dispute open"),
    "dispute_resolved": _("Dispute decided"),
    "dispute_reopened": _("Dispute reopened"),
    "balance_stated": _("The carrier stated the balance"),
    "looked_at": _("Looked at by staff"),
    "person_told": _("Staff were told"),
}
REFUNDS: Mapping[str, tuple[LazyString, str]] = {
    "refunding": (_("On its way"), "warn"),
    "refunded": (_("Given back"), "good"),
    "failed": (_("Failed"), "bad"),
}
DISPUTES: Mapping[str, tuple[LazyString, str]] = {
    "reported": (_("Reported"), "warn"),
    "open": (_("Open"), "bad"),
    "resolved": (_("Decided"), "quiet"),
}
CANNOT_REFUND: Mapping[str, LazyString] = {
    "not_refundable": _("Nothing of this payment can be given back"),
    "too_late": _("PayPal gives nothing back so long after the payment. Send the money another way"),
    "dispute_open": _("A dispute about this payment is open. Decide it in PayPal's own pages first"),
    "refund_under_way": _("An earlier refund of this payment has no answer yet. Wait for it"),
    "delivery_under_way": _("A top-up may be on its way to the card. Wait until it is known, then give the money back"),
}
NOT_CLOSABLE: Mapping[str, LazyString] = {
    "too_early": _("It is too early: what we sent may still be carried out"),
    "known_there": _("PayPal knows this payment. Look at it now instead"),
    "not_unknown": _("The outcome of this payment is known"),
    "no_answer": _("PayPal did not answer. Try again in a minute"),
}


def event(code: str) -> str:
    """What a line of the journal says happened; its code where it has no words yet."""
    return str(EVENTS.get(code, code))


def who(actor: str) -> str:
    """Who is named in the journal: a member of the staff by name, everybody else by what they are."""
    return str(ACTORS.get(actor, actor.removeprefix("staff:")))


ACTORS: Mapping[str, LazyString] = {
    "owner": _("Owner"),
    "payer": _("Payer"),
    "worker": _("Worker"),
    "return": _("Payer, coming back"),
    "webhook": _("PayPal's notice"),
    "reconcile": _("Reconciling"),
}


def age(since: datetime, now: datetime) -> str:
    """How long ago: `12 minutes`, `3 hours`, `2 days`. Rounded down."""
    minutes = max(0, (now - since) // timedelta(minutes=1))
    if minutes < 90:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    if minutes < 48 * 60:
        return str(ngettext("%(num)s hour", "%(num)s hours", minutes // 60))
    return formats.days(minutes // (24 * 60))


def why(code: str) -> str:
    """The reason of a refund in short words."""
    return str({each.value: words for each, words in REFUND_REASONS.items()}.get(code, code))


def method(code: str) -> str:
    """How somebody paid."""
    return str(METHODS.get(code, code))
