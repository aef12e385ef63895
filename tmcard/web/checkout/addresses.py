"""Where the receipt of an order goes: what the pay form says before anybody types, and what is kept for next time."""

from tmcard.services import receipts
from tmcard.store import owners
from tmcard.store.models import Order
from tmcard.web.checkout.access import is_guests, seat_at
from tmcard.web.checkout.forms import Pay
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import signed_in_owner


def prefilled(order: Order) -> Pay:
    """The pay form: to its owner with their address, to any other payer with the one given for this very order."""
    if not seat_at(order).is_owner or is_guests(order):
        return Pay(email=order.receipt_email)
    owner = owners.by_id(db.session(), signed_in_owner().id)
    return Pay(email=owner.email if owner is not None else None)


def remember(order: Order, email: str) -> None:
    """Keep the address for next time, where owners pay for themselves. Nobody else writes into their account."""
    if seat_at(order).is_owner and not is_guests(order):
        receipts.remember_address(db.session(), signed_in_owner().id, email, now())
