"""Why a renewal or a payment did not happen, in words, for pages and mails alike."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

#: By the code that was left behind.
REASONS: Mapping[str, LazyString] = {
    "too_late": _("The carrier did not load the plan within the time we promise."),
    "plan_gone": _("The carrier does not offer this plan any more."),
    "card_gone": _("The carrier no longer knows this card."),
    "card_expired": _("The card had expired, and carriers do not load an expired eSIM."),
    "card_under_way": _("Another renewal of this card was under way."),
    "rejected": _("The carrier refused to load this plan on this card."),
    "card_changed_hands": _("The card belongs to another account by now."),
    "plan_withdrawn": _("This plan was taken off sale meanwhile."),
    "order_ended": _("The order had ended meanwhile."),
    "mismatch": _("The payment did not match the order to the cent."),
    "surplus": _("The order had been paid already."),
}


def reason(code: str | None) -> LazyString | None:
    """The sentence for a code, or None where there is nothing to say."""
    return REASONS.get(code or "")
