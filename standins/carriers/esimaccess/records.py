"""What a profile looks like on the wire."""

from __future__ import annotations

import sqlite3
from typing import Any

from standins.carriers import settings
from standins.carriers.esimaccess import packages, topups
from standins.carriers.esimaccess import usage as using
from standins.carriers.esimaccess.envelope import Refused
from standins.carriers.esimaccess.profiles import Profile
from standins.carriers.moments import wire


def reading(db: sqlite3.Connection, profile: Profile, now: int) -> using.Reading:
    """Read a profile with the reporting step, and the delay, that the developer has set."""
    modes = settings.modes(db)
    late = modes["usage_delay_minutes"] * 60
    return using.read(profile, now, modes["report_every_minutes"] * 60, late)


def truly_used(profile: Profile, now: int) -> int:
    """What has been used by now, whatever was reported."""
    return using.used_until(profile, now)


def smdp_status(profile: Profile, status: str) -> str:
    """Return where the profile is on the phone: as loaded, else what fits its status."""
    return profile.smdp_status or ("RELEASED" if status in ("GOT_RESOURCE", "UNUSED_EXPIRED") else "ENABLED")


def esim(db: sqlite3.Connection, profile: Profile, now: int) -> dict[str, Any]:
    """Write one entry of `esimList`. The activation code is made up and opens nothing."""
    seen = reading(db, profile, now)
    return {
        "esimTranNo": profile.esim_tran_no,
        "orderNo": profile.order_no,
        "transactionId": profile.transaction_id,
        "imsi": "",
        "iccid": profile.iccid,
        "msisdn": profile.msisdn,
        "ac": f"LPA:1$rsp.standin.invalid${profile.esim_tran_no}",
        "qrCodeUrl": f"https://standin.invalid/{profile.esim_tran_no}.png",
        "shortUrl": f"https://standin.invalid/{profile.esim_tran_no}",
        "smdpStatus": smdp_status(profile, seen.status),
        "eid": profile.eid,
        "activeType": 2,
        "dataType": 1,
        "activateTime": wire(profile.activated_at) if seen.expires_at is not None else None,
        "expiredTime": wire(seen.expires_at),
        "totalVolume": profile.total_bytes,
        "totalDuration": profile.total_days,
        "durationUnit": "DAY",
        "orderUsage": seen.used_bytes,
        "esimStatus": seen.status,
        "pin": "",
        "puk": "",
        "apn": "standin",
        "packageList": [_loaded_package(db, row) for row in topups.history(db, profile.esim_tran_no)],
    }


def usage(db: sqlite3.Connection, profile: Profile, now: int) -> dict[str, Any]:
    """Write one entry of `esimUsageList`."""
    seen = reading(db, profile, now)
    return {
        "esimTranNo": profile.esim_tran_no,
        "dataUsage": seen.used_bytes,
        "totalData": profile.total_bytes,
        "lastUpdateTime": wire(seen.measured_at),
    }


def _loaded_package(db: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    try:
        package = packages.find(db, row["package_code"])
    except Refused:
        package = {}
    return {
        "packageName": package.get("name", row["package_code"]),
        "packageCode": row["package_code"],
        "slug": package.get("slug", ""),
        "duration": row["days"],
        "volume": row["volume"],
        "locationCode": package.get("location", ""),
        "createTime": wire(row["at"]),
    }
