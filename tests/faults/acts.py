"""What people, PayPal, the carrier and our own worker do in a schedule: one function for each verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient

from tests.faults import changes, forging, pages
from tests.faults.deeds import DEEDS
from tests.faults.ground import PAYER, Ground
from tests.faults.memory import Memory
from tests.faults.queue import QUEUE
from tests.faults.scene import CARRIERS, PAYPAL, Scene
from tests.faults.second import second
from tests.faults.shares import SHARES

FORM = {"terms": "y", "email": PAYER}
TOO_OFTEN = 429


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts in one process, with one browser."""

    scene: Scene
    ground: Ground
    memory: Memory
    client: FlaskClient

    def perform(self, step: str) -> None:
        """Do what a step says: `verb`, `verb:argument`, either with `@2` for the second order."""
        words, _, number = step.partition("@")
        verb, _, argument = words.partition(":")
        VERBS[verb](self, self.ground.refs[int(number or 1) - 1], argument)

    def note(self, wrong: str) -> None:
        """Remember that something happened that must not."""
        self.memory.wrongs.append(wrong)


def pay(cast: Cast, ref: str, _: str) -> None:
    """Press "Pay", and once more when the page says that PayPal did not answer."""
    for _attempt in range(2):
        answer = cast.client.post(f"/checkout/{ref}/pay", data=FORM)
        if answer.status_code in (302, 303) and answer.headers["Location"].startswith(PAYPAL):
            cast.memory.approvals[ref] = answer.headers["Location"]
        if answer.status_code >= 500 and answer.status_code != 503:
            cast.note(f"pay answered {answer.status_code}")
        if answer.status_code != 503:
            return


def approve(cast: Cast, ref: str, name: str) -> None:
    """Say yes at PayPal, as the account `name`; nothing where the payer was never sent there."""
    address = cast.memory.approvals.get(ref)
    if address:
        email = PAYER.replace("@", f"+{name}@") if name else PAYER
        form = {"token": _token(address), "act": "approve", "email": email}
        cast.scene.http.post(address, data=form, timeout=10, allow_redirects=False)


def cancel(cast: Cast, ref: str, _: str) -> None:
    """Turn back at PayPal."""
    address = cast.memory.approvals.get(ref)
    if address:
        form = {"token": _token(address), "act": "cancel"}
        cast.scene.http.post(address, data=form, timeout=10, allow_redirects=False)
    cast.client.get(f"/checkout/{ref}/cancel")
    look(cast, ref, "")


def come_back(cast: Cast, ref: str, _: str) -> None:
    """Come back from PayPal and read the page."""
    token = _token(cast.memory.approvals.get(ref, ""))
    answer = cast.client.get(f"/checkout/{ref}/return?token={token}")
    if answer.status_code >= 500:
        cast.note(f"return answered {answer.status_code}")
    look(cast, ref, "")


def look(cast: Cast, ref: str, _: str) -> None:
    """Read the order's page, and check what it says about money at this very instant (invariant 15)."""
    status, state = pages.told(cast.scene.app, cast.client, ref)
    if status not in (200, 404):
        cast.note(f"page answered {status}")
    if state:
        cast.memory.told.append([ref, state])
    if state in pages.NO_MONEY and _kept(cast, ref):
        cast.note(f"15: the page said {state} while money was with us")


def _kept(cast: Cast, ref: str) -> bool:
    taken = cast.scene.account(PAYPAL)["captures"]
    mine = [c for c in taken if str(c["invoice_id"]).startswith(f"TM-{ref}-")]
    return any(c["status"] in ("COMPLETED", "PARTIALLY_REFUNDED") for c in mine)


def work(cast: Cast, _: str, ahead: str) -> None:
    """One round of the worker, `ahead` seconds later."""
    wait(cast, "", ahead or "0")
    cast.scene.worker.sweep()


def wait(cast: Cast, _: str, seconds: str) -> None:
    """Let time pass for everybody."""
    cast.memory.seconds += float(seconds)
    cast.scene.clock.seconds = cast.memory.seconds


def hooks(cast: Cast, _: str, order: str) -> None:
    """Let PayPal's events arrive: those not yet sent, or all of them `twice` or `reversed`."""
    events = cast.scene.account(PAYPAL)["webhooks"]
    ids = [event["id"] for event in events if order or not event["deliveries"]]
    ids = ids[::-1] if order == "reversed" else ids * 2 if order == "twice" else ids
    answer = cast.scene.lever(PAYPAL, "webhooks/deliver", {"ids": ids}) if ids else {"delivered": []}
    odd = {each["status"] for each in answer["delivered"]} - {200, 503}
    if odd:
        cast.note(f"14: genuine events were answered {sorted(map(str, odd))}")


def decide(cast: Cast, _: str, decision: str) -> None:
    """PayPal's word on every capture it holds."""
    for capture in cast.scene.account(PAYPAL)["captures"]:
        if capture["status"] == "PENDING":
            cast.scene.lever(PAYPAL, f"captures/{capture['id']}/{decision}", {})


def trouble(cast: Cast, _: str, behaviour: str) -> None:
    """How the carrier answers top-ups of the card from now on."""
    cast.scene.lever(CARRIERS, f"profiles/{cast.ground.iccid}/behaviour", {"top_up": behaviour})


def change(cast: Cast, ref: str, what: str) -> None:
    """Something else changes: the `price`, the `plan`, the `card`, its `owner`."""
    changes.CHANGES[what](cast.scene, ref)


def stale(cast: Cast, ref: str, _: str) -> None:
    """The newest attempt is offered no longer, so that another one may be begun beside it."""
    changes.stop_offering(cast.scene, ref)


def forge(cast: Cast, ref: str, _: str) -> None:
    """Somebody lies to us; nothing may come of it (invariant 14)."""
    for wrong in forging.attacks(cast.scene, cast.ground, ref):
        cast.note(f"14: {wrong}")


def _token(address: str) -> str:
    return address.rpartition("token=")[2]


VERBS: Mapping[str, Callable[[Cast, str, str], None]] = {
    "pay": pay,
    "approve": approve,
    "cancel": cancel,
    "return": come_back,
    "look": look,
    "work": work,
    "wait": wait,
    "hooks": hooks,
    "decide": decide,
    "trouble": trouble,
    "change": change,
    "stale": stale,
    "forge": forge,
    **DEEDS,
    **QUEUE,
    **SHARES,
    "second": second,
}
#: What a payer does who may never come back; the rest happens anyway.
PAYERS = frozenset({"pay", "approve", "cancel", "return", "look", "card", "settle", "call-off", "start-now"})
