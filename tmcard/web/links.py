"""The absolute addresses that messages carry, with the tokens in them. Need an application context, no request."""

from tmcard.domain.links import Purpose, token
from tmcard.services import linking
from tmcard.store.models import Link, Order
from tmcard.web.callers import keys
from tmcard.web.letters_links import link as absolute


def renew_url(link: Link) -> str:
    """Opens the page that a reminder leads to."""
    return absolute("doors.enter", token=linking.token_of(keys(), link))


def guest_url(link: Link) -> str:
    """Opens what somebody is asked to pay."""
    return absolute("guests.enter", token=linking.token_of(keys(), link))


def order_url(order: Order) -> str:
    """Leads to the order: whoever paid through a link has no account to sign in to, so the address is the key."""
    if order.link_id is None or order.visitor_hash is None:
        return absolute("checkout.show", ref=order.ref)
    return absolute("doors.order", token=token(keys(), Purpose.ORDER, order.ref))


def receipt_url(order: Order) -> str:
    """Leads to its receipt; for whoever paid through a link to the order, from where it is one tap."""
    if order.link_id is None or order.visitor_hash is None:
        return absolute("checkout.receipt", ref=order.ref)
    return order_url(order)
