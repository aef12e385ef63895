"""What text messages may cost us. Counted under the message's claim and committed before it is handed over."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from tmcard.domain.messages import UNSURE, Channel
from tmcard.domain.ports import Busy, GatewayError, Refused
from tmcard.domain.texting import PATIENT, Texting, segments
from tmcard.services import phones, writing
from tmcard.store import counters, messages
from tmcard.store.models import Message
from tmcard.store.transactions import write

log = structlog.get_logger()
DAY = timedelta(days=1)
#: How long a message that can wait does.
LATER_SECONDS = 3600
#: Caps that staff hear of; a number that is at its own is an everyday matter.
TOLD = frozenset({"capped_country", "capped_cost"})


class _Capped(Exception):
    """A cap is reached: what was counted so far is rolled back."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Office:
    """What all messages are sent under: the rules of texts, the host in Message-IDs, and who hears of a cap."""

    texting: Texting = field(default_factory=Texting)
    host: str = "tmcard"
    staff_email: str = ""


def admit(session: Session, office: Office, message: Message, fence: int, text: str, now: datetime) -> None:
    """Count a text against the caps of a day: its number, its region, and what that costs. Commits.

    A try that surely failed before is not counted twice. Raises Refused where only registered wording gets through
    and this has none; where a cap is reached Refused too, or Busy for what is still worth sending later.
    """
    region = phones.home_region(message.recipient)
    if not office.texting.gets_through(message.kind, region):
        raise Refused("no_registered_wording", evidence={"region": region})
    if message.segments is not None and not (message.failure or "").startswith(UNSURE):
        return
    parts = segments(text)
    counts = {"segments": parts, "cost_e4": office.texting.cost_e4(region, parts)}
    try:
        with write(session, "text_counted"):
            _count(session, office.texting, message, region, counts["cost_e4"], now)
            messages.put(session, message.id, fence, **counts)
    except _Capped as capped:
        raise _refusal(session, office, message, capped.code, region, now) from capped


def _count(session: Session, rules: Texting, message: Message, region: str, cost_e4: int, now: datetime) -> None:
    number, cap, budget = rules.limits(message.kind, region)
    counted = (
        ("capped_number", f"text|{message.recipient}", 1, number),
        ("capped_country", f"texts|{region}", 1, cap),
        ("capped_cost", f"text-costs|{region}", cost_e4, budget),
    )
    for code, key, by, limit in counted:
        if limit is not None and not counters.hit(session, key, limit, DAY, now, by=by):
            raise _Capped(code)


def _refusal(session: Session, office: Office, message: Message, code: str, region: str, now: datetime) -> GatewayError:
    log.error("text_capped", code=code, region=region, kind=message.kind)
    if code in TOLD and office.staff_email:
        with write(session, "cap_told"):
            _tell(session, office.staff_email, code, region, now)
    if message.kind in PATIENT:
        return Busy(code, retry_after_seconds=LATER_SECONDS)
    return Refused(code)


def _tell(session: Session, staff_email: str, code: str, region: str, now: datetime) -> None:
    """Write to the staff, once a day for each cap and region."""
    writing.queue(
        session,
        key=f"capped:{code}:{region}:{now:%Y-%m-%d}",
        kind="capped",
        channel=Channel.EMAIL,
        recipient=staff_email,
        locale="en",
        zone="UTC",
        facts={"code": code, "region": region},
        now=now,
    )
