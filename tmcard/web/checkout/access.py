"""Who may see an order, and who may pay it: its owner, the account a payer keeps it in, the browser it was made in.

Everybody else gets 404, as for an order that does not exist. Rules: docs/links.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import abort, url_for

from tmcard.domain.links import Purpose
from tmcard.store import orders
from tmcard.store.models import Order
from tmcard.web import visits
from tmcard.web.database import db
from tmcard.web.guards import sign_in_first, signed_in_owner

View = Callable[..., Any]
#: Where the links of each kind are seen and paid by.
DOORS = {Purpose.RENEW: "doors.renew", Purpose.GUEST: "guests.offer"}


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits in front of an order.

    `is_owner`: signed in, and the card is theirs. `is_payer`: may pay it, and sees receipts and the payer's address.
    `way_back` is the page that its link opens, in the browser that came through it; else empty.
    """

    is_owner: bool
    is_payer: bool
    way_back: str = ""

    def __bool__(self) -> bool:
        """Whether they may see it at all."""
        return self.is_owner or self.is_payer


def payer_required(view: View) -> View:
    """Let in who is signed in, and the browser that may see the order without; everybody else signs in first."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if signed_in_owner() is not None or _is_visitor(**kwargs) else sign_in_first()

    guarded.is_guarded = True  # type: ignore[attr-defined]  # for the test that looks at every route
    return guarded


def seat_at(order: Order) -> Seat:
    """Where whoever asks sits. Owners watch what a guest pays for their card, and no more: it is the guest's money."""
    reader = signed_in_owner()
    is_owner = reader is not None and order.owner_id == reader.id
    keeps_it = reader is not None and order.payer_id == reader.id
    is_visitor = visits.may_see(order.ref, order.visitor_hash)
    return Seat(is_owner, keeps_it or is_visitor or (is_owner and not is_guests(order)), _way_back(order))


def visible_order(ref: str) -> Order:
    """The order, for whoever may see it, or 404."""
    order = orders.by_ref(db.session(), ref)
    return order if order is not None and seat_at(order) else abort(404)


def payable_order(ref: str) -> Order:
    """The order, for whoever may pay it, or 404."""
    order = orders.by_ref(db.session(), ref)
    return order if order is not None and seat_at(order).is_payer else abort(404)


def is_guests(order: Order) -> bool:
    """Whether it was made through a link for guests."""
    return order.link is not None and order.link.purpose == Purpose.GUEST


def _is_visitor(ref: str, **_others: str) -> bool:
    if not visits.current().mark:
        return False
    order = orders.by_ref(db.session(), ref)
    return order is not None and visits.may_see(order.ref, order.visitor_hash)


def _way_back(order: Order) -> str:
    link = order.link
    if link is None or not visits.has_opened(link.ref):
        return ""
    return url_for(DOORS[Purpose(link.purpose)], link=link.ref)
