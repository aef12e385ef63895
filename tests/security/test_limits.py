"""How often everything may be tried, and that it is said when it may be tried again."""

from collections.abc import Callable
from functools import partial

from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests import doors, rows
from tests.security.ground import token_of
from tests.web.shop import Shop
from tests.web.visits import NUMBER, Visit
from tmcard.services.quoting import QUOTES


def _until_refused(send: Callable[[], TestResponse], tries: int) -> TestResponse:
    for _ in range(tries):
        answer = send()
        if answer.status_code == 429:
            return answer
    raise AssertionError("never refused")


def test_every_door_says_later_and_when(visit: Visit) -> None:
    """ASVS 2.4.1, 6.3.1: and each refusal is written down."""
    doors.owner(visit.session)
    sign_in, reset = partial(visit.sign_in, doors.OTHER_PASSWORD), partial(visit.post, "/auth/reset", **NUMBER)
    with capture_logs() as lines:
        for send in (visit.register, sign_in, reset):
            answer = _until_refused(send, 12)
            assert int(answer.headers["Retry-After"]) > 0
            assert "<form" in answer.text
    assert len([line for line in lines if line["event"] == "limit_reached"]) == 3


def test_prices_can_be_asked_for_so_often_and_no_more(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 2.3.2: every question leaves a row."""
    limit, path = QUOTES[0], f"/plans/cards/{shop.card.ref}/choose"
    token, answers = token_of(owner), []
    for number in range(limit.count + 1):
        data = {"csrf_token": token, "plan": shop.plan.sku, "form_token": str(number)}
        answers.append(owner.post(path, data=data))
    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "3600")
    assert "Too many tries" in answers[-1].text
    assert shop.count("orders") == limit.count
    shop.later(hours=1)
    assert owner.post(path, data={"csrf_token": token, "plan": shop.plan.sku, "form_token": "x"}).status_code == 303


def test_guessing_claim_codes_is_stopped_and_written_down(shop: Shop, owner: FlaskClient) -> None:
    """ASVS 2.4.1."""
    free = rows.card(shop.session, None, claimed_at=None)
    with capture_logs() as lines:
        sent = {"iccid": free.iccid, "code": "GUESS123"}
        answer = _until_refused(lambda: shop.post(owner, "/dashboard/cards/claim", **sent), 7)
    assert answer.headers["Retry-After"] == "900"
    assert len([line for line in lines if line["event"] == "claim_refused"]) == 5
    assert "GUESS123" not in str(lines)
