"""What is shown before paying is what the carrier then states, whichever it is."""

from datetime import datetime, timedelta

import pytest

from tests.contract.carriers import GB, NOW, Room
from tmcard.domain.holdings import Bucket, Effect, Holding
from tmcard.domain.plans import Period, PeriodUnit
from tmcard.domain.ports import Profile
from tmcard.domain.stacking import Purchase, load
from tmcard.domain.validity import Balance

MONTH = Purchase(Period(PeriodUnit.MONTH, 1), 5 * GB)


def preview(profile: Profile, now: datetime) -> Effect:
    """What an owner is shown of the plan, by what the carrier states before."""
    left = profile.total_bytes - profile.used_bytes
    return load(Holding((Bucket(left, profile.ends_at, profile.validity_days),)), MONTH, now)


def stated(room: Room) -> Balance:
    """What the carrier states once its readings surely show what was made."""
    room.later(room.carrier.capabilities.balance_lag)
    profile = room.carrier.read(room.dialect.card)
    return Balance(profile.total_bytes - profile.used_bytes, profile.ends_at, profile.validity_days)


@pytest.mark.parametrize("days_in", [0, 5, 8])
def test_a_running_card_holds_afterwards_what_was_shown(room: Room, days_in: int) -> None:
    room.later(timedelta(days=days_in))
    shown = preview(room.carrier.read(room.dialect.card), NOW + timedelta(days=days_in))
    room.top_up()
    assert stated(room) == shown.after


def test_and_so_it_does_when_it_is_renewed_again(room: Room) -> None:
    for number in range(3):
        shown = preview(room.carrier.read(room.dialect.card), NOW)
        room.top_up(f"tm-ABC{number}-1")
        assert stated(room) == shown.after


def test_a_card_that_has_ended_holds_what_was_bought_from_then_on_or_is_refused(room: Room) -> None:
    room.later(timedelta(days=12))
    ended, now = room.carrier.read(room.dialect.card), NOW + timedelta(days=12)
    if not room.carrier.capabilities.renews_expired:
        with pytest.raises(Exception, match="card_expired"):
            room.top_up()
        return
    shown = preview(ended, now)
    room.top_up()
    found = stated(room)
    assert (found.remaining_bytes, found.ends_at) == (shown.after.remaining_bytes, shown.after.ends_at)
