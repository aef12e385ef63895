"""The ground every schedule begins on: an owner, a stranger, a card, a plan on sale, three quotes and two shares."""

from dataclasses import dataclass, replace
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import rows
from tests.faults.scene import CARRIERS, PAYPAL, Scene
from tests.faults.shares import lay_shares
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.quotes import Start
from tmcard.services import quoting
from tmcard.store.models import Card, Order, Owner, Plan
from tmcard.web.database import db

PAYER = "payer@example.com"
PACKAGE = {"packageCode": "TOPUP_FAULT", "price": 10000, "volume": 5 * BYTES_PER_GB, "duration": 30}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a schedule may name: orders of one card, the third of them to be queued, the last two shares of one price,
    and the cookies of its owner and of a stranger.
    """

    refs: tuple[str, ...]
    iccid: str
    cookies: dict[str, tuple[str, str]]

    def led_by(self, number: int) -> "Ground":
        """The same with that order as the first: the one a script is about."""
        return replace(self, refs=(*self.refs[number - 1 :], *self.refs[: number - 1]))

    def client(self, scene: Scene, who: str = "owner") -> FlaskClient:
        """A browser in which `who` is signed in."""
        client = scene.app.test_client()
        client.set_cookie(*self.cookies[who])
        return client


def lay(scene: Scene) -> Ground:
    """Fill the scene's books and ledgers, and keep them as the beginning of every schedule."""
    scene.open()
    with scene.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        owner, stranger = rows.owner(session, email=PAYER), rows.owner(session, email="stranger@example.com")
        card = _card(session, owner)
        plan = rows.plan(session, carrier_code=PACKAGE["packageCode"])
        refs = (_quote(session, card, plan, "form-1"), _quote(session, card, plan, "form-2"),
                _quote(session, card, plan, "form-3", Start.QUEUED), *lay_shares(session, card, plan))  # fmt: skip
        cookies = {"owner": _cookie(scene, session, owner), "stranger": _cookie(scene, session, stranger)}
    _tell_vendors(scene, card)
    scene.close()
    scene.keep()
    return Ground(refs, card.iccid, cookies)


def _card(session: Session, owner: Owner) -> Card:
    used = {"used_bytes": 0, "total_bytes": BYTES_PER_GB, "ends_at": rows.NOW + timedelta(days=5)}
    return rows.card(session, owner, reported_at=rows.NOW, **used)


def _quote(session: Session, card: Card, plan: Plan, form_token: str, starts: Start = Start.NOW) -> str:
    order: Order = quoting.quote(
        session,
        owner_id=card.owner_id or 0,
        card_ref=card.ref,
        sku=plan.sku,
        form_token=form_token,
        starts=starts,
        currency="USD",
        locale="en",
        zone="Asia/Shanghai",
        now=rows.NOW,
    )
    return order.ref


def _cookie(scene: Scene, session: Session, owner: Owner) -> tuple[str, str]:
    client = scene.app.test_client()
    rows.sign_in(client, session, owner)
    name = str(scene.app.config["SESSION_COOKIE_NAME"])
    cookie = client.get_cookie(name)
    if cookie is None:
        raise LookupError(name)
    return name, cookie.value


def tell_carrier(scene: Scene, card: Card, used_bytes: int = 0) -> None:
    """Let the carrier know the card, half of whose ten days are over."""
    profile = {
        "iccid": card.iccid,
        "esimTranNo": card.carrier_ref,
        "total_bytes": BYTES_PER_GB,
        "used_bytes": used_bytes,
        "activated_at": (rows.NOW - timedelta(days=5)).isoformat(),
        "expires_at": (rows.NOW + timedelta(days=5)).isoformat(),
    }
    scene.lever(CARRIERS, "profiles", [profile])


def _tell_vendors(scene: Scene, card: Card) -> None:
    scene.lever(CARRIERS, "packages", [PACKAGE])
    tell_carrier(scene, card)
    # Signing keys take a while to make: made once, here.
    scene.http.get(f"{PAYPAL}/v1/notifications/certs/none", timeout=10)
