"""What a request tells of whoever makes it: address, browser, language, zone, and the mark of a known browser."""

from flask import Response, current_app, request
from itsdangerous import URLSafeTimedSerializer

from tmcard.domain.accounts import DEVICE_LIFETIME, network_of
from tmcard.domain.devices import describe
from tmcard.domain.ports import Wake
from tmcard.services import phones
from tmcard.services.codes import Keys
from tmcard.services.verifying import Visitor
from tmcard.web import i18n
from tmcard.wiring import House


def house() -> House:
    """Settings and the ways out of this process."""
    found: House = current_app.extensions["tmcard"]
    return found


def wake() -> Wake:
    """Tells the worker of new rows."""
    return house().gateways.wake


def keys() -> Keys:
    """The secrets that codes and marks are made with, the current one first."""
    config = house().config
    return (config.secret_key, *config.secret_key_fallbacks)


def signer(salt: str) -> URLSafeTimedSerializer:
    """What signs values that a browser keeps for us, each kind under a salt of its own."""
    return URLSafeTimedSerializer(list(reversed(keys())), salt=salt)  # the last of the keys signs


def client() -> str:
    """Whom attempts from this address are counted for. Behind proxies ProxyFix has put the right address here."""
    return network_of(request.remote_addr or "")


def device() -> str:
    """What the browser is called in the list of signed-in devices."""
    return describe(request.user_agent.string)


def visitor(msisdn: str, zone: str = "") -> Visitor:
    """Whoever gives this number. `zone` is what the browser says, else the number's home has to do."""
    if zone not in i18n.ZONES:
        zone = phones.home_zone(msisdn) or i18n.zone()
    return Visitor(msisdn, locale=i18n.language(), zone=zone, client=client())


def mark() -> str:
    """The mark of a browser on which somebody gave a code before; empty for all others."""
    return request.cookies.get(_cookie(), "")


def remember_mark(response: Response, mark: str) -> None:
    """Keep the mark in the browser. It outlives signing out and spares the next code."""
    secure = house().config.is_https
    seconds = int(DEVICE_LIFETIME.total_seconds())
    response.set_cookie(_cookie(), mark, seconds, secure=secure, httponly=True, samesite="Lax", path="/")


def _cookie() -> str:
    return "__Host-device" if house().config.is_https else "device"
