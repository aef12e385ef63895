"""Go through a period page by page, ask the payment service about each payment, and list what differs.

Reads only, unless it is told to settle; and then it moves no row by itself but drives it through the
doors that the worker uses. Running it beside a working site, or twice at once, is harmless.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from tmcard.domain.ports import GatewayError, NotFound, Payments
from tmcard.services import disputing, refunding, sweeping
from tmcard.services.reconciling import comparing, own_books
from tmcard.services.reconciling.differences import SETTLEABLE, Code, Difference, of
from tmcard.services.sweeping import Tools
from tmcard.store import books, refunds
from tmcard.store.books import PaymentBook
from tmcard.store.models import RefundRow
from tmcard.store.transactions import release

#: After so many questions in a row without an answer no more are asked: each may cost a whole time-out.
PATIENCE = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what differs. `settled` were differences until we settled them; `unasked` were not
    compared, because the payment service did not answer.
    """

    since: datetime
    payments: int
    orders: int
    unasked: int
    differences: tuple[Difference, ...]
    settled: tuple[Difference, ...]


@dataclass(slots=True)
class Round:
    """One run: its tools and what it has found so far."""

    session: Session
    tools: Tools
    fix: bool
    payments: int = 0
    orders: int = 0
    unasked: int = 0
    silences: int = 0
    differences: list[Difference] = field(default_factory=list)
    settled: list[Difference] = field(default_factory=list)


def reconcile(session: Session, tools: Tools, since: datetime, *, fix: bool = False) -> Report:
    """Compare every payment and order since `since`; with `fix`, settle what our doors can settle and compare again.

    Keeps one page of rows and the differences in memory. Never raises for what the payment service does.
    """
    work, after = Round(session, tools, fix), 0
    while page := books.payments(session, since, after):
        release(session)
        for book in page:
            _examine(work, book)
        after = page[-1].payment.id
    after = 0
    while orders := books.orders(session, since, after):
        release(session)
        for order in orders:
            _examine_order(work, order)
        after = orders[-1].order.id
    release(session)
    if work.settled:  # there may be no worker to tell those whom it concerns
        sweeping.send_letters(session, tools)
    found = tuple(work.differences), tuple(work.settled)
    return Report(since, work.payments, work.orders, work.unasked, *found)


def _examine(work: Round, book: PaymentBook) -> None:
    """Whatever differs is looked at a second time, for a living site may have moved between the two accounts."""
    work.payments += 1
    first = _look(work, book)
    if not first or any(each.code is Code.UNREADABLE for each in first):
        work.differences += first
        return
    is_driven = work.fix and _can_settle(book, first)
    if is_driven:
        _settle(work, book)
    fresh = books.payment(work.session, book.payment.id)
    release(work.session)
    second = _look(work, fresh)
    left = {each.code for each in second}
    work.differences += second
    if is_driven and Code.UNREADABLE not in left:
        work.settled += [each for each in first if each.code not in left]


def _can_settle(book: PaymentBook, found: Sequence[Difference]) -> bool:
    """Whether our doors end it as the payment service says. Where it does not name the parts that went back, nobody
    can book them.
    """
    codes = {each.code for each in found}
    return bool(codes & SETTLEABLE) and Code.PARTLY_REFUNDED_THERE not in codes


def _settle(work: Round, book: PaymentBook) -> None:
    """An open payment is driven on as the worker would; of a decided one only the money is looked at, not its card."""
    session, tools, payment_id = work.session, work.tools, book.payment.id
    if book.payment.status in comparing.OPEN:
        return sweeping.drive(session, tools, "payment", payment_id)
    for dispute in book.disputes:
        disputing.look(session, tools.disputes, dispute.id, tools.clock)
    refunding.reckon(session, tools.payments, payment_id, tools.clock)
    rows = refunds.under_way(session, payment_id)
    release(session)
    for row in rows:
        refunding.carry_out(session, tools.payments, row.id, tools.clock)
    return None


def _examine_order(work: Round, book: books.OrderBook) -> None:
    work.orders += 1
    if any(own_books.of_order(book)):
        fresh = books.order(work.session, book.order.id)
        release(work.session)
        work.differences += own_books.of_order(fresh)


def _look(work: Round, book: PaymentBook) -> list[Difference]:
    """Everything wrong with one payment, each kind once."""
    return _once([*own_books.of_payment(book), *_asked(work, book)])


def _asked(work: Round, book: PaymentBook) -> list[Difference]:
    payment = book.payment
    if payment.checkout_id is None:
        return []
    if work.silences >= PATIENCE:
        work.unasked += 1
        return []
    try:
        found = _compared(work.tools, book, payment.checkout_id)
    except GatewayError as error:
        work.silences += 1
        return [of(payment, Code.UNREADABLE, payment.status, error.code)]
    work.silences = 0
    return found


def _compared(tools: Tools, book: PaymentBook, checkout_id: str) -> list[Difference]:
    gateway = tools.payments
    try:
        checkout = gateway.read(checkout_id)
    except NotFound:
        return list(comparing.with_nothing(book.payment))
    found = list(comparing.with_checkout(book, checkout))
    for row in book.refunds:
        if row.refund_id is not None:
            found += _refund(gateway, book, row, row.refund_id)
    found += comparing.with_refunds(book, checkout)
    for dispute in book.disputes:
        found += comparing.with_dispute(book, dispute, tools.disputes.read(dispute.dispute_id))
    return found


def _refund(gateway: Payments, book: PaymentBook, row: RefundRow, refund_id: str) -> list[Difference]:
    try:
        return list(comparing.with_refund(book, row, gateway.read_refund(refund_id)))
    except NotFound:
        return [of(book.payment, Code.NOT_REFUNDED_THERE, row.status, "refund unknown")]


def _once(found: Iterable[Difference]) -> list[Difference]:
    return list({each.code: each for each in reversed(list(found))}.values())[::-1]
