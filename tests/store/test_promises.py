"""Whether the carrier kept to the end that was shown."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests import rows
from tmcard.store import promises, views

END = rows.NOW + timedelta(days=38)


@pytest.mark.parametrize(
    ("moved", "values", "told"),
    [
        (timedelta(hours=2), {}, timedelta(hours=2)),
        (-timedelta(days=8), {}, -timedelta(days=8)),
        (timedelta(seconds=59), {}, None),
        (-timedelta(days=8), {"starts": "queued"}, None),
        (timedelta(hours=2), {"ended_at": rows.NOW - timedelta(days=2)}, None),
        (timedelta(hours=2), {"status": "paid"}, None),
    ],
)
def test_another_end_is_told_while_the_renewal_is_news(
    session: Session, moved: timedelta, values: dict[str, object], told: timedelta | None, database_kind: str
) -> None:
    owner = rows.owner(session)
    card, facts = rows.card(session, owner), {"status": "credited", "after_ends_at": END, **values}
    rows.order(session, card, rows.plan(session), stated_ends_at=END + moved, **facts)  # type: ignore[arg-type]
    found = views.card(session, card.ref, owner.id)
    assert found is not None
    what = promises.moved_end(session, found.renewal, rows.NOW)
    assert what == (None if told is None else promises.MovedEnd(END + moved, told))
