"""Members of staff and the browsers in which they are signed in. Nothing here has to do with owners."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tmcard.store.models.base import Base, Key, Line, Word


class StaffMember(Base):
    """Somebody who looks after orders. `name` goes into the journal, so it is never given to anybody else.

    Until `enrolled_at` the password is a one-time one, good until `invited_until`. `key_sealed` is the key of
    their authenticator, encrypted; `key_step` the last half minute whose code was used, so that none works twice.
    """

    __tablename__ = "staff"

    id: Mapped[Key]
    name: Mapped[Word] = mapped_column(unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    key_sealed: Mapped[str] = mapped_column(Text)
    key_step: Mapped[int]
    created_at: Mapped[datetime]
    invited_until: Mapped[datetime | None]
    enrolled_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class StaffSession(Base):
    """One browser. The cookie holds the token, the row only its hash. An enrolling one opens the enrolment alone."""

    __tablename__ = "staff_sessions"

    id: Mapped[Key]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    is_enrolling: Mapped[bool]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[Line]
    member: Mapped[StaffMember] = relationship()
