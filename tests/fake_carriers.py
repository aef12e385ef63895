"""A carrier in memory, of either kind: one that takes our transaction ids, or one that keeps books."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from tests.trouble import Trouble
from tmcard.domain.ports import Capabilities, NotFound, PastTopUp, Profile, TopUp, TopUpRequest, UsageReport

MADE_AT = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@dataclass
class FakeCarrier(Trouble):
    """`ports.Carrier` over profiles that the test puts in; `plans` says what a code loads: bytes and days.

    `top_ups` are those that had an effect. With a `balance_lag`, answers state nothing and readings stay
    as they were first seen until `catch_up`.
    """

    profiles: dict[str, Profile] = field(default_factory=dict)
    plans: dict[str, tuple[int, int]] = field(default_factory=dict)
    reports: dict[str, UsageReport] = field(default_factory=dict)
    top_ups: list[TopUpRequest] = field(default_factory=list)
    next_end: datetime | None = None
    takes_transaction_id: bool = True
    keeps_books: bool = False
    balance_lag: timedelta = timedelta(0)
    renews_expired: bool = False
    made_at: datetime = MADE_AT
    seen: dict[str, Profile] = field(default_factory=dict)

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities(self.takes_transaction_id, self.balance_lag, renews_expired=self.renews_expired)

    @property
    def history(self) -> "FakeCarrier | None":
        """Its books."""
        return self if self.keeps_books else None

    def made_under(self, transaction_id: str) -> list[PastTopUp]:
        """What was sent under `transaction_id` and had an effect."""
        self.met("made_under")
        found = [(number, made) for number, made in enumerate(self.top_ups) if made.transaction_id == transaction_id]
        return [PastTopUp(f"TOP-{number}", made.carrier_code, self.made_at) for number, made in found]

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now, or as it was when it was last looked at."""
        self.met("read")
        if carrier_ref not in self.profiles:
            raise NotFound("card_gone")
        now = self.profiles[carrier_ref]
        return self.seen.setdefault(carrier_ref, now) if self.balance_lag else now

    def catch_up(self) -> None:
        """Readings are made anew."""
        self.seen.clear()

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """The figures the test put in."""
        self.met("usage")
        return [self.reports[ref] for ref in carrier_refs if ref in self.reports]

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load the plan, once for each transaction id if it takes them."""
        with self.meeting("top_up"):
            if not self.takes_transaction_id or request not in self.top_ups:
                self._load(request)
        now = self.profiles[request.carrier_ref]
        if self.balance_lag:
            return TopUp(f"TOP-{len(self.top_ups) - 1}")
        return TopUp(request.transaction_id, now.total_bytes, now.used_bytes, now.ends_at, now.validity_days)

    def _load(self, request: TopUpRequest) -> None:
        self.top_ups.append(request)
        data_bytes, days = self.plans[request.carrier_code]
        old = self.profiles[request.carrier_ref]
        total_bytes, validity_days = old.total_bytes + data_bytes, old.validity_days + days
        grown = replace(old, total_bytes=total_bytes, validity_days=validity_days, ends_at=self.next_end or old.ends_at)
        self.profiles[old.carrier_ref] = grown
