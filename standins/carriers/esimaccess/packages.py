"""What the carrier sells: loaded by a control call, listed and looked up as the carrier does."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from standins.carriers.esimaccess.envelope import Refused, number_of, text_of
from standins.carriers.standin import Wrong

TOP_UP_PREFIX = "TOPUP_"
MAGIC_MARK = "+"
#: `dataType` of what has one volume; the others have one for each day.
FIXED = 1
_USUAL: dict[str, Any] = {
    "currencyCode": "USD",
    "smsStatus": 0,
    "dataType": 1,
    "unusedValidTime": 180,
    "durationUnit": "DAY",
    "location": "CN",
    "activeType": 2,
    "speed": "3G/4G/5G",
    "locationNetworkList": [],
    "ipExport": "HK",
    "supportTopUpType": 2,
    "fupPolicy": "",
}
_WHOLE_NUMBERS = ("price", "volume", "duration")


def load(db: sqlite3.Connection, fields: dict[str, Any]) -> None:
    """Store one package, filling in what was not given; the same code again replaces it."""
    code = fields.get("packageCode")
    if not isinstance(code, str) or not code:
        raise Wrong("a package needs a packageCode")
    for name in _WHOLE_NUMBERS:
        if type(fields.get(name)) is not int:
            raise Wrong(f"package {code} needs {name} as a whole number")
    derived = {"slug": code, "name": code, "retailPrice": fields["price"] * 2}
    body = {**_USUAL, **derived, **fields}
    row = (code, str(body["slug"]), json.dumps(body))
    db.execute("INSERT OR REPLACE INTO packages (package_code, slug, body) VALUES (?, ?, ?)", row)


def find(db: sqlite3.Connection, code_or_slug: str) -> dict[str, Any]:
    """Return the package of that code or slug, with the volume that it loads in all.

    A magic ending such as `+busy` need not be loaded. Lists show the volume of a day where that is the quota.
    """
    for wanted in (code_or_slug, code_or_slug.partition(MAGIC_MARK)[0]):
        row = db.execute(
            "SELECT body FROM packages WHERE package_code = ? OR slug = ? ORDER BY package_code <> ?",
            (wanted,) * 3,
        ).fetchone()
        if row is not None:
            package = dict(json.loads(row["body"]))
            days = 1 if package["dataType"] == FIXED else package["duration"]
            return {**package, "volume": package["volume"] * days}
    raise Refused("310241")


def magic(code_or_slug: str) -> str:
    """Return the failure asked for by the ending of a code, such as `busy` for `TOPUP_CN_1_7+busy`, or ""."""
    return code_or_slug.partition(MAGIC_MARK)[2]


def listed(db: sqlite3.Connection, body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the packages that pass every filter of a `package/list` call."""
    everything = [json.loads(row["body"]) for row in db.execute("SELECT body FROM packages ORDER BY package_code")]
    kind, location = text_of(body, "type") or "BASE", text_of(body, "locationCode")
    code, slug = text_of(body, "packageCode"), text_of(body, "slug")
    data_type = number_of({"dataType": _whole(body.get("dataType"))}, "dataType")
    return [
        package
        for package in everything
        if package["packageCode"].startswith(TOP_UP_PREFIX) == (kind == "TOPUP")
        and code.removeprefix(TOP_UP_PREFIX) in ("", package["packageCode"].removeprefix(TOP_UP_PREFIX))
        and slug in ("", package["slug"])
        and _covers(package, location)
        and (data_type is None or (package["dataType"] == FIXED) == (data_type == FIXED))
    ]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value or None


def _covers(package: dict[str, Any], location: str) -> bool:
    if location == "!GL":
        return str(package["slug"]).startswith("GL")
    places = str(package["location"]).split(",")
    return location == "" or (len(places) > 1 if location == "!RG" else location in places)
