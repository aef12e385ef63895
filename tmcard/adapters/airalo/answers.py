"""What Airalo answers, as the domain's values. A shape we cannot read is Unknown, never a guess."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import structlog

from tmcard.adapters.airalo.words import (
    CODES,
    FIELDS,
    NO_SUCH_CARD,
    NOTHING_MADE,
    OTHERWISE,
    OVER_LIMIT,
    STATUSES,
    TOP_UP,
    UNHEARD_OF,
    Then,
)
from tmcard.adapters.http import Answer
from tmcard.domain.plans import BYTES_PER_MB
from tmcard.domain.ports import (
    Busy,
    GatewayError,
    NotFound,
    PastTopUp,
    Profile,
    ProfileStatus,
    Refused,
    TopUp,
    Unknown,
    UsageReport,
)

Json = Mapping[str, Any]
#: Usage is answered from a cache of this age at most; it does not say when it was measured.
CACHE = timedelta(minutes=20)
log = structlog.get_logger(__name__)


class Unreadable(ValueError):
    """A field is missing or has another shape than documented."""


def contents(answer: Answer) -> Any:
    """`data` of an answer; raises what an error means. Some errors come with status 200."""
    document = answer.document()
    if not answer.is_ok or ("data" not in document and "code" in document):
        raise failure(answer.status, document, answer.evidence)
    return document.get("data")


def failure(status: int, document: Json, evidence: Json) -> GatewayError:
    """An error as ours: `{code, reason}`, or fields that did not pass as `{data: {field: text}, meta}`."""
    code, fields = document.get("code"), document.get("data")
    then, word = OTHERWISE
    if isinstance(code, int) and code in CODES:
        then, word = CODES[code]
    elif status == 404 and "meta" in document:  # without it, it is the address that is wrong
        then, word = NO_SUCH_CARD
    elif isinstance(fields, dict):
        then, word = _of_fields(fields)
    text = document.get("reason") or (fields if fields else document.get("message")) or ""
    known = {**evidence, "issue": str(code if code is not None else ""), "text": str(text)[:200]}
    return _error(then, word, known)


def _of_fields(fields: Json) -> tuple[Then, str]:
    for name, meaning in FIELDS.items():
        if name in fields:
            return (Then.PERSON, "out_of_stock") if OVER_LIMIT in str(fields[name]) else meaning
    return OTHERWISE


def _error(then: Then, word: str, evidence: Json) -> GatewayError:
    if then is Then.RETRY:
        return Unknown(word, evidence=evidence)
    if then is Then.WAIT:
        return Busy(word, evidence=evidence)
    if then is Then.PERSON:
        return Refused(word, evidence=evidence, permanent=False)
    return (NotFound if word == "card_gone" else Refused)(word, evidence=evidence)


def profile(iccid: str, usage: Json, packages: list[Json]) -> Profile:
    """A card by its usage; its days by the packages it ever had. Before the first connection it has no end."""
    status = _status(usage)
    is_unlimited = usage.get("is_unlimited") is True
    total_bytes, used_bytes = (0, 0) if is_unlimited else _volumes(usage)
    return Profile(
        carrier_ref=iccid,
        iccid=iccid,
        status=status,
        total_bytes=total_bytes,
        used_bytes=used_bytes,
        ends_at=None if status is ProfileStatus.NEW else _instant(usage, "expired_at"),
        validity_days=sum(_days(package) for package in packages),
        is_unlimited=is_unlimited,
    )


def usage_report(iccid: str, usage: Json, headers: Mapping[str, str]) -> UsageReport | None:
    """Usage as of the oldest moment at which it can have been measured. None for a card that is no more."""
    status = _status(usage)
    if status is ProfileStatus.GONE:
        return None
    is_unlimited = usage.get("is_unlimited") is True
    total_bytes, used_bytes = (0, 0) if is_unlimited else _volumes(usage)
    ends_at = None if status is ProfileStatus.NEW else _instant(usage, "expired_at")
    return UsageReport(iccid, total_bytes, used_bytes, _answered_at(headers) - CACHE, ends_at, is_unlimited)


def top_up(order: Json) -> TopUp:
    """The answer to a top-up: that it was made, and what Airalo calls it. Nothing of what the card holds now."""
    return TopUp(_name(order))


def past_top_ups(orders: list[Json], description: str) -> list[PastTopUp]:
    """The top-ups among `orders` that carry exactly this description; the search finds parts of it, too."""
    found = [order for order in orders if order.get("description") == description and order.get("type") == TOP_UP]
    made = [order for order in found if _slug(order) not in NOTHING_MADE]
    return sorted((_past(order) for order in made), key=lambda past: past.made_at)


def _past(order: Json) -> PastTopUp:
    made_at = _instant(order, "created_at")
    if made_at is None:
        raise Unreadable("created_at")
    return PastTopUp(_name(order), str(order.get("package_id") or ""), made_at)


def _slug(order: Json) -> str:
    status = order.get("status")
    return str(status.get("slug")) if isinstance(status, dict) else ""


def _name(order: Json) -> str:
    code, number = order.get("code"), order.get("id")
    if isinstance(code, str) and code:
        return code
    if isinstance(number, int):
        return str(number)
    raise Unreadable("code")


def _status(usage: Json) -> ProfileStatus:
    word = usage.get("status")
    if word not in STATUSES:
        log.warning("airalo_status_unheard_of", status=str(word)[:32])
    return STATUSES.get(str(word), UNHEARD_OF)


def _volumes(usage: Json) -> tuple[int, int]:
    total, remaining = _megabytes(usage, "total"), _megabytes(usage, "remaining")
    return total, max(0, total - remaining)


def _megabytes(document: Json, key: str) -> int:
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**40:
        raise Unreadable(key)
    return int(value * BYTES_PER_MB)


def _days(entry: Json) -> int:
    package = entry.get("package")
    days = package.get("day") if isinstance(package, dict) else None
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise Unreadable("day")
    return days


def _instant(document: Json, key: str) -> datetime | None:
    """A time such as `2026-03-01 10:00:00`; without an offset it is UTC."""
    text = document.get(key)
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise Unreadable(key) from error
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _answered_at(headers: Mapping[str, str]) -> datetime:
    try:
        return parsedate_to_datetime(headers.get("Date", "")).astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise Unreadable("Date") from error
