"""The carrier eSIM Access behind `domain.ports.Carrier`: all POST, JSON, bytes, UTC."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from tmcard.adapters.esimaccess import answers
from tmcard.adapters.esimaccess.rate import RateLimit
from tmcard.adapters.http import TIMEOUT, Guard, Outbound, no_guard
from tmcard.domain.ports import Capabilities, NotFound, Profile, Reporting, TopUp, TopUpRequest, Unknown, UsageReport

ROOT = "/api/v1/open"
CALLS_PER_SECOND = 8
#: Most profiles one usage call may name.
USAGE_BATCH = 10
#: The smallest page `esim/query` takes.
PAGE = {"pageNum": 1, "pageSize": 5}
MAX_TRANSACTION_ID = 50
#: It measures every two to three hours.
REPORTING = Reporting(timedelta(hours=2), timedelta(hours=3), CALLS_PER_SECOND, USAGE_BATCH)

T = TypeVar("T")
Json = Mapping[str, Any]


class EsimAccess:
    """`domain.ports.Carrier` over the partner API. `carrier_ref` is the `esimTranNo`: ICCIDs are re-used.

    `base_url` may end before or after `/api/v1/open`. No call is repeated in here: the same
    transaction id again is the same top-up, so the caller may.
    """

    capabilities = Capabilities(takes_transaction_id=True, reporting=REPORTING)
    history = None

    def __init__(
        self,
        base_url: str,
        access_code: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        calls_per_second: float = CALLS_PER_SECOND,
        turns: Path | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._root = base_url.rstrip("/").removesuffix(ROOT) + ROOT
        self._access_code = access_code
        self._outbound = Outbound("esimaccess", guard=guard, timeout=timeout)
        self._rate = RateLimit(calls_per_second, file=turns, monotonic=monotonic, sleep=sleep)

    def read(self, carrier_ref: str) -> Profile:
        """The profile as it is now. Raises NotFound when the carrier does not know it."""
        obj = self._call("esim/query", {"esimTranNo": carrier_ref, "pager": PAGE})
        profiles = (_read(answers.profile, esim) for esim in _objects(obj, "esimList"))
        found = next((profile for profile in profiles if profile.carrier_ref == carrier_ref), None)
        if found is None:
            raise NotFound("card_gone")
        return found

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """Usage of the profiles, ten to a call; the carrier measures every two to three hours."""
        refs = list(dict.fromkeys(carrier_refs))
        batches = (refs[i : i + USAGE_BATCH] for i in range(0, len(refs), USAGE_BATCH))
        return [report for batch in batches for report in self._usage(batch)]

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load a plan. The same transaction id again is the same top-up.

        Of a card not yet connected the carrier may state the end of its shelf life as `ends_at`:
        `read` tells.
        """
        if not 0 < len(request.transaction_id) <= MAX_TRANSACTION_ID:
            raise ValueError("transaction_id")
        obj = self._call(
            "esim/topup",
            {
                "esimTranNo": request.carrier_ref,
                "packageCode": request.carrier_code,
                "transactionId": request.transaction_id,
            },
        )
        return _read(answers.top_up, obj)

    def _usage(self, refs: list[str]) -> Iterator[UsageReport]:
        """One batch; when one profile in it is gone, the others one by one."""
        try:
            obj = self._call("esim/usage/query", {"esimTranNoList": refs})
        except NotFound:
            for ref in refs if len(refs) > 1 else ():
                yield from self._usage([ref])
            return
        yield from (_read(answers.usage, report) for report in _objects(obj, "esimUsageList"))

    def _call(self, action: str, body: Json) -> Json:
        self._rate.wait()
        answer = self._outbound.send(
            "POST",
            f"{self._root}/{action}",
            headers={
                "RT-AccessCode": self._access_code,
                "Content-Type": "application/json",
                "Accept": "application/json",
                "User-Agent": "tmcard",
            },
            body=json.dumps(body).encode(),
        )
        return answers.contents(answer.document(), answer.evidence)


def _objects(obj: Json, key: str) -> list[Json]:
    items = obj.get(key)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _read(reader: Callable[[Json], T], document: Json) -> T:
    try:
        return reader(document)
    except answers.Unreadable as error:
        raise Unknown("unreadable", evidence={"field": str(error)}) from error
