"""What this API's answers look like: data, business errors, fields that did not pass, nobody, nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import flask

REASONS = {
    11: "Insufficient Airalo Credit: please top up.",
    13: "The requested operator is currently undergoing maintenance. Please try again later.",
    14: "Invalid checksum: the signature does not match.",
    23: "The requested top-up has been disabled by the operator.",
    33: "Insufficient stock of eSIMs remaining: 0. Please try your request again later.",
    34: "The requested eSIM package is invalid or it is currently out of stock. Please try again later.",
    43: "Bad request. Please check your input and try again.",
    53: "Something unexpected happened. We're working to resolve the issue. Please try again later.",
    73: "The eSIM with iccid {} has been recycled. It can no longer be used or topped up.",
    89: "Your IP address is not permitted to access the Partner API.",
}
FORBIDDEN = 89


class Refused(Exception):
    """The carrier says no. `answer` is what the caller gets, `code` what the ledger notes."""

    def __init__(self, code: str, status: int, body: dict[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.body = body

    def answer(self) -> flask.Response:
        """The refusal on the wire."""
        response = flask.jsonify(self.body)
        response.status_code = self.status
        return response


def business(code: int, additional: str = "") -> Refused:
    """A business error; all are 422 but the address that is not on the list."""
    reason = REASONS.get(code, "Refused.").format(additional)
    return Refused(str(code), 403 if code == FORBIDDEN else 422, {"code": code, "reason": reason})


def invalid(**fields: str) -> Refused:
    """Fields that did not pass."""
    body = {"data": fields, "meta": {"message": "the parameter is invalid"}}
    return Refused("invalid", 422, body)


def nobody() -> Refused:
    """No token, or one that is not good."""
    return Refused("401", 401, {"data": [], "meta": {"message": "This action is unauthorized."}})


def missing() -> Refused:
    """No such card or order."""
    return Refused("404", 404, {"data": [], "meta": {"message": "messages.resource_not_found"}})


def spoken(at: int | None) -> str | None:
    """An instant as orders and usage write it: UTC without saying so."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def written(at: int | None) -> str | None:
    """An instant as the package history writes it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()
