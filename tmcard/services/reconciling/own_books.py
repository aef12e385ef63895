"""Our books against themselves: pure checks that need nobody else's account."""

from collections.abc import Iterator, Mapping, Sequence

from tmcard.domain import orders, payments
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import TAKEN, UNDECIDED, PaymentStatus
from tmcard.domain.refunds import Origin, RefundState
from tmcard.domain.states import Move, is_path
from tmcard.services.reconciling.differences import Code, Difference, of, text
from tmcard.store.books import OrderBook, PaymentBook
from tmcard.store.models import OrderEvent, Payment, RefundRow

#: How a journal begins, and the lines in it that tell of no move.
ORDER_BEGINS, PAYMENT_BEGINS = ("quoted", OrderStatus.OPEN), ("payment_begun", PaymentStatus.CREATED)
REMARKS = frozenset({"person_told", "balance_stated", "looked_at"})
#: A captured payment stands for one of these; for any other the money rests with us for nothing.
WORTH_MONEY = orders.AWAITED | {OrderStatus.HELD, OrderStatus.CREDITED}
PAID = WORTH_MONEY | {OrderStatus.REFUNDING, OrderStatus.REFUNDED}
GOING_BACK = frozenset({PaymentStatus.REFUNDING, PaymentStatus.REFUNDED})


def of_payment(book: PaymentBook) -> Iterator[Difference]:
    """What a payment's book has that cannot be."""
    payment, order = book.payment, book.payment.order
    stands_for_it = payment.pays_order_id == order.id and order.status in WORTH_MONEY
    if payment.status == PaymentStatus.CAPTURED and not stands_for_it:
        yield of(payment, Code.CAPTURED_FOR_NOTHING, f"captured, order {order.status}")
    if payment.checkout_id is None and payment.status in TAKEN | UNDECIDED:
        yield of(payment, Code.NOT_CAPTURED_THERE, f"{payment.status}, of no checkout")
    yield from _refunds(book)
    if not _is_sound(book.lines, PAYMENT_BEGINS, payments.MOVES, payment.status):
        yield of(payment, Code.JOURNAL_BROKEN, _story(book.lines, payment.status))


def of_order(book: OrderBook) -> Iterator[Difference]:
    """What an order's book has that cannot be."""
    order, paying = book.order, book.paying
    if order.status in PAID and (paying is None or paying.status not in TAKEN):
        by = f"payment {paying.status}" if paying else "no payment"
        ref = paying.ref if paying else ""
        yield Difference(order.ref, ref, Code.PAID_WITHOUT_PAYMENT, f"{order.status}, {by}", "")
    if not _is_sound(book.lines, ORDER_BEGINS, orders.MOVES, order.status):
        yield Difference(order.ref, "", Code.JOURNAL_BROKEN, _story(book.lines, order.status), "")


def _refunds(book: PaymentBook) -> Iterator[Difference]:
    payment = book.payment
    if payment.status in GOING_BACK and not book.refunds:
        yield of(payment, Code.REFUND_MISSING, f"{payment.status}, no refund")
    captured, own = _captured(payment, book.lines), _own(book)
    back = sum(row.amount_minor for row in own)
    if back > captured[0] or any(row.currency != captured[1] for row in own):
        sums = " + ".join(text(row.amount) for row in own)
        yield of(payment, Code.REFUND_EXCEEDS_CAPTURE, f"{sums} of {text(payment.amount)}")

    taken = [row for row in own if row.origin == Origin.ELSEWHERE]
    if taken and payment.pays_order_id == payment.order.id and payment.order.status == OrderStatus.CREDITED:
        lost = " + ".join(text(row.amount) for row in taken)
        yield of(payment, Code.DELIVERED_AND_TAKEN_BACK, "credited", lost)


def _own(book: PaymentBook) -> list[RefundRow]:
    """What goes back of the capture that is the payment's own, not of one that was one too many."""
    own = [row for row in book.refunds if row.capture_id in (None, "", book.payment.capture_id)]
    return [row for row in own if row.status != RefundState.FAILED]


def _captured(payment: Payment, lines: Sequence[OrderEvent]) -> tuple[int, str]:
    """What was really taken, which for old payments the journal knows where it was not what we had asked for."""
    if payment.captured is not None:
        return payment.captured.amount_minor, payment.captured.currency
    for line in lines:
        if line.event == "captured" and "amount_minor" in line.evidence:
            return int(line.evidence["amount_minor"]), str(line.evidence["currency"])
    return payment.amount_minor, payment.currency


def _is_sound(lines: Sequence[OrderEvent], begins: tuple[str, str], moves: Mapping[str, Move], status: str) -> bool:
    """Whether the journal is a legal walk, without a gap, that ends where the row stands."""
    if not lines or (lines[0].event, lines[0].status) != begins:
        return False
    walk = [line for line in lines[1:] if line.event not in REMARKS]
    if not is_path(moves, begins[1], [line.event for line in walk]):
        return False
    is_told = all(line.status == moves[line.event].target for line in walk)
    return is_told and (walk[-1].status if walk else begins[1]) == status


def _story(lines: Sequence[OrderEvent], status: str) -> str:
    return f"{status} after {' '.join(line.event for line in lines) or 'nothing'}"
