"""Every query on receipts, and the counters that leave no gap."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tmcard.domain.receipts import Seller, Series
from tmcard.store.inserting import insert_into
from tmcard.store.models import Receipt, ReceiptSeries

#: Execution option of an engine: who sells. It travels with the database because money may come in, or go back,
#: through every door of every process, and each of them has to write the same seller on the receipt.
SELLER = "tmcard_seller"
#: What PostgreSQL calls the lock on all series. Any number, as long as nothing else locks it.
SERIES_LOCK = 0x7265_6365_6970_7473


def seller(session: Session) -> Seller:
    """Who sells, as this process was told when it began."""
    told: Seller = session.get_bind().get_execution_options().get(SELLER, Seller())
    return told


def next_serial(session: Session, series: Series, year: int) -> int:
    """The number that follows in the series, which others wait for until the transaction ends.

    Rolled back with it, so that a receipt that was not issued leaves no gap. Take it late in the transaction.
    """
    is_postgres = session.get_bind().dialect.name == "postgresql"
    if is_postgres:  # one lock for all series: who needs two of them meets nobody who took them the other way round
        session.execute(select(func.pg_advisory_xact_lock(SERIES_LOCK)))
    counted = (
        insert_into(session, ReceiptSeries)
        .values(series=series, year=year, last=1)
        .on_conflict_do_update(index_elements=["series", "year"], set_={"last": ReceiptSeries.last + 1})
        .returning(ReceiptSeries.last)
    )
    return session.execute(counted).scalar_one()


def add(session: Session, receipt: Receipt) -> Receipt:
    """Store a receipt."""
    session.add(receipt)
    session.flush()
    return receipt


def about(session: Session, subject: str) -> Receipt | None:
    """The receipt for this very capture or refund."""
    return session.scalars(select(Receipt).where(Receipt.about == subject)).one_or_none()


def of_order(session: Session, order_id: int) -> list[Receipt]:
    """Every receipt of the order's payments, oldest first."""
    return list(session.scalars(select(Receipt).where(Receipt.order_id == order_id).order_by(Receipt.id)))


def for_capture(session: Session, payment_id: int, capture_id: str | None) -> Receipt | None:
    """The receipt for the money that `capture_id` brought, or for the payment's first where that is not known."""
    query = select(Receipt).where(Receipt.payment_id == payment_id, Receipt.series == Series.PAYMENT)
    found = list(session.scalars(query.order_by(Receipt.id)))
    return next((each for each in found if each.capture_id == capture_id), found[0] if found else None)
