"""Numbers without gaps, and receipts that stay as they were issued."""

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from tests import papers, rows
from tests.store.racing import together
from tmcard.domain.receipts import Series
from tmcard.store import orders, payments, receipts
from tmcard.store.models import Order, Receipt
from tmcard.store.transactions import release, write

RIVALS, ROUNDS = 6, 8
#: Takes the next number and is killed before it can commit.
KILLED = """
import os, signal, sys
from sqlalchemy.orm import Session
from tmcard.domain.receipts import Series
from tmcard.store import receipts
from tmcard.store.engine import WRITES, build_engine
with Session(build_engine(sys.argv[1])) as session:
    session.connection(execution_options={WRITES: True})
    print(receipts.next_serial(session, Series.PAYMENT, 2026), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


class ChangedMind(Exception):
    """The transaction is not to be."""


@pytest.fixture
def receipt(session: Session, order: Order) -> Receipt:
    payment = rows.payment(session, order, "captured")
    return papers.paid(session, order, payment)


def take(session: Session, series: Series = Series.PAYMENT, year: int = 2026) -> int:
    with write(session, "taken"):
        return receipts.next_serial(session, series, year)


def drop(session: Session) -> None:
    """Take a number in a transaction that comes to nothing."""
    try:
        with write(session, "dropped"):
            receipts.next_serial(session, Series.PAYMENT, 2026)
            raise ChangedMind
    except ChangedMind:
        return


def test_numbers_follow_each_other_from_one(session: Session, database_kind: str) -> None:
    assert [take(session) for _ in range(3)] == [1, 2, 3]


def test_each_series_and_each_year_counts_for_itself(session: Session, database_kind: str) -> None:
    taken = [take(session), take(session, Series.REFUND), take(session, year=2027), take(session)]
    assert taken == [1, 1, 1, 2]


def test_rivals_get_every_number_once(session: Session, database_kind: str) -> None:
    found = together(session, lambda own: [take(own) for _ in range(ROUNDS)], RIVALS)
    assert sorted(serial for mine in found for serial in mine) == list(range(1, RIVALS * ROUNDS + 1))


def test_rivals_may_take_from_both_series_in_any_order(session: Session, database_kind: str) -> None:
    ways = iter([list(Series), list(reversed(Series))] * 2)

    def both(own: Session) -> None:
        way = next(ways)
        for _ in range(ROUNDS):
            with write(own, "both"):
                for series in way:
                    receipts.next_serial(own, series, 2026)

    together(session, both, 4)
    assert [take(session, series) for series in Series] == [4 * ROUNDS + 1] * 2


def test_what_is_rolled_back_among_rivals_leaves_no_gap(session: Session, database_kind: str) -> None:
    def rounds(own: Session) -> list[int]:
        taken = []
        for _ in range(ROUNDS):
            drop(own)
            taken.append(take(own))
        return taken

    found = together(session, rounds, RIVALS)
    assert sorted(serial for mine in found for serial in mine) == list(range(1, RIVALS * ROUNDS + 1))


def test_a_process_killed_with_a_number_in_hand_leaves_no_gap(session: Session, database_kind: str) -> None:
    take(session)
    release(session)
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", KILLED, url], capture_output=True, text=True, check=False)
    assert (killed.returncode, killed.stdout.strip()) == (-signal.SIGKILL, "2"), killed.stderr
    assert take(session) == 2


CHANGES: dict[str, Callable[[Session], object]] = {
    "changed": lambda session: session.execute(update(Receipt).values(amount_minor=1)),
    "deleted": lambda session: session.execute(delete(Receipt)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_receipt_is_never_changed_or_deleted(
    session: Session, receipt: Receipt, change: Callable[[Session], object], database_kind: str
) -> None:
    with pytest.raises(DBAPIError, match="a receipt is never changed"), write(session, "forged"):
        change(session)
    assert session.scalars(select(Receipt.amount_minor)).all() == [900]
    release(session)


def test_of_one_capture_there_is_one_receipt(session: Session, order: Order, database_kind: str) -> None:
    payment = rows.payment(session, order, "captured")
    first, again = papers.paid(session, order, payment), papers.paid(session, order, payment)
    assert first.number == again.number == "TM-2026-000001"
    assert take(session) == 2


def test_rivals_cannot_issue_the_same_receipt_twice(session: Session, order: Order, database_kind: str) -> None:
    payment_id = rows.payment(session, order, "captured").id

    def issue(own: Session) -> str:
        try:
            return papers.paid(own, orders.by_id(own, order.id), payments.by_id(own, payment_id)).number
        except IntegrityError:  # both looked before one had written
            return ""

    assert set(together(session, issue)) - {""} == {"TM-2026-000001"}
    assert take(session) == 2
