"""What the carrier sells, by the month and the megabyte: loaded by a control call, listed as the carrier does."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from typing import Any

from standins.carriers.airalo.answers import invalid
from standins.carriers.standin import Wrong

#: Package ids that fail in the carrier's own sandbox, by how they begin.
SANDBOX = {
    "test-insufficient-balance": 11,
    "test-maintenance-mode": 13,
    "test-disabled-top-up": 23,
    "test-not-enough": 33,
    "test-out-of-stock": 34,
}
MAGIC_MARK = "+"


def load(db: sqlite3.Connection, fields: dict[str, Any]) -> None:
    """Store one package: `{id, amount, day, price, ...}`; the same id again replaces it.

    `networks` are those of its operator, by country: `{"JP": [{"name": "KDDI", "types": ["5G"]}]}`.
    """
    package_id = fields.get("id")
    if not isinstance(package_id, str) or not package_id:
        raise Wrong("a package needs an id")
    for name in ("amount", "day"):
        if type(fields.get(name)) is not int:
            raise Wrong(f"package {package_id} needs {name} as a whole number")
    price = float(fields.get("price", 10))
    size = f"{fields['amount'] / 1024:g} GB"
    usual: dict[str, Any] = {"type": "topup" if package_id.endswith("-topup") else "sim", "is_unlimited": False}
    usual |= {"price": price, "net_price": round(price * 0.8, 2), "title": f"{size} - {fields['day']} Days"}
    usual |= {"data": size, "short_info": None, "voice": None, "text": None, "operator": "Standin", "country": "JP"}
    usual |= {"networks": {}}
    db.execute(
        "INSERT OR REPLACE INTO airalo_packages (package_id, body) VALUES (?, ?)",
        (package_id, json.dumps({**usual, **fields})),
    )


def find(db: sqlite3.Connection, package_id: str) -> dict[str, Any]:
    """The top-up package of that id; a magic ending such as `+busy` need not be loaded."""
    for wanted in (package_id, package_id.partition(MAGIC_MARK)[0]):
        row = db.execute("SELECT body FROM airalo_packages WHERE package_id = ?", (wanted,)).fetchone()
        if row is not None and json.loads(row["body"])["type"] == "topup":
            return dict(json.loads(row["body"]))
    raise invalid(package_id="invalid topup package")


def known(db: sqlite3.Connection, package_id: str) -> dict[str, Any]:
    """Whatever is known of a package, for histories; {} when it has gone."""
    row = db.execute("SELECT body FROM airalo_packages WHERE package_id = ?", (package_id,)).fetchone()
    return {} if row is None else dict(json.loads(row["body"]))


def magic(package_id: str) -> str:
    """The failure asked for by a package id: its ending after a plus, or a name of the carrier's sandbox."""
    for begin, code in SANDBOX.items():
        if package_id.startswith(begin):
            return f"refuse:{code}"
    return package_id.partition(MAGIC_MARK)[2]


def top_ups(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every top-up package, as `sims/{iccid}/topups` lists them."""
    rows = db.execute("SELECT body FROM airalo_packages ORDER BY package_id")
    return [shown(json.loads(row["body"])) for row in rows if json.loads(row["body"])["type"] == "topup"]


def shown(package: dict[str, Any]) -> dict[str, Any]:
    """A package as lists show it."""
    prices = {"net_price": {"USD": package["net_price"]}, "recommended_retail_price": {"USD": package["price"]}}
    hidden = ("operator", "country", "networks")
    return {name: value for name, value in package.items() if name not in hidden} | {"prices": prices}


def catalogue(db: sqlite3.Connection, filters: dict[str, str]) -> list[dict[str, Any]]:
    """`packages`: countries, their operators, their packages; top-ups only when they were asked for."""
    tree: dict[str, dict[str, list[dict[str, Any]]]] = {}
    networks: dict[str, dict[str, Any]] = {}
    for row in db.execute("SELECT body FROM airalo_packages ORDER BY package_id"):
        package = json.loads(row["body"])
        if package["type"] == "topup" and "topup" not in filters.get("include", ""):
            continue
        if filters.get("filter[country]", package["country"]) == package["country"]:
            tree.setdefault(package["country"], {}).setdefault(package["operator"], []).append(shown(package))
            networks.setdefault(package["operator"], {}).update(package["networks"])
    return [_country(code, operators, networks) for code, operators in tree.items()]


def _country(
    code: str, operators: dict[str, list[dict[str, Any]]], networks: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    shown_operators = [
        {
            "id": number,
            "title": title,
            "type": "local",
            "is_prepaid": False,
            "rechargeability": True,
            "activation_policy": "first-usage",
            "countries": [{"country_code": each, "title": each} for each in networks[title] or (code,)],
            "coverages": [{"name": each, "code": each, "networks": n} for each, n in networks[title].items()],
            "packages": found,
        }
        for number, (title, found) in enumerate(operators.items(), 1)
    ]
    return {"slug": code.lower(), "country_code": code, "title": code, "operators": shown_operators}


def cents(package: dict[str, Any]) -> int:
    """What the partner pays, in cents."""
    return int(Decimal(str(package["net_price"])) * 100)
