"""Why a renewal or a payment did not happen, in words, for pages and mails alike."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.domain.refunds import Reason

#: By the code that was left behind.
REASONS: Mapping[str, LazyString] = {
    "too_late": _("The carrier did not load the plan within the time we promise."),
    "plan_gone": _("The carrier does not offer this plan any more."),
    "card_gone": _("The carrier no longer knows this card."),
    "card_expired": _("The card had expired, and carriers do not load an expired eSIM."),
    "card_under_way": _("Another renewal of this card was under way."),
    "card_renewed": _("The card was renewed meanwhile, and this plan would have taken that away."),
    "rejected": _("The carrier refused to load this plan on this card."),
    "card_changed_hands": _("The card belongs to another account by now."),
    "promotion_released": _("The discount of this quote was used for another one."),
    "plan_spent": _("This plan is for a first renewal, and you have had one meanwhile."),
    "plan_withdrawn": _("This plan was taken off sale meanwhile."),
    "link_revoked": _("The link was taken back by whoever made it."),
    "link_expired": _("The link had ended meanwhile."),
    "link_used_up": _("Somebody else had paid through this link already."),
    "link_plan": _("The link is not for this plan."),
    "link_amount": _("The link is not for this amount."),
    "split_ended": _("Not everybody had paid in time, or it was called off."),
    "split_share_paid": _("Somebody else has just paid this share."),
    "split_failed": _("Not everybody paid their share in time, or it was called off."),
    "order_ended": _("The order had ended meanwhile."),
    "mismatch": _("The payment did not match the order to the cent."),
    "three_d_secure_failed": _("Your bank could not confirm that it is you."),
    "three_d_secure_unclear": _("Your bank gave no clear answer when we asked whether it is you."),
    "surplus": _("The order had been paid already."),
    "queue_cancelled": _("You cancelled it before it started."),
    "disputed": _("The payment was disputed at PayPal."),
    "refunded_elsewhere": _("The money had gone back through PayPal already."),
    "goodwill": _("We gave it back as a gesture of goodwill."),
    "late": _("The renewal came too late."),
    "duplicate": _("The same renewal had been bought twice."),
    "withdrawn": _("You withdrew from the purchase."),
    "dispute": _("You and we settled it this way."),
    "elsewhere": _("It was given back through PayPal."),
    "reversed": _("PayPal or the bank took the payment back."),
}

#: What a person chooses among when giving money back.
REFUND_REASONS: Mapping[Reason, LazyString] = {
    Reason.GOODWILL: _("Goodwill"),
    Reason.LATE: _("Came too late"),
    Reason.DUPLICATE: _("Bought twice"),
    Reason.WITHDRAWN: _("Withdrawn by the payer"),
    Reason.DISPUTE: _("Settled with the payer"),
    Reason.SURPLUS: _("Paid twice"),
    Reason.MISMATCH: _("Wrong amount taken"),
    Reason.UNDELIVERABLE: _("Could not be delivered"),
    Reason.ELSEWHERE: _("Given back at PayPal"),
    Reason.REVERSED: _("Taken back by PayPal or the bank"),
}

#: What people are told by mail, by the kind of case.
ALERTS: Mapping[str, LazyString] = {
    "stuck_orders": _("A paid renewal has not ended"),
    "stuck_payments": _("Nobody knows whether money was taken"),
    "stuck_refunds": _("A refund has not ended"),
    "failed_refunds": _("A refund failed: the money is still with us"),
    "open_disputes": _("A payer disputes a payment"),
    "mismatches": _("A payment did not match its order"),
    "refused_setup": _("PayPal refused a payment for a reason that lies with us"),
    "pending_captures": _("PayPal is holding a payment that a person must look at"),
    "foreign_refunds": _("Money went back by another hand than ours"),
}


def reason(code: str | None) -> LazyString | None:
    """The sentence for a code, or None where there is nothing to say."""
    return REASONS.get(code or "")
