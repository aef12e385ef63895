"""Links to renew as tests want them: made as reminders make them, opened in a browser, paid by one press."""

import re
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop
from tmcard.domain.links import Purpose, token
from tmcard.services import linking
from tmcard.store.models import Card, Link, Order
from tmcard.store.transactions import release, write

SHOWN = re.compile(r'name="shown" type="hidden" value="([^"]+)"')


def made(session: Session, card: Card, at: datetime = rows.NOW, **facts: Any) -> Link:
    """A link for the card's owner."""
    locale = facts.pop("locale", "en")
    with write(session, "link_made"):
        return linking.make(
            session, Purpose.RENEW, owner_id=card.owner_id or 0, locale=locale, now=at, card_id=card.id, **facts
        )


def token_of(shop: Shop, ref: str, purpose: Purpose = Purpose.RENEW) -> str:
    """What stands in the address."""
    return token((shop.app.extensions["tmcard"].config.secret_key,), purpose, ref)


def opened(shop: Shop, link: Link, client: FlaskClient | None = None) -> FlaskClient:
    """A browser that came through the link."""
    client = client or shop.browser()
    client.get(f"/r/{token_of(shop, link.ref)}")
    return client


def shown(client: FlaskClient, link: Link) -> str:
    """What the button of the page sends along."""
    found = SHOWN.search(client.get(f"/renew/{link.ref}").text)
    return found.group(1) if found else ""


def pay(shop: Shop, client: FlaskClient, link: Link, **fields: Any) -> TestResponse:
    """Press the button that pays, as the page is now."""
    facts = {"shown": fields.pop("shown", None) or shown(client, link), "form_token": "one form", "way": "paypal"}
    return shop.post(client, f"/renew/{link.ref}", **{**facts, **fields})


def ordered(shop: Shop) -> Order:
    """The newest order."""
    found = shop.session.query(Order).order_by(Order.id.desc()).first()
    release(shop.session)
    if found is None:
        raise LookupError
    return shop.stored(found.ref)
