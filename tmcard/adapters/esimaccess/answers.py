"""What eSIM Access answers, as the domain's values. A shape we cannot read is Unknown, never a guess."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog

from tmcard.adapters.esimaccess.words import (
    BUSY,
    DELETED,
    MENDABLE,
    OK,
    PERMANENT,
    STATUSES,
    UNCLEAR,
    UNHEARD_OF,
    UNIT_DAYS,
)
from tmcard.domain.ports import (
    Busy,
    GatewayError,
    NotFound,
    Profile,
    ProfileStatus,
    Refused,
    TopUp,
    Unknown,
    UsageReport,
)

Json = Mapping[str, Any]
#: A profile that a renewal could still be sold for, as long as it is on a phone.
ALIVE = {ProfileStatus.NEW, ProfileStatus.IN_USE, ProfileStatus.USED_UP}
log = structlog.get_logger(__name__)


class Unreadable(ValueError):
    """A field is missing or has another shape than documented."""


def contents(envelope: Json, evidence: Json) -> Json:
    """`obj` of the envelope `{success, errorCode, errorMsg, obj}`; raises what the error number means.

    Success is `errorCode` null or "0"; the samples write `errorMsg` where the prose says `errorMessage`.
    """
    number = envelope.get("errorCode")
    number = str(number) if number is not None else None
    text = envelope.get("errorMsg") or envelope.get("errorMessage") or ""
    if number in OK and envelope.get("success", True) is True:
        obj = envelope.get("obj")
        return obj if isinstance(obj, dict) else {}
    raise _failure(number or "", {**evidence, "issue": number or "", "text": str(text)[:200]})


def _failure(number: str, evidence: Json) -> GatewayError:
    if number in BUSY:
        return Busy("busy", evidence=evidence)
    if number in UNCLEAR or not number:
        return Unknown("server_error", evidence=evidence)
    if number in PERMANENT:
        code = PERMANENT[number]
        return (NotFound if code == "card_gone" else Refused)(code, evidence=evidence)
    return Refused(MENDABLE.get(number, "rejected"), evidence=evidence, permanent=False)


def profile(esim: Json) -> Profile:
    """One entry of `esimList`. Before the first connection `expiredTime` is the shelf life, not an end."""
    status = _status(esim)
    has_begun = bool(esim.get("activateTime")) or status is not ProfileStatus.NEW
    return Profile(
        carrier_ref=_text(esim, "esimTranNo"),
        iccid=_text(esim, "iccid"),
        status=status,
        total_bytes=_count(esim, "totalVolume"),
        used_bytes=_count(esim, "orderUsage"),
        ends_at=_instant(esim, "expiredTime") if has_begun else None,
        validity_days=_days(esim),
    )


def usage(report: Json) -> UsageReport:
    """One entry of `esimUsageList`."""
    reported_at = _instant(report, "lastUpdateTime")
    if reported_at is None:
        raise Unreadable("lastUpdateTime")
    return UsageReport(
        carrier_ref=_text(report, "esimTranNo"),
        total_bytes=_count(report, "totalData"),
        used_bytes=_count(report, "dataUsage"),
        reported_at=reported_at,
    )


def top_up(obj: Json) -> TopUp:
    """The answer to a top-up: everything on the profile after it, the old bucket included."""
    return TopUp(
        carrier_top_up_ref=_text(obj, "topUpEsimTranNo") or _text(obj, "transactionId"),
        total_bytes=_count(obj, "totalVolume"),
        used_bytes=_count(obj, "orderUsage"),
        ends_at=_instant(obj, "expiredTime"),
        validity_days=_days(obj),
    )


def _status(esim: Json) -> ProfileStatus:
    word = _text(esim, "esimStatus")
    if word not in STATUSES:
        log.warning("esimaccess_status_unheard_of", status=word[:32])
    status = STATUSES.get(word, UNHEARD_OF)
    return ProfileStatus.GONE if status in ALIVE and esim.get("smdpStatus") == DELETED else status


def _days(document: Json) -> int:
    return _count(document, "totalDuration") * UNIT_DAYS.get(_text(document, "durationUnit") or "DAY", 1)


def _count(document: Json, key: str) -> int:
    """A whole number that is at least zero; some samples write numbers as text."""
    value = document.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unreadable(key)
    return value


def _instant(document: Json, key: str) -> datetime | None:
    """A time such as `2026-03-01T10:00:00+0000`; without an offset it is UTC as all of them are."""
    text = _text(document, key)
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(key) from error
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _text(document: Json, key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""
