"""What Airalo answers, in our words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tmcard.adapters.airalo import answers
from tmcard.adapters.airalo.words import CODES, FIELDS, Then
from tmcard.adapters.http import Answer
from tmcard.domain.ports import Busy, Carrier, NotFound, PastTopUp, ProfileStatus, Refused, Unknown, UsageReport

MB = 1024 * 1024
ICCID = "8910300000005271146"
ENDS = datetime(2026, 12, 10, 11, 28, 37, tzinfo=UTC)
USAGE = {
    "remaining": 767,
    "total": 2048,
    "expired_at": "2026-12-10 11:28:37",
    "is_unlimited": False,
    "status": "ACTIVE",
    "remaining_voice": 0,
    "remaining_text": 0,
    "total_voice": 0,
    "total_text": 0,
}
PACKAGE = {"id": 728, "status": "ACTIVE", "remaining": 2378, "package": {"id": "bonbon", "amount": 3072, "day": 30}}
ORDER = {
    "id": 9566,
    "code": "20230222-009566",
    "created_at": "2026-11-22 06:05:00",
    "description": "tm-ABC-1",
    "type": "topup",
    "package_id": "bonbon-mobile-30days-3gb-topup",
    "status": {"name": "Completed", "slug": "completed"},
}
DATED = {"Date": "Sun, 22 Nov 2026 06:05:00 GMT"}


@pytest.mark.parametrize(
    ("code", "status", "kind", "word", "permanent"),
    [
        (11, 422, Refused, "balance_low", False),
        (13, 422, Busy, "busy", False),
        (14, 422, Refused, "maintenance", False),
        (23, 422, Refused, "plan_gone", True),
        (33, 422, Refused, "out_of_stock", False),
        (34, 422, Refused, "out_of_stock", False),
        (43, 422, Refused, "rejected", True),
        (53, 422, Unknown, "server_error", False),
        (73, 422, NotFound, "card_gone", True),
        (89, 403, Refused, "maintenance", False),
        (77, 422, Refused, "rejected", False),
    ],
)
def test_error_code_in_our_words(code: int, status: int, kind: type[Any], word: str, permanent: bool) -> None:
    error = answers.failure(status, {"code": code, "reason": "because"}, {"status": status})
    assert (type(error), error.code, error.permanent) == (kind, word, permanent)
    assert error.evidence == {"status": status, "issue": str(code), "text": "because"}


@pytest.mark.parametrize(
    ("fields", "word", "permanent"),
    [
        ({"package_id": "invalid topup package"}, "plan_gone", True),
        ({"package_id": "validation.order_exceed_limit"}, "out_of_stock", False),
        ({"iccid": "The selected iccid is invalid."}, "card_gone", True),
        ({"limit": "The limit must be an integer."}, "rejected", False),
    ],
)
def test_fields_that_did_not_pass_in_our_words(fields: dict[str, str], word: str, permanent: bool) -> None:
    error = answers.failure(422, {"data": fields, "meta": {"message": "the parameter is invalid"}}, {})
    assert (error.code, error.permanent) == (word, permanent)


def test_no_such_card_is_told_from_a_wrong_address() -> None:
    gone = answers.failure(404, {"data": [], "meta": {"message": "messages.resource_not_found"}}, {})
    lost = answers.failure(404, {"message": "The route v9/sims could not be found."}, {})
    assert (gone.code, lost.code, lost.permanent) == ("card_gone", "rejected", False)


def test_codes_are_those_the_port_promises() -> None:
    meanings = [*CODES.values(), *FIELDS.values()]
    words = {word for then, word in meanings if then in (Then.PERSON, Then.REFUND)}
    assert all(f"`{word}`" in (Carrier.__doc__ or "") for word in words)


def test_an_error_that_comes_with_status_200_is_one() -> None:
    with pytest.raises(NotFound, match="card_gone"):
        answers.contents(Answer(200, {}, b'{"code": 73, "reason": "recycled"}'))


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("NOT_ACTIVE", ProfileStatus.NEW),
        ("ACTIVE", ProfileStatus.IN_USE),
        ("FINISHED", ProfileStatus.USED_UP),
        ("EXPIRED", ProfileStatus.EXPIRED),
        ("RECYCLED", ProfileStatus.GONE),
        ("UNKNOWN", ProfileStatus.SUSPENDED),
        ("SOMETHING", ProfileStatus.SUSPENDED),
    ],
)
def test_status_in_our_words(word: str, status: ProfileStatus) -> None:
    assert answers.profile(ICCID, {**USAGE, "status": word}, []).status is status


def test_profile_counts_bytes_and_the_days_of_every_package() -> None:
    profile = answers.profile(ICCID, USAGE, [PACKAGE, PACKAGE])
    assert (profile.total_bytes, profile.used_bytes) == (2048 * MB, 1281 * MB)
    assert (profile.ends_at, profile.validity_days, profile.carrier_ref) == (ENDS, 60, ICCID)


def test_end_of_a_card_not_connected_yet_is_no_end() -> None:
    assert answers.profile(ICCID, {**USAGE, "status": "NOT_ACTIVE"}, []).ends_at is None


def test_usage_is_as_old_as_the_cache_may_be() -> None:
    found = answers.usage_report(ICCID, USAGE, DATED)
    measured = datetime(2026, 11, 22, 6, 5, tzinfo=UTC) - timedelta(minutes=20)
    assert found == UsageReport(ICCID, 2048 * MB, 1281 * MB, measured, ENDS)


def test_a_recycled_card_reports_none() -> None:
    assert answers.usage_report(ICCID, {**USAGE, "status": "RECYCLED"}, DATED) is None


def test_of_a_card_without_a_limit_the_time_counts_and_no_bytes() -> None:
    unlimited = {**USAGE, "is_unlimited": True, "total": 0, "remaining": 0}
    report, profile = answers.usage_report(ICCID, unlimited, DATED), answers.profile(ICCID, unlimited, [])
    assert report is not None
    assert (report.is_unlimited, report.total_bytes, report.used_bytes, report.ends_at) == (True, 0, 0, ENDS)
    assert (profile.is_unlimited, profile.total_bytes, profile.ends_at) == (True, 0, ENDS)


def test_more_left_than_there_is_counts_as_nothing_used() -> None:
    assert answers.profile(ICCID, {**USAGE, "remaining": 4096}, []).used_bytes == 0


def test_half_megabytes_are_read() -> None:
    assert answers.profile(ICCID, {**USAGE, "remaining": 2047.5}, []).used_bytes == MB // 2


@pytest.mark.parametrize("field", ["total", "remaining"])
@pytest.mark.parametrize("value", [None, -1, True, "767", float("nan"), float("inf")])
def test_numbers_that_are_none_are_unreadable(field: str, value: Any) -> None:
    with pytest.raises(answers.Unreadable):
        answers.profile(ICCID, {**USAGE, field: value}, [])


@pytest.mark.parametrize("package", [{}, {"package": None}, {"package": {"day": -1}}, {"package": {"day": "30"}}])
def test_packages_without_days_are_unreadable(package: dict[str, Any]) -> None:
    with pytest.raises(answers.Unreadable):
        answers.profile(ICCID, USAGE, [package])


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_usage_without_a_date_is_unreadable(headers: dict[str, str]) -> None:
    with pytest.raises(answers.Unreadable):
        answers.usage_report(ICCID, USAGE, headers)


def test_books_know_a_top_up_by_exactly_our_words() -> None:
    others = [{**ORDER, "description": text} for text in ("tm-ABC-11", "TM-ABC-1", None)]
    made_at = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
    assert answers.past_top_ups([*others, ORDER], "tm-ABC-1") == [
        PastTopUp("20230222-009566", "bonbon-mobile-30days-3gb-topup", made_at)
    ]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"type": "sim"}, 0),
        ({"status": {"slug": "failed"}}, 0),
        ({"status": {"slug": "refunded"}}, 0),
        ({"status": {"slug": "partially_refunded"}}, 1),
        ({"status": {"slug": "something new"}}, 1),
        ({"status": None}, 1),
    ],
)
def test_only_what_surely_brought_nothing_is_left_out(changes: dict[str, Any], count: int) -> None:
    assert len(answers.past_top_ups([{**ORDER, **changes}], "tm-ABC-1")) == count


@pytest.mark.parametrize("changes", [{"created_at": None}, {"created_at": "soon"}, {"code": None, "id": None}])
def test_an_order_of_ours_that_cannot_be_read_is_no_absence(changes: dict[str, Any]) -> None:
    with pytest.raises(answers.Unreadable):
        answers.past_top_ups([{**ORDER, **changes}], "tm-ABC-1")
