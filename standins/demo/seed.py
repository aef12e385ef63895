"""Fill an empty site with demo data, through the site's own services and over the stand-ins' real wire."""

import base64
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask
from sqlalchemy.orm import Session

from standins.demo import history, promotions
from standins.demo.packages import package_of
from standins.demo.people import FREE, PASSWORD, STAFF_KEY, STAFF_NAME, DemoCard, Person, sets
from standins.demo.second import tell_second_carrier
from tmcard.domain.identifiers import new_token
from tmcard.services import importing, passwords, paying, quoting, refunding, syncing, usage
from tmcard.services.crediting import credit
from tmcard.services.staffing import authenticator
from tmcard.store import cards, owners, payments, plans, staff
from tmcard.store.models import Bucket, Card, Order, UsageSample
from tmcard.store.transactions import release, write
from tmcard.web.database import db
from tmcard.wiring import House


def clock() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


def seed(app: Flask) -> None:
    """Plans, owners, cards in every state, and two renewals that have a story. The stand-ins must be running."""
    house: House = app.extensions["tmcard"]
    with Session(db.engine, expire_on_commit=False) as session:
        plans_file = files("standins.demo").joinpath("plans.toml").read_bytes()
        known = house.gateways.carriers.keys()
        importing.import_plans(session, plans_file, carriers=known, payable=house.gateways.payable, now=clock())
        importing.import_promotions(
            session, promotions.on(clock()), carriers=known, payable=house.gateways.payable, now=clock()
        )
        enrol_staff(session, house.config.secret_key)
        everyone = sets()
        every_card = [card for _, theirs in everyone for card in theirs] + list(FREE)
        importing.import_cards(session, csv_of(every_card), carriers=known, now=clock())
        tell_carrier(session, house.config.esimaccess_base_url, [c for c in every_card if c.carrier == "esimaccess"])
        tell_second_carrier(session, house.config.airalo.base_url, every_card, clock())
        for name, catalogue in house.gateways.catalogues.items():
            syncing.sync(session, catalogue, name, clock())
        for person, theirs in everyone:
            owner_id = register(session, person)
            for card in theirs:
                claim(session, house, owner_id, person, card)
        for person, theirs in everyone:
            for card in theirs:
                if card.story:
                    renew(session, house, person, card)


def enrol_staff(session: Session, secret: str) -> None:
    """A member of the staff who has been through the enrolment."""
    hashed, key = passwords.hash_password(PASSWORD), base64.b32decode(STAFF_KEY)
    with write(session, "demo_staff"):
        facts = {"password_hash": hashed, "key_sealed": authenticator.seal((secret,), key), "enrolled_at": clock()}
        staff.add(session, name=STAFF_NAME, now=clock(), **facts)


def register(session: Session, person: Person) -> int:
    """An owner whose number is proven."""
    hashed = passwords.hash_password(PASSWORD)
    with write(session, "demo_owner"):
        facts = {"msisdn": person.msisdn, "locale": person.locale, "zone": person.zone}
        owner_id = owners.add(session, password_hash=hashed, now=clock(), **facts)
        if owner_id is None:
            raise LookupError(person.msisdn)
        owners.put(session, owner_id, email=person.email, email_verified_at=clock())
    return owner_id


def csv_of(demo_cards: list[DemoCard]) -> bytes:
    """The file an operator would import."""
    lines = ["iccid,claim_code,carrier,carrier_ref,plan_sku"]
    lines += [f"{c.iccid},{c.claim_code},{c.carrier},{c.carrier_ref},{c.plan_sku}" for c in demo_cards]
    return "\n".join(lines).encode()


def tell_carrier(session: Session, carrier_url: str, demo_cards: list[DemoCard]) -> None:
    """Give the carrier's stand-in the packages behind our plans, and the cards' profiles."""
    offers = plans.on_sale(session, "esimaccess", "USD", clock())
    release(session)
    packages = [package_of(offer) for offer in offers]
    tell(carrier_url, "/_standin/packages", packages)
    tell(carrier_url, "/_standin/profiles?keep=existing", [profile_of(card) for card in demo_cards])
    for card in demo_cards:
        tell(carrier_url, f"/_standin/profiles/{card.iccid}/behaviour", {"top_up": card.trouble})


def profile_of(card: DemoCard) -> dict[str, Any]:
    """A card as the carrier's stand-in takes it."""
    now = clock()
    begun, ends = now - card.begun_ago, now + card.ends_in
    left = card.total_bytes - card.used_bytes
    return {
        "iccid": card.iccid,
        "esimTranNo": card.carrier_ref,
        "total_bytes": card.total_bytes,
        "used_bytes": card.used_bytes,
        "activated_at": begun.isoformat(),
        "expires_at": ends.isoformat(),
        "daily_bytes": min(card.used_bytes // max(1, card.begun_ago.days), left // 8),
        "total_days": round((ends - begun) / timedelta(days=1)),
    }


def tell(base_url: str, path: str, body: object) -> None:
    """One control call of a stand-in."""
    requests.post(f"{base_url}{path}", json=body, timeout=10).raise_for_status()


def claim(session: Session, house: House, owner_id: int, person: Person, demo: DemoCard) -> None:
    """Give the card to its owner, with the history it would have by now."""
    card = cards.by_carrier_ref(session, "esimaccess", demo.carrier_ref)
    if card is None:
        raise LookupError(demo.carrier_ref)
    with write(session, "demo_claim"):
        cards.claim(session, card.id, owner_id, demo.label[person.locale == "en"], clock() - demo.begun_ago)
    usage.look(session, house.gateways.carriers[card.carrier], card, clock())
    with write(session, "demo_history"):
        remember(session, cards.by_id(session, card.id), demo)


def remember(session: Session, card: Card, demo: DemoCard) -> None:
    """Plan history and daily usage up to now."""
    if card.plan_id is not None:
        begun = clock() - demo.begun_ago
        bucket = Bucket(card_id=card.id, plan_id=card.plan_id, data_bytes=card.total_bytes, loaded_at=begun)
        bucket.ends_at = card.ends_at
        session.add(bucket)
    end = min(clock(), card.ends_at or clock()) - timedelta(hours=1)
    reports = history.reports(demo.carrier_ref, card.used_bytes, clock() - demo.begun_ago, end)
    for at, used in reports:
        session.add(
            UsageSample(card_id=card.id, total_bytes=card.total_bytes, used_bytes=used, reported_at=at, taken_at=at)
        )
    cards.put(session, card.id, reported_at=end)


def renew(session: Session, house: House, person: Person, demo: DemoCard) -> None:
    """Buy a month as the owner would: quote, pay at the stand-in, settle, and let the carrier say what it says."""
    order = quoted(session, person, demo)
    urls = paying.Urls(f"{house.config.base_url}/checkout/{order.ref}/return", f"{house.config.base_url}/")
    approval = paying.start(session, house.gateways.payments, order.id, urls=urls, email=person.email, clock=clock)
    approve(approval, person.email)
    payment = paying.settle(session, house.gateways.payments, payment_of(session, order), clock, actor="return")
    credit(session, house.gateways.carriers, order.id, clock)
    refunding.refund(session, house.gateways.payments, payment.id, clock)


def quoted(session: Session, person: Person, demo: DemoCard) -> Order:
    """A quote for one more month."""
    card = cards.by_carrier_ref(session, "esimaccess", demo.carrier_ref)
    if card is None or card.owner_id is None:
        raise LookupError(demo.carrier_ref)
    return quoting.quote(
        session,
        owner_id=card.owner_id,
        card_ref=card.ref,
        sku="asia-month-5",
        form_token=new_token(),
        currency="USD",
        locale=person.locale,
        zone=person.zone,
        now=clock(),
    )


def payment_of(session: Session, order: Order) -> int:
    """The order's one attempt."""
    payment = payments.latest(session, order.id)
    release(session)
    if payment is None:
        raise LookupError(order.ref)
    return payment.id


def approve(approval_url: str, email: str) -> None:
    """Press the button on the approval page; the way back to the site is not taken."""
    token = parse_qs(urlsplit(approval_url).query)["token"][0]
    form = {"token": token, "act": "approve", "email": email}
    requests.post(approval_url, data=form, timeout=10, allow_redirects=False).raise_for_status()
