"""The one envelope of this carrier, and its refusals."""

from __future__ import annotations

from typing import Any

import flask

TEXTS = {
    "000001": "Server error.",
    "000101": "Request header is missing: RT-AccessCode.",
    "000102": "Request header RT-AccessCode is not valid.",
    "000103": "Request method is not supported.",
    "000104": "Request body is not valid JSON.",
    "000105": "A mandatory parameter is missing.",
    "000106": "A mandatory parameter is empty.",
    "000107": "A parameter has the wrong format.",
    "200002": "The status does not allow this operation.",
    "200006": "The total price does not match.",
    "200007": "The balance of the account is too low.",
    "200008": "The transactionId was used for another request.",
    "200011": "There are no profiles left.",
    "310241": "There is no such package.",
    "310243": "The package is no longer available.",
    "310403": "The ICCID is not in any order.",
    "900001": "The system is busy, please try again later.",
}


class Refused(Exception):
    """The carrier says no; `code` is its error code."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text or TEXTS.get(code, "Refused.")


def success(obj: dict[str, Any], code: str | None) -> flask.Response:
    """Wrap an answer. The carrier writes success as null or as "0"; `code` says which."""
    return flask.jsonify(success=True, errorCode=code, errorMsg=None, obj=obj)


def refusal(code: str, text: str = "") -> flask.Response:
    """Wrap a refusal: HTTP 200 all the same."""
    return flask.jsonify(success=False, errorCode=code, errorMsg=text or TEXTS.get(code, "Refused."), obj=None)


def text_of(body: dict[str, Any], name: str) -> str:
    """Return an optional text field; null and absent are both "". Anything else is refused."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused("000107", f"{name} is not a string.")
    return value or ""


def number_of(body: dict[str, Any], name: str) -> int | None:
    """Return an optional whole number; null and absent are both None. Anything else is refused."""
    value = body.get(name)
    if value is not None and type(value) is not int:
        raise Refused("000107", f"{name} is not a whole number.")
    return value
