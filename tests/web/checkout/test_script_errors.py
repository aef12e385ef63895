"""What foreign scripts stumble over reaches our log: readable, limited, and without anything of a card."""

import pytest
from flask.testing import FlaskClient

from tests.web.checkout.test_attempts import ask
from tests.web.shop import Shop


def tell(shop: Shop, client: FlaskClient, **fields: str) -> int:
    """Report an error."""
    order = shop.order()
    return ask(client, f"/checkout/{order.ref}/script-errors", **{"where": "card", **fields}).status_code


def test_an_error_stands_in_the_log_with_paypals_number_of_it(
    shop: Shop, owner: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tell(shop, owner, message="INVALID_FORM", debug_id="f1a2b3") == 204
    line = next(line for line in capsys.readouterr().out.splitlines() if "pay_script_error" in line)
    assert "INVALID_FORM" in line
    assert "f1a2b3" in line


@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1111", "3782-822463-10005"])
def test_nothing_like_a_card_number_is_written_down(
    shop: Shop, owner: FlaskClient, capsys: pytest.CaptureFixture[str], number: str
) -> None:
    tell(shop, owner, message=f"cannot use {number} for this", debug_id=number)
    said = capsys.readouterr().out
    assert "cannot use … for this" in said
    assert number not in said


def test_a_browser_in_a_loop_is_heard_a_few_times(shop: Shop, owner: FlaskClient) -> None:
    assert [tell(shop, owner, message="x") for _ in range(21)] == [204] * 20 + [429]


@pytest.mark.parametrize("fields", [{"where": ""}, {"where": "x" * 41}, {"message": "x" * 401}, {"debug_id": "x" * 81}])
def test_what_is_no_report_is_not_written_down(shop: Shop, owner: FlaskClient, fields: dict[str, str]) -> None:
    assert tell(shop, owner, **fields) == 422
