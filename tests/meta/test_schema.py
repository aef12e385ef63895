"""What the tables must never hold."""

from sqlalchemy import Float, Numeric

from tmcard.store.models import Base
from tmcard.store.models.base import Instant


def test_no_column_holds_a_fraction() -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    assert [str(column) for column in columns if isinstance(column.type, Float | Numeric)] == []


def test_every_instant_is_aware() -> None:
    columns = [column for table in Base.metadata.tables.values() for column in table.columns]
    naive = [c for c in columns if "DATETIME" in str(c.type).upper() and not isinstance(c.type, Instant)]
    assert [str(column) for column in naive] == []


def test_every_amount_stands_beside_its_currency() -> None:
    with_amount = [t for t in Base.metadata.tables.values() if "amount_minor" in t.columns]
    assert [table.name for table in with_amount if "currency" not in table.columns] == []
    assert with_amount
