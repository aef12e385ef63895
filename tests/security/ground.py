"""What attacks need: every address of the site with real names in it, and a fingerprint of everything stored."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.web.shop import TOKEN, Shop
from tmcard.store import sessions
from tmcard.store.models import Base
from tmcard.store.transactions import release

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
SAFE = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class Address:
    """One method of one rule, with the names of somebody's things put in."""

    method: str
    rule: str
    path: str

    @property
    def key(self) -> str:
        """How tables of addresses name it."""
        return f"{self.method} {self.rule}"


def rules(app: Flask) -> set[str]:
    """Every method of every rule the site answers."""
    return {f"{method} {rule.rule}" for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {
        "HEAD", "OPTIONS"}}  # fmt: skip


def addresses(shop: Shop, order_ref: str) -> Iterator[Address]:
    """Every address, of the shop owner's card, order and device."""
    release(shop.session)
    devices = sessions.devices(shop.session, shop.owner.id, this="", now=shop.at)
    release(shop.session)
    names = {"/checkout": order_ref, "/account": devices[0].ref if devices else "0" * 16, "/static": "icon.svg"}
    for key in sorted(rules(shop.app)):
        method, rule = key.split(" ", 1)
        name = next((name for begin, name in names.items() if rule.startswith(begin)), shop.card.ref)
        yield Address(method, rule, re.sub("<[^>]+>", name, rule))


def fingerprint(session: Session) -> Mapping[str, str]:
    """A hash of each table as it is now."""
    release(session)
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
        found[table.name] = sha256("\n".join(rows).encode()).hexdigest()
    release(session)
    return found


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The tables that differ."""
    return {name for name in before if before[name] != after[name]}


def token_of(client: FlaskClient) -> str:
    """The form token of this browser."""
    found = TOKEN.search(client.get("/help").text)
    return found.group(1) if found else ""


def ask(client: FlaskClient, address: Address, token: str = "", **fields: str) -> TestResponse:
    """Open the address, or send the form it takes."""
    if address.method in SAFE:
        return client.open(address.path, method=address.method)
    sent = {**({"csrf_token": token} if token else {}), **fields}
    return client.open(address.path, method=address.method, data=sent)
