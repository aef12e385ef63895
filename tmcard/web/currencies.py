"""In which currency the picker shows prices: asked for once and remembered, else usual where the owner comes from."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_name
from flask import Flask, Response, request

from tmcard.domain.currencies import Currencies
from tmcard.domain.money import Money, exponent
from tmcard.services import phones
from tmcard.store import owners
from tmcard.web import i18n
from tmcard.web.callers import house
from tmcard.web.database import db
from tmcard.web.formats import FORMATTING, money
from tmcard.web.guards import signed_in_owner

COOKIE = "currency"


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(roughly=roughly, currency_name=currency_name)


def ours() -> Currencies:
    """The currencies of the house."""
    return house().config.currencies


def wanted() -> str:
    """The currency to show prices in, as far as there are any."""
    wish = request.cookies.get(COOKIE)
    if len(ours().names) == 1 or wish in ours().names:
        return ours().wanted(wish, None)
    reader = signed_in_owner()
    owner = owners.by_id(db.session(), reader.id) if reader is not None else None
    return ours().wanted(None, phones.home_region(owner.msisdn) if owner is not None else None)


def remember(response: Response, wish: str) -> Response:
    """Keep the choice in a cookie for a year, if it is one of ours."""
    if wish in ours().names:
        secure = house().config.is_https
        response.set_cookie(COOKIE, wish, i18n.COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response


def roughly(estimate: Money) -> str:
    """`HK$70`: without the digits that would make it look like a price, where it has none."""
    if estimate.amount_minor % 10 ** exponent(estimate.currency):
        return money(estimate)
    return _whole(estimate.amount_minor, estimate.currency, i18n.language())


def currency_name(currency: str) -> str:
    """`US Dollar`, `美元`."""
    return _name(currency, i18n.language())


@lru_cache(maxsize=1024)
def _whole(amount_minor: int, currency: str, language: str) -> str:
    units = Decimal(amount_minor).scaleb(-exponent(currency))
    return format_currency(units, currency, "¤#,##0", locale=FORMATTING[language], currency_digits=False)


@lru_cache(maxsize=128)
def _name(currency: str, language: str) -> str:
    return get_currency_name(currency, locale=FORMATTING[language])
