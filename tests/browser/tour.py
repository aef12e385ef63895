"""Every kind of page there is, as an owner meets it: each name with the address where it can be seen."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests
from sqlalchemy import update
from sqlalchemy.orm import Session

from standins.demo.people import DemoCard, Person, sets
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World
from tmcard.store.models import Order
from tmcard.store.transactions import write
from tmcard.web.database import db

#: What anybody may open.
PUBLIC = {
    "home": "/",
    "register": "/auth/register",
    "sign-in": "/auth/sign-in",
    "reset": "/auth/reset",
    "help": "/help",
    "terms": "/terms",
    "privacy": "/privacy",
    "nowhere": "/nowhere",
    "returned": "/checkout/nobody/return?token=none",
}
#: What needs an owner and nothing else.
OWN = {"dashboard": "/dashboard/", "claim": "/dashboard/cards/claim", "plans": "/plans/", "account": "/account/"}
ACCEPT = {"en": "en-GB,en;q=0.9", "zh": "zh-CN,zh;q=0.9,en;q=0.8"}
#: Long enough ago for a quote to have run out, and for a renewal to be called slow.
AGO = timedelta(minutes=20)


@dataclass
class Tourist:
    """A demo owner who walks through every state a renewal can be in."""

    world: World
    person: Person
    cards: list[DemoCard]
    visitor: Visitor
    pages: dict[str, str] = field(default_factory=dict)

    def look_at_cards(self) -> None:
        """The page of each card, and the picker or what stands in its place."""
        self.visitor.open(f"{self.world.site}/dashboard/")
        links = {"".join(a.itertext()): a.get("href", "") for a in self.visitor.page.iter("a")}
        for card in self.cards:
            label = card.label[self.person.locale == "en"]
            href = next(href for text, href in links.items() if label in text)
            self.pages[f"card {card.label[1]}"] = href
            self.pages[f"picker {card.label[1]}"] = href.replace("/dashboard/", "/plans/")

    def begin(self, name: str, card: str) -> str:
        """An order for a card, just chosen."""
        self.visitor.open(self.world.site + self.pages[f"picker {card}"]).submit("/choose", plan="asia-month-10")
        self.pages[name] = self.visitor.path
        return self.visitor.path

    def pay(self, name: str, card: str, payer: str = "") -> str:
        """An order for a card, brought to PayPal and, when a payer is named, approved there."""
        path = self.begin(name, card)
        acts.go_to_paypal(self.visitor, self.world)
        if payer:
            acts.approve(self.visitor, payer)
        return path

    def renew(self) -> None:
        """An order that ends well, the receipts, and the demo's two stories."""
        path = self.pay("credited", "Work phone", self.person.email)
        self.world.worker.sweep()
        self.pages["receipt"] = f"{path}/receipt"
        for name, card in (("slow", "Bangkok"), ("refunded", "Hanoi")):
            self.visitor.open(self.world.site + self.pages[f"card {card}"]).follow("/checkout/")
            self.pages[name] = self.visitor.path
        self.pages["refund receipt"] = f"{self.pages['refunded']}/receipt"
        self.date_back(self.pages["slow"], paid_at=datetime.now(UTC) - AGO, worked_since=datetime.now(UTC) - AGO)

    def go_wrong(self) -> None:
        """Every way in which paying can stop short; what is still being checked comes last, before a worker looks."""
        self.begin("review", "Seoul")
        self.pages["cancelled"] = self.pay("waiting", "Seoul") + "/cancel"
        self.pay("mendable", "Seoul", "payer+declined@example.com")
        self.pay("declined", "Seoul", "payer+refused@example.com")
        self.date_back(self.begin("stopped", "Seoul"), quote_ends_at=datetime.now(UTC) - AGO)
        self.pay("pending", "Singapore", "payer+pending@example.com")
        self.pay("renewing", "Work phone", self.person.email)
        for nth in (1, 2):
            fault = {"operation": "capture", "nth": nth, "kind": "500_after"}
            requests.post(f"{self.world.paypal}/_standin/faults", json=fault, timeout=10).raise_for_status()
        self.pay("checking", "Mum's tablet", "payer@example.com")

    def date_back(self, path: str, **values: datetime) -> None:
        """Let something about an order have happened earlier."""
        with self.world.app.app_context(), Session(db.engine) as session, write(session, "dated_back"):
            session.execute(update(Order).where(Order.ref == path.rsplit("/", 1)[-1]).values(**values))


def signed_in(world: World) -> list[Tourist]:
    """Both demo owners, each in the language of their own."""
    return [
        Tourist(world, person, cards, acts.sign_in(world, person.msisdn, ACCEPT[person.locale]))
        for person, cards in sets()
    ]


def walked(tourist: Tourist) -> dict[str, str]:
    """Every page of an owner, made to exist."""
    tourist.look_at_cards()
    tourist.renew()
    tourist.go_wrong()
    paths = {name: urlsplit(path).path for name, path in tourist.pages.items()}
    return {**OWN, **paths}
