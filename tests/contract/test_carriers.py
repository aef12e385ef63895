"""What every carrier keeps to, however it speaks: what crediting may rely on."""

from datetime import timedelta

import pytest

from tests.contract.carriers import DIALECTS, ENDS, GB, ICCID, NOW, Room
from tmcard.domain.ports import Busy, GatewayError, NotFound, NotSent, ProfileStatus, Refused, Unknown

MONTH = timedelta(days=30)


def settled(room: Room) -> None:
    """Let so much time pass that readings surely show what was made."""
    room.later(room.carrier.capabilities.balance_lag)


def test_a_card_is_read(room: Room) -> None:
    profile = room.carrier.read(room.dialect.card)
    assert (profile.carrier_ref, profile.iccid, profile.status) == (room.dialect.card, ICCID, ProfileStatus.IN_USE)
    assert (profile.total_bytes, profile.used_bytes) == (3 * GB, GB)
    assert (profile.ends_at, profile.validity_days) == (ENDS, 30)


def test_a_top_up_is_made_once_and_extends_the_card(room: Room) -> None:
    answer = room.top_up()
    settled(room)
    profile = room.carrier.read(room.dialect.card)
    assert answer is not None
    assert answer.carrier_top_up_ref
    assert (room.made, profile.total_bytes, profile.validity_days) == (1, 8 * GB, 60)
    assert profile.ends_at == ENDS + MONTH


def test_an_answer_states_what_the_card_holds_or_nothing(room: Room) -> None:
    answer = room.top_up()
    assert answer is not None
    stated = (answer.total_bytes, answer.ends_at, answer.validity_days)
    is_silent = bool(room.carrier.capabilities.balance_lag)
    assert stated == ((None, None, 0) if is_silent else (8 * GB, ENDS + MONTH, 60))


def test_the_same_top_up_asked_for_twice_is_made_once(room: Room) -> None:
    room.top_up()
    room.top_up()
    assert room.made == 1


def test_two_top_ups_are_two(room: Room) -> None:
    room.top_up("tm-ABC-1")
    room.top_up("tm-ABCD-1")
    settled(room)
    assert (room.made, room.carrier.read(room.dialect.card).total_bytes) == (2, 13 * GB)


@pytest.mark.parametrize("kind", ["timeout_with_effect", "500_after", "malformed", "empty"])
def test_a_lost_answer_of_a_top_up_that_was_made_is_unknown_and_not_made_again(room: Room, kind: str) -> None:
    room.fault("top_up", kind)
    with pytest.raises(Unknown):
        room.top_up()
    room.top_up()
    assert room.made == 1


@pytest.mark.parametrize("kind", ["timeout_without_effect", "500_before", "reset", "redirect_302"])
def test_a_lost_request_is_unknown_and_may_be_sent_again(room: Room, kind: str) -> None:
    room.fault("top_up", kind)
    with pytest.raises(Unknown):
        room.top_up()
    assert room.made == 0
    room.top_up()
    assert room.made == 1


@pytest.mark.parametrize(("behaviour", "kind"), [("gone", Refused), ("recycled", NotFound)])
def test_what_nothing_mends_is_refused_for_good(room: Room, behaviour: str, kind: type[Refused]) -> None:
    room.behave(behaviour)
    with pytest.raises(kind) as caught:
        room.top_up()
    assert (caught.value.permanent, room.made) == (True, 0)
    assert caught.value.code == {"gone": "plan_gone", "recycled": "card_gone"}[behaviour]


def test_a_plan_that_never_was_is_refused_for_good(room: Room) -> None:
    with pytest.raises(Refused, match="plan_gone") as caught:
        room.carrier.top_up(room.request(carrier_code="NO_SUCH_PLAN"))
    assert caught.value.permanent


def test_an_empty_account_is_refused_until_a_person_has_filled_it(room: Room) -> None:
    room.control("modes", {"balance": 0})
    with pytest.raises(Refused, match="balance_low") as caught:
        room.top_up()
    assert not caught.value.permanent
    room.control("modes", {"balance": 1_000_000_000})
    room.top_up()
    assert room.made == 1


def test_what_is_out_of_stock_may_come_back(room: Room) -> None:
    code = {"esimaccess": "200011", "airalo": "33"}[_name(room)]
    room.fault("top_up", f"refuse:{code}")
    with pytest.raises(Refused, match="out_of_stock") as caught:
        room.top_up()
    assert not caught.value.permanent


def test_a_busy_carrier_did_nothing(room: Room) -> None:
    room.behave("busy")
    with pytest.raises(Busy):
        room.top_up()
    assert room.made == 0


def test_too_many_calls_are_told_how_long_to_wait(room: Room) -> None:
    room.fault("top_up", "429")
    with pytest.raises(Busy) as caught:
        room.top_up()
    assert (caught.value.retry_after_seconds, room.made) == (1, 0)


def test_a_slow_carrier_is_waited_for(room: Room) -> None:
    room.behave("slow")
    assert room.top_up() is not None
    assert room.made == 1


def test_usage_has_the_carriers_own_time(room: Room) -> None:
    report = room.carrier.usage([room.dialect.card])[0]
    assert (report.carrier_ref, report.total_bytes, report.used_bytes) == (room.dialect.card, 3 * GB, GB)
    assert NOW - timedelta(hours=3) <= report.reported_at <= NOW
    assert report.ends_at in (None, ENDS)


def test_usage_leaves_out_what_the_carrier_does_not_know(room: Room) -> None:
    unknown = {"esimaccess": "T9", "airalo": "8985200000000000009"}[_name(room)]
    assert [report.carrier_ref for report in room.carrier.usage([unknown, room.dialect.card])] == [room.dialect.card]


def test_a_card_the_carrier_does_not_know_is_gone(room: Room) -> None:
    unknown = {"esimaccess": "T9", "airalo": "8985200000000000009"}[_name(room)]
    with pytest.raises(NotFound, match="card_gone"):
        room.carrier.read(unknown)


@pytest.mark.parametrize("kind", ["500_before", "reset", "malformed", "timeout_without_effect"])
def test_a_reading_that_fails_is_unknown(room: Room, kind: str) -> None:
    room.fault("read", kind)
    with pytest.raises(Unknown):
        room.carrier.read(room.dialect.card)


def test_wrong_credentials_do_nothing(room: Room) -> None:
    room.control("reset")
    wrong = DIALECTS[_name(room)].build(room.base_url + "/nowhere")
    with pytest.raises(GatewayError) as caught:
        wrong.top_up(room.request())
    assert isinstance(caught.value, Unknown | Refused | NotSent)
    assert room.made == 0


def test_a_card_that_waits_for_its_first_connection_has_no_end(room: Room) -> None:
    path, profiles = room.dialect.load()[1]
    room.control(path, [{**profiles[0], "activated_at": None, "expires_at": None}])
    profile = room.carrier.read(room.dialect.card)
    assert (profile.status, profile.ends_at, profile.validity_days) == (ProfileStatus.NEW, None, 30)


def test_an_ended_card_takes_a_top_up_only_where_the_carrier_says_so(room: Room) -> None:
    room.later(ENDS - NOW + timedelta(hours=1))
    assert room.carrier.read(room.dialect.card).status is ProfileStatus.EXPIRED
    if room.carrier.capabilities.renews_expired:
        room.top_up()
        assert room.made == 1
        return
    with pytest.raises(Refused, match="card_expired"):
        room.top_up()


def _name(room: Room) -> str:
    return next(name for name, dialect in DIALECTS.items() if dialect is room.dialect)
