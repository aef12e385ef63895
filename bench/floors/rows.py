"""Tables of the like page: people, their cards, their orders; a hundred thousand rows."""

from datetime import UTC, datetime, timedelta

from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ForeignKey, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PEOPLE, EACH = 15_000, 3
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


class Base(DeclarativeBase):
    """The root of these tables."""


class Person(UserMixin, Base):  # type: ignore[misc]  # Flask-Login has no types
    """Somebody who can sign in."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str]
    zone: Mapped[str]


class Holding(Base):
    """A card that a person holds."""

    __tablename__ = "holdings"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    iccid: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    plan: Mapped[str]
    total_mb: Mapped[int]
    used_mb: Mapped[int]
    ends_at: Mapped[datetime]
    reported_at: Mapped[datetime]


class Purchase(Base):
    """Something that a person bought."""

    __tablename__ = "purchases"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    ref: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[str]
    amount_minor: Mapped[int]
    status: Mapped[str]


def fill(db: SQLAlchemy) -> None:
    """Make the tables and their rows."""
    Base.metadata.create_all(db.engine)
    people = [{"id": n, "phone": f"+86{n}", "locale": "en", "zone": "Asia/Shanghai"} for n in range(1, PEOPLE + 1)]
    both = [{"person_id": 1 + n // EACH, "plan": "Asia 5 GB"} for n in range(PEOPLE * EACH)]
    card = {"total_mb": 5120, "used_mb": 1800, "ends_at": BEGUN + timedelta(days=30), "reported_at": BEGUN}
    holdings = [{**row, **card, "iccid": f"8985{n:015}", "label": f"Card {n % EACH}"} for n, row in enumerate(both)]
    paid = {"amount_minor": 900, "status": "credited"}
    purchases = [{**row, **paid, "ref": f"R{n:012}"} for n, row in enumerate(both)]
    with db.engine.begin() as connection:
        for table, rows in ((Person, people), (Holding, holdings), (Purchase, purchases)):
            connection.execute(insert(table), rows)
