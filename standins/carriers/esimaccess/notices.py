"""The carrier's webhooks: what each says, and which of them a passing of time calls for."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass
from typing import Any

from standins.carriers import holding, settings
from standins.carriers.courier import Letter, post
from standins.carriers.esimaccess import profiles, records
from standins.carriers.esimaccess.profiles import Profile
from standins.carriers.esimaccess.usage import Reading
from standins.carriers.moments import DAY, wire
from standins.carriers.standin import Standin, Wrong

TYPES = ("DATA_USAGE", "VALIDITY_USAGE", "ESIM_STATUS")
THRESHOLDS = (0.5, 0.2, 0.1)


@dataclass(frozen=True)
class Notice:
    """One webhook before it is sent."""

    notify_type: str
    content: dict[str, Any]
    notify_id: str = ""


def check_health(standin: Standin, url: str) -> bool:
    """Post the CHECK_HEALTH notice once and say whether the receiver took it."""
    notice = Notice("CHECK_HEALTH", {"orderNo": "1234567890", "orderStatus": "Test"})
    with standin.state.writing() as db:
        letter = _letter(db, notice, url, settings.now(standin.state, db))
    is_taken = post(letter.url, letter.body)
    with standin.state.writing() as db:
        status = "sent" if is_taken else "failed"
        db.execute("UPDATE webhooks SET status = ?, attempts = 1 WHERE id = ?", (status, letter.row_id))
    return is_taken


def send(standin: Standin, notices: list[Notice], *, times: int = 1, wait: bool = False) -> dict[str, Any]:
    """Send each notice `times` times under one notifyId. Without a receiver nothing is sent.

    See `holding.dispatch` for `wait`, and for when they are held back.
    """
    letters = []
    with standin.state.writing() as db:
        url = settings.read(db, "webhook_url", standin.webhook_url)
        now = settings.now(standin.state, db)
        for notice in notices if url else []:
            first = _letter(db, notice, url, now)
            letters += [first, *(_again(db, first) for _ in range(times - 1))]
    return holding.dispatch(standin, letters, wait=wait)


def notice(db: sqlite3.Connection, profile: Profile, notify_type: str, now: int) -> Notice:
    """Write the notice of that type from the profile as it is now."""
    return _notice(profile, records.reading(db, profile, now), notify_type, now)


def crossed(db: sqlite3.Connection, profile: Profile, earlier: int, now: int) -> list[Notice]:
    """Return the notices due because time went from `earlier` to `now`: each threshold once per crossing."""
    earlier = max(earlier, min(profile.counted_from, now))
    before, after = records.reading(db, profile, earlier), records.reading(db, profile, now)
    due = [
        _notice(profile, after, "DATA_USAGE", now, threshold)
        for threshold in THRESHOLDS
        if before.left_bytes(profile) > threshold * profile.total_bytes >= after.left_bytes(profile)
    ]
    end = after.expires_at
    if end is not None and earlier < end - DAY <= now < end:
        due.append(_notice(profile, after, "VALIDITY_USAGE", now))
    if before.status != after.status:
        due.append(_notice(profile, after, "ESIM_STATUS", now))
    return due


def sweep(standin: Standin, earlier: int, now: int) -> list[Notice]:
    """Collect what every profile has crossed between the two instants."""
    with standin.state.reading() as db:
        return [due for profile in profiles.every(db) for due in crossed(db, profile, earlier, now)]


def _notice(profile: Profile, seen: Reading, notify_type: str, now: int, threshold: float | None = None) -> Notice:
    content: dict[str, Any] = {
        "orderNo": profile.order_no,
        "transactionId": profile.transaction_id,
        "esimTranNo": profile.esim_tran_no,
        "iccid": profile.iccid,
    }
    volumes = {"totalVolume": profile.total_bytes, "orderUsage": seen.used_bytes}
    if notify_type == "DATA_USAGE":
        left = seen.left_bytes(profile)
        reached = threshold or next((t for t in reversed(THRESHOLDS) if left <= t * profile.total_bytes), THRESHOLDS[0])
        content |= volumes | {
            "remain": left,
            "remainThreshold": reached,
            "lastUpdateTime": wire(seen.measured_at),
        }
    elif notify_type == "VALIDITY_USAGE":
        days = 0 if seen.expires_at is None else max(0, -(-(seen.expires_at - now) // DAY))
        content |= {
            "durationUnit": "DAY",
            "totalDuration": profile.total_days,
            "expiredTime": wire(seen.expires_at),
        }
        content |= {"remain": days}
    elif notify_type == "ESIM_STATUS":
        status = "REVOKED" if seen.status == "REVOKE" else seen.status
        content |= volumes | {"esimStatus": status, "smdpStatus": records.smdp_status(profile, seen.status)}
    else:
        raise Wrong(f"no such notifyType: {notify_type}; there are {', '.join(TYPES)}")
    return Notice(notify_type, content)


def _letter(db: sqlite3.Connection, notice: Notice, url: str, now: int) -> Letter:
    notify_id = notice.notify_id or uuid.uuid4().hex
    body = {
        "notifyType": notice.notify_type,
        "notifyId": notify_id,
        "eventGenerateTime": wire(now),
        "content": notice.content,
    }
    text = json.dumps(body)
    done = db.execute(
        "INSERT INTO webhooks (at, notify_id, notify_type, url, body, status) VALUES (?, ?, ?, ?, ?, 'queued')",
        (now, notify_id, notice.notify_type, url, text),
    )
    return Letter(done.lastrowid or 0, url, text.encode())


def _again(db: sqlite3.Connection, letter: Letter) -> Letter:
    done = db.execute(
        "INSERT INTO webhooks (at, notify_id, notify_type, url, body, status)"
        " SELECT at, notify_id, notify_type, url, body, 'queued' FROM webhooks WHERE id = ?",
        (letter.row_id,),
    )
    return Letter(done.lastrowid or 0, letter.url, letter.body)
