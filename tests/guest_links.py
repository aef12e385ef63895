"""Guest links as tests want them: made by the service, opened in a browser."""

from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import rows
from tests.web.shop import Shop
from tmcard.domain.guests import Refusal
from tmcard.services import guesting, linking
from tmcard.services.guesting import Wanted
from tmcard.store.models import Card, Link
from tmcard.store.transactions import release

ADDRESS = "payer@guests.example"


def made(session: Session, card: Card, at: datetime = rows.NOW, **wanted: Any) -> Link:
    """A link for the card: any plan, once, for a week, with nothing shown."""
    facts: dict[str, Any] = {"skus": (), "most": None, "uses": 1, "lasts": timedelta(days=7)}
    locale = wanted.pop("locale", "en")
    return guesting.make(session, card, Wanted(**{**facts, **wanted}), locale=locale, now=at)


def token_of(shop: Shop, link: Link) -> str:
    """What stands in the link's address."""
    return linking.token_of((shop.app.extensions["tmcard"].config.secret_key,), link)


def opened(shop: Shop, link: Link, client: FlaskClient | None = None) -> FlaskClient:
    """A browser that came through the link."""
    client = client or shop.browser()
    client.get(f"/g/{token_of(shop, link)}")
    return client


def pay(shop: Shop, client: FlaskClient, link: Link, **fields: Any) -> TestResponse:
    """Press the button that pays by PayPal for the plan of the shop, as its page showed it."""
    price = shop.plan.prices[0]
    plan = f"{shop.plan.sku}|{price.currency}|{price.amount_minor}"
    facts = {"plan": plan, "email": ADDRESS, "form_token": "one form", "way": "paypal"}
    return shop.post(client, f"/guest/{link.ref}", **{**facts, **fields})


def refusal(session: Session, link: Link, at: datetime = rows.NOW) -> Refusal | None:
    """Why nothing more can be paid through it."""
    found = guesting.refusal(session, link, at)
    release(session)
    return found
