"""The pages of a guest link: what may be paid, why nothing can be, and the plain one for whoever did not open it."""

from collections.abc import Mapping

from flask import Response, make_response, render_template, request
from flask_babel import lazy_gettext as _

from tmcard.domain.guests import Refusal
from tmcard.domain.promotions import Asker
from tmcard.services import guesting, paying, splitting
from tmcard.services.guesting import LinkEnded, Offered
from tmcard.services.quoting import CannotRenew, NoSuchCard, NoSuchPlan, NotNow
from tmcard.store import cards
from tmcard.store.models import Link
from tmcard.web import arriving, currencies, visits
from tmcard.web.approving import allow_approval
from tmcard.web.callers import house
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guests.forms import GuestPay, shown_as
from tmcard.web.previews import preview
from tmcard.web.said import codes
from tmcard.web.unbegun import TROUBLES, Said

MOVED = Said(_("The price has changed"), _("Nothing has been charged. Look at the price once more, then pay."))
GONE = Said(_("This plan cannot be had any more"), _("Nothing has been charged. Choose another one."))
STOPS: Mapping[type[Exception], Said] = {
    **dict.fromkeys((NoSuchPlan, NotNow, paying.PlanWithdrawn), GONE),
    **dict.fromkeys((guesting.PriceMoved, paying.QuoteEnded), MOVED),
    **TROUBLES,
}


def offered(link: Link) -> list[Offered]:
    """What may be paid through the link now, at the prices for this guest. Raises CannotRenew, NoSuchCard."""
    if link.card is None or link.card.owner_id != link.owner_id:
        raise NoSuchCard(link.ref)
    percent, email = house().config.till.loss_asks_twice_percent, request.form.get("email", "").strip() or None
    asker = Asker(link.owner_id, codes(), email, link.id, visits.visitor_hash(), True)
    prices = (currencies.ours(), currencies.wanted(), asker)
    carriers = house().gateways.capabilities
    return guesting.offered(db.session(), link, link.card, *prices, now=now(), carriers=carriers, loss_percent=percent)


def page(link: Link, form: GuestPay, status: int = 200, said: Said | None = None) -> Response:
    """The plans, the address, and the button that pays."""
    allow_approval()
    chosen = form.chosen
    response = make_response(
        render_template(
            "guests/offer.html", link=link, terms=link.terms, card=link.card,
            reading=cards.reading(link.card) if link.card is not None else None, offered=form.offered,
            shown_as=shown_as, chosen=shown_as(chosen) if chosen is not None else "",
            form=form, said=said, split=splitting.told_of_link(db.session(), link.id), preview=preview(link), now=now(),
        ),
        status,
    )  # fmt: skip
    return arriving.unlisted(said.on(response) if said is not None else response)


def why_not(link: Link, error: Exception) -> Response:
    """Nothing can be paid through the link, now or any more."""
    if isinstance(error, LinkEnded):
        return gone(link, error.reason)
    if isinstance(error, CannotRenew):
        text = render_template("guests/cannot.html", reason=error.reason, preview=preview(link))
        return arriving.unlisted(make_response(text, 409))
    return gone(link, Refusal.EXPIRED)  # the card is somebody else's by now: the link was for another one


def gone(link: Link, reason: Refusal) -> Response:
    """The link has ended: why, and what to do. Nothing about the card."""
    return arriving.unlisted(
        make_response(render_template("guests/gone.html", reason=reason, preview=preview(link)), 410)
    )


def closed(link: Link) -> Response:
    """For whoever has the clean address alone: chats that make a preview, and browsers that keep no cookies."""
    return arriving.unlisted(make_response(render_template("guests/closed.html", preview=preview(link))))
