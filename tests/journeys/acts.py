"""What people do on the site, step by step, in a browser without scripts."""

import re
from dataclasses import dataclass
from itertools import count

import requests

from standins.demo.people import PASSWORD, DemoCard, sets
from tests.visitor import Visitor
from tests.world import World

CODE = re.compile(r"\b(\d{6})\b")
#: Endings up to 0009 mean something to the mailbox.
_numbers = count(101)


def register(world: World, language: str) -> tuple[Visitor, str]:
    """Somebody new, signed in; and their number."""
    number = f"1381234{next(_numbers):04}"
    visitor = Visitor(world.site, language)
    visitor.open("/auth/register").submit("/auth/register", country="CN", phone=number, password=PASSWORD)
    visitor.submit("/auth/verify", code=code_for(world, f"+86{number}"))
    assert visitor.path == "/dashboard/", visitor.text
    return visitor, f"+86{number}"


def sign_in(world: World, msisdn: str, language: str) -> Visitor:
    """A demo owner on a browser that is new to the site."""
    visitor = Visitor(world.site, language).open("/auth/sign-in")
    visitor.submit("/auth/sign-in", phone=msisdn, password=PASSWORD)
    return visitor.submit("/auth/verify", code=code_for(world, msisdn))


def code_for(world: World, msisdn: str) -> str:
    """The code that the newest SMS to a number brought."""
    world.worker.sweep()
    found = CODE.search(world.messages(msisdn)[0]["text"])
    assert found is not None
    return found.group(1)


def claim(visitor: Visitor, card: DemoCard) -> Visitor:
    """Make a card one's own by the last six digits and the code."""
    visitor.open("/dashboard/cards/claim")
    return visitor.submit("/dashboard/cards/claim", iccid=card.iccid[-6:], code=card.claim_code.lower())


def choose(visitor: Visitor, sku: str = "asia-month-5") -> Visitor:
    """From the card's page to the review."""
    visitor.follow("/plans/cards/").submit("/choose", plan=sku)
    assert visitor.path.startswith("/checkout/"), visitor.text
    return visitor


def go_to_paypal(visitor: Visitor, world: World) -> Visitor:
    """Agree to the terms and press the button."""
    visitor.submit("/pay", terms="y", email="payer@example.com")
    assert visitor.url.startswith(world.paypal), visitor.text
    return visitor


def approve(visitor: Visitor, payer: str = "payer@example.com") -> Visitor:
    """Press Approve at PayPal, as a payer whose address may ask for trouble."""
    return visitor.submit("checkoutnow", act="approve", email=payer)


def trouble(world: World, card: DemoCard, kind: str) -> None:
    """Let the carrier behave badly with a card, or (by an empty kind) well again."""
    url = f"{world.carriers}/_standin/profiles/{card.iccid}/behaviour"
    requests.post(url, json={"top_up": kind}, timeout=10).raise_for_status()


@dataclass(frozen=True, slots=True)
class Owned:
    """A demo owner's card, and the owner's browser."""

    visitor: Visitor
    card: DemoCard

    def open(self) -> Visitor:
        """The card's page, found from the dashboard by the name the owner gave it."""
        self.visitor.open("/dashboard/")
        for link in self.visitor.page.iter("a"):
            if self.card.label[1] in "".join(link.itertext()):
                return self.visitor.open(link.get("href", ""))
        raise AssertionError(f"no link for {self.card.label[1]}: {self.visitor.text}")


def labelled(label: str) -> DemoCard:
    """One of the English owner's demo cards."""
    return next(card for card in sets()[1][1] if card.label[1] == label)
