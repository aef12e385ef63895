"""The carrier Airalo behind `domain.ports.Carrier`: REST, OAuth2, megabytes; not idempotent, and silent on balances."""

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from tmcard.adapters.airalo import answers
from tmcard.adapters.airalo.rate import PER_SECOND, Limits
from tmcard.adapters.airalo.tokens import Tokens
from tmcard.adapters.http import TIMEOUT, Answer, Guard, Outbound, no_guard
from tmcard.domain.ports import (
    Busy,
    Capabilities,
    GatewayError,
    NotFound,
    NotSent,
    PastTopUp,
    Profile,
    Reporting,
    TopUp,
    TopUpRequest,
    Unknown,
    UsageReport,
)

ROOT = "/v2"
#: More than can ever carry one description.
ORDERS_PAGE = 50
#: A figure is dated back by CACHE, and the one that comes next is not made before the cache is as old as that.
REPORTING = Reporting(2 * answers.CACHE, usual_delay=timedelta(hours=1), calls_per_second=PER_SECOND, cards_per_call=1)
_ICCID = re.compile(r"[0-9]{16,21}")

T = TypeVar("T")
Json = Mapping[str, Any]


class Airalo:
    """`domain.ports.Carrier` over the Partner API. `carrier_ref` is the ICCID, the only name it has for a card.

    `base_url` may end before or after `/v2`. Nothing is repeated in here but a call whose token was refused.
    Our transaction id goes along as the order's description, by which the list of orders can be searched.
    """

    capabilities = Capabilities(
        takes_transaction_id=False,
        balance_lag=answers.CACHE,
        quiet_after=timedelta(minutes=3),
        renews_expired=True,  # until it is recycled
        reporting=REPORTING,
    )

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._root = base_url.rstrip("/").removesuffix(ROOT) + ROOT
        self._outbound = Outbound("airalo", guard=guard, timeout=timeout)
        self._limits = Limits(monotonic=monotonic, sleep=sleep)
        self._tokens = Tokens(
            f"{self._root}/token",
            client_id,
            client_secret,
            outbound=self._outbound,
            patience_seconds=sum(timeout),
            monotonic=monotonic,
        )

    @property
    def history(self) -> "Airalo":
        """The list of orders."""
        return self

    def made_under(self, transaction_id: str) -> list[PastTopUp]:
        """The top-ups that carry our transaction id as their description."""
        wish = {"include": "status", "filter[description]": transaction_id, "limit": str(ORDERS_PAGE)}
        answer = self._call("orders", "GET", f"/orders?{urlencode(wish)}")
        return _read(answer, lambda: answers.past_top_ups(_objects(answers.contents(answer)), transaction_id))

    def read(self, carrier_ref: str) -> Profile:
        """The card as it was at most `balance_lag` ago. Raises NotFound when Airalo does not know it."""
        used, packages = (self._of_card(kind, carrier_ref) for kind in ("usage", "packages"))
        history = _read(packages, lambda: _objects(answers.contents(packages)))
        return _read(used, lambda: answers.profile(carrier_ref, _object(answers.contents(used)), history))

    def usage(self, carrier_refs: Sequence[str]) -> list[UsageReport]:
        """Usage of the cards, one call each. What was answered before it broke off counts, if there was anything."""
        reports: list[UsageReport] = []
        for carrier_ref in dict.fromkeys(carrier_refs):
            try:
                report = self._usage(carrier_ref)
            except NotFound:
                continue
            except GatewayError:
                if not reports:
                    raise
                break
            reports += [report] if report is not None else []
        return reports

    def top_up(self, request: TopUpRequest) -> TopUp:
        """Load a plan. The same again is another one: ask `made_under` first."""
        if not request.transaction_id:
            raise ValueError("transaction_id")
        wish = {"package_id": request.carrier_code, "iccid": request.carrier_ref, "description": request.transaction_id}
        answer = self._call("topups", "POST", "/orders/topups", body=json.dumps(wish).encode())
        return _read(answer, lambda: answers.top_up(_object(answers.contents(answer))))

    def _usage(self, carrier_ref: str) -> UsageReport | None:
        answer = self._of_card("usage", carrier_ref)
        return _read(
            answer, lambda: answers.usage_report(carrier_ref, _object(answers.contents(answer)), answer.headers)
        )

    def _of_card(self, kind: str, iccid: str) -> Answer:
        if _ICCID.fullmatch(iccid) is None:
            raise NotFound("card_gone", evidence={"issue": "malformed_iccid"})
        return self._call(kind, "GET", f"/sims/{iccid}/{kind}", card=iccid)

    def _call(self, kind: str, method: str, path: str, *, card: str = "", body: bytes | None = None) -> Answer:
        """One call; repeated once with a fresh token when the one we used is not taken any more."""
        self._limits.admit(kind, card)
        answer, token = self._send(kind, method, path, body)
        if answer.status == 401:
            self._tokens.forget(token)
            answer, _ = self._send(kind, method, path, body)
        if answer.status == 401:
            raise NotSent("misconfigured", evidence=answer.evidence)
        return answer

    def _send(self, kind: str, method: str, path: str, body: bytes | None) -> tuple[Answer, str]:
        token = self._tokens.get()
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": "tmcard"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = self._root + path
        try:
            return self._outbound.send(method, url, headers=headers, body=body, shown=f"{ROOT}/{kind}"), token
        except Busy as error:
            self._limits.heed(kind, error.retry_after_seconds)
            raise


def _object(contents: Any) -> Json:
    if not isinstance(contents, dict):
        raise answers.Unreadable("data")
    return contents


def _objects(contents: Any) -> list[Json]:
    if not isinstance(contents, list) or not all(isinstance(item, dict) for item in contents):
        raise answers.Unreadable("data")
    return contents


def _read(answer: Answer, reader: Callable[[], T]) -> T:
    try:
        return reader()
    except answers.Unreadable as error:
        raise Unknown("unreadable", evidence={**answer.evidence, "field": str(error)}) from error
