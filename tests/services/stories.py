"""A renewal told step by step: a real database, fakes for the outside, and a clock that moves when a test says so."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from tests import rows
from tests.fakes import FakeCarrier, FakeDisputes, FakeMailer, FakePayments, FakeTexter
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Profile, ProfileStatus
from tmcard.services import quoting, sweeping
from tmcard.services.crediting import credit
from tmcard.services.messaging import Letter
from tmcard.services.paying import Urls, settle, start
from tmcard.services.refunding import refund
from tmcard.store import messages, orders, payments
from tmcard.store.models import Card, Message, Order, Owner, Payment, Plan
from tmcard.store.transactions import release

URLS = Urls("https://tmcard.example/return", "https://tmcard.example/cancel")
STAFF = "staff@tmcard.example"
_forms = count(1)
Told = TypeVar("Told")


@dataclass
class Clock:
    """The instant at which things happen."""

    now: datetime = rows.NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **passed: float) -> None:
        """Let time pass."""
        self.now += timedelta(**passed)


@dataclass
class Story:
    """An owner in Beijing whose card has 3 of its 5 GB left, and who may buy 5 GB and 30 days for US$9.00."""

    session: Session
    owner: Owner
    card: Card
    plan: Plan
    clock: Clock = field(default_factory=Clock)
    gateway: FakePayments = field(default_factory=FakePayments)
    disputes: FakeDisputes = field(default_factory=FakeDisputes)
    carrier: FakeCarrier = field(default_factory=FakeCarrier)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    texter: FakeTexter = field(default_factory=FakeTexter)

    def quote(self, **changes: Any) -> Order:
        """The owner chooses the plan."""
        facts = {"owner_id": self.owner.id, "card_ref": self.card.ref, "sku": self.plan.sku, "currency": "USD"}
        facts |= {"form_token": f"quote-{next(_forms)}", "locale": "en", "zone": "Asia/Shanghai", "now": self.clock()}
        order = quoting.quote(self.session, **{**facts, **changes})
        release(self.session)
        return order

    def start(self, order: Order) -> str:
        """The payer presses "pay"."""
        return start(self.session, self.gateway, order.id, urls=URLS, email="payer@example.com", clock=self.clock)

    def begin(self, order: Order | None = None) -> Payment:
        """The payer is at the payment service and has not agreed yet."""
        order = order or self.quote()
        self.start(order)
        return self.attempts(order)[-1]

    def approve(self, order: Order | None = None) -> Payment:
        """The payer has agreed; nobody has taken the money yet."""
        payment = self.begin(order)
        self.gateway.approve(payment.checkout_id or "")
        return payment

    def settle(self, payment: Payment, actor: str = "payer") -> Payment:
        """Somebody asks whether it is paid."""
        return settle(self.session, self.gateway, payment.id, self.clock, actor=actor)

    def pay(self, order: Order | None = None) -> Order:
        """The money is taken, the top-up waits."""
        payment = self.settle(self.approve(order))
        return self.order(payment.order_id)

    def credit(self, order: Order) -> Order:
        """The worker turns to the carrier."""
        credit(self.session, {"esimaccess": self.carrier}, order.id, self.clock)
        return self.order(order.id)

    def refund(self, payment: Payment) -> Payment:
        """The worker carries a refund out."""
        refund(self.session, self.gateway, payment.id, self.clock)
        return self.payment(payment.id)

    @property
    def tools(self) -> sweeping.Tools:
        """What the worker works with."""
        carriers = {"esimaccess": self.carrier}
        return sweeping.Tools(
            self.gateway, carriers, self.mailer, self.texter, render, self.clock, STAFF, self.disputes
        )

    def sweep(self, **passed: float) -> int:
        """The worker looks at everything that is due, after some time."""
        self.clock.tick(**passed)
        return sweeping.sweep(self.session, self.tools)

    def order(self, order_id: int) -> Order:
        """The order as the database has it now."""
        found = orders.by_id(self.session, order_id)
        release(self.session)
        return found

    def payment(self, payment_id: int) -> Payment:
        """The payment as the database has it now."""
        found = payments.by_id(self.session, payment_id)
        release(self.session)
        return found

    def attempts(self, order: Order) -> list[Payment]:
        """Every payment of the order."""
        found = payments.of_order(self.session, order.id)
        release(self.session)
        return found

    def letters(self, order: Order) -> list[str]:
        """What kinds of messages were queued about the order."""
        found = [message.kind for message in messages.of_order(self.session, order.id)]
        release(self.session)
        return found

    def elsewhere(self, work: "Callable[[Story], Told]") -> Told:
        """What `work` brings in another process, with a database session of its own."""
        with Session(self.session.get_bind(), expire_on_commit=False) as session:
            return work(replace(self, session=session))

    def together(self, work: "Callable[[Story], Told]", times: int = 4) -> list[Told]:
        """What `work` brings when several processes do it at the same moment."""
        release(self.session)
        barrier = threading.Barrier(times)

        def act(_: int) -> Told:
            barrier.wait(timeout=20)
            return self.elsewhere(work)

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(act, range(times)))


def tell(session: Session) -> Story:
    """The beginning of every story: the carrier knows the card, too."""
    owner, plan = rows.owner(session), rows.plan(session)
    story = Story(session, owner, rows.card(session, owner), plan)
    story.carrier.plans[plan.carrier_code] = (5 * BYTES_PER_GB, 30)
    know(story, story.card)
    return story


def know(story: Story, card: Card, status: ProfileStatus = ProfileStatus.IN_USE) -> None:
    """The carrier knows `card` as we do."""
    facts = (card.total_bytes, card.used_bytes, card.ends_at, card.validity_days)
    story.carrier.profiles[card.carrier_ref] = Profile(card.carrier_ref, card.iccid, status, *facts)
    story.carrier.next_end = card.ends_at and card.ends_at + timedelta(days=30)


def render(message: Message) -> Letter:
    """A letter that says what it is about."""
    return Letter(message.kind, message.key, "")
