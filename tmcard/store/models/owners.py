"""Owners, their signed-in devices, the codes sent to them, and the counters that limit guessing."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.store.models.base import Base, Key, Line, Ref, Word


class Owner(Base):
    """Somebody who registered. `msisdn` is E.164 and proven by a code.

    `email_verified_at`: when somebody who reads that address said so; without it only receipts and notices go there.
    `..._refused_at`: since when what we send comes back. Quiet hours that were never chosen are null.
    """

    __tablename__ = "owners"

    id: Mapped[Key]
    msisdn: Mapped[str] = mapped_column(String(20), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    email: Mapped[str | None] = mapped_column(String(254))
    email_verified_at: Mapped[datetime | None]
    email_refused_at: Mapped[datetime | None]
    phone_refused_at: Mapped[datetime | None]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    created_at: Mapped[datetime]


class Preference(Base):
    """What an owner chose to hear of, by one way. No row: the default (`domain.preferences`)."""

    __tablename__ = "preferences"

    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"), primary_key=True)
    topic: Mapped[Word] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    is_wanted: Mapped[bool]
    chosen_at: Mapped[datetime]


class OwnerSession(Base):
    """One signed-in device. The cookie holds the token, the row only its hash."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[Line]
    owner: Mapped[Owner] = relationship()


class Verification(Base):
    """A six-digit code on its way to a phone. The code itself is stored nowhere: it is derived from `nonce` and a key.

    `pending_hash` is the password that a registration waits to set. A row for a number that is
    already registered looks the same and can never be met (`is_decoy`).
    """

    __tablename__ = "verifications"
    __table_args__ = (Index("ix_verifications_msisdn_purpose", "msisdn", "purpose"),)

    id: Mapped[Key]
    ref: Mapped[Ref]
    purpose: Mapped[Word]
    msisdn: Mapped[str] = mapped_column(String(20))
    nonce: Mapped[str] = mapped_column(String(64))
    is_decoy: Mapped[bool]
    locale: Mapped[str] = mapped_column(String(10))
    zone: Mapped[Word]
    pending_hash: Mapped[str | None] = mapped_column(Text)
    guesses: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Counter(Base):
    """How often something limited happened in the running window. `key` is a hash: no number stands here in clear."""

    __tablename__ = "counters"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
