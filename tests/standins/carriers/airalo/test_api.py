"""Airalo's calls, shape for shape."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.standins.carriers.airalo.conftest import CREDENTIALS, ICCID, PACKAGE

if TYPE_CHECKING:
    from tests.standins.carriers.airalo.conftest import AiraloRoom


@pytest.mark.parametrize("shape", ["data", "json"])
def test_a_token_is_given_for_a_form_and_for_json(room: AiraloRoom, shape: str) -> None:
    given = room.client.post("/v2/token", **{shape: CREDENTIALS}).get_json()["data"]
    assert (given["token_type"], given["expires_in"], given["access_token"].count(".")) == ("Bearer", 86400, 2)


def test_a_token_is_given_for_a_multipart_form(room: AiraloRoom) -> None:
    answer = room.client.post("/v2/token", data=CREDENTIALS, content_type="multipart/form-data")
    assert answer.status_code == 200


def test_wrong_credentials_get_none(room: AiraloRoom) -> None:
    assert room.client.post("/v2/token", data=CREDENTIALS | {"client_secret": "x"}).status_code == 401
    assert room.client.post("/v2/token", data={}).status_code == 422


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer made.up.token", "Basic x"])
def test_nobody_gets_anything(room: AiraloRoom, token: str) -> None:
    answer = room.client.get("/v2/packages", headers={"Authorization": token})
    assert (answer.status_code, answer.get_json()["meta"]) == (401, {"message": "This action is unauthorized."})


def test_tokens_end_and_can_be_revoked(room: AiraloRoom) -> None:
    headers = {"Authorization": f"Bearer {room.token()}"}
    assert room.client.get("/v2/balance", headers=headers).status_code == 200
    room.advance(days=1)
    assert room.client.get("/v2/balance", headers=headers).status_code == 401
    headers = {"Authorization": f"Bearer {room.token()}"}
    room.control("airalo/tokens", method="DELETE")
    assert room.client.get("/v2/balance", headers=headers).status_code == 401


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_top_up_may_come_as_a_form(room: AiraloRoom, content_type: str) -> None:
    asked = {"package_id": PACKAGE["id"], "iccid": ICCID}
    assert room.call("orders/topups", "POST", data=asked, content_type=content_type).status_code == 200
    assert room.top_ups == 1


def test_a_top_up_answers_an_order_and_no_balance(room: AiraloRoom) -> None:
    order = room.order().get_json()["data"]
    facts = {"code": "20261101-000002", "type": "topup", "validity": 7, "price": 4.5, "net_price": 3.6}
    assert order.items() >= (facts | {"description": "tm-ABC-1", "created_at": "2026-11-01 12:00:00"}).items()
    assert not {"remaining", "total", "expired_at"} & order.keys()


def test_what_is_asked_for_twice_is_made_twice(room: AiraloRoom) -> None:
    room.order()
    room.order()
    assert room.top_ups == 2


def _signature(text: str) -> dict[str, str]:
    return {"airalo-signature": hmac.new(b"secret", text.encode(), hashlib.sha512).hexdigest()}


@pytest.mark.parametrize("description", ["plain", "a/b", "中文 / ü"])
def test_a_signature_over_compact_json_with_escaped_slashes_is_taken(room: AiraloRoom, description: str) -> None:
    asked = {"package_id": PACKAGE["id"], "iccid": ICCID, "description": description}
    compact = json.dumps(asked, separators=(",", ":"), ensure_ascii=False).replace("/", "\\/")
    sent = {"data": json.dumps(asked), "content_type": "application/json", "headers": _signature(compact)}
    assert room.call("orders/topups", "POST", **sent).status_code == 200


def test_a_wrong_signature_is_an_invalid_checksum(room: AiraloRoom) -> None:
    asked = {"package_id": PACKAGE["id"], "iccid": ICCID}
    answer = room.call("orders/topups", "POST", json=asked, headers=_signature("something else"))
    assert (answer.status_code, answer.get_json()["code"], room.top_ups) == (422, 14, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"package_id": "nobody-sells-this"}, "package_id"),
        ({"package_id": None}, "package_id"),
        ({"iccid": ""}, "iccid"),
        ({"iccid": "123"}, "iccid"),
        ({"iccid": "8985200000000000999"}, "iccid"),
    ],
)
def test_a_wrong_request_names_its_fields(room: AiraloRoom, changes: dict[str, Any], field: str) -> None:
    answer = room.order(**changes)
    assert (answer.status_code, list(answer.get_json()["data"])) == (422, [field])


def test_orders_are_found_by_part_of_their_description(room: AiraloRoom) -> None:
    for description in ("tm-ABC-1", "tm-ABCD-1", "other"):
        room.order(description=description)
    found = room.call("orders?include=status&filter[description]=tm-abc&limit=1").get_json()
    assert [one["description"] for one in found["data"]] == ["tm-ABCD-1"]
    assert (found["data"][0]["status"]["slug"], found["meta"]["last_page"]) == ("completed", 2)
    assert "status" not in room.call("orders").get_json()["data"][0]


def test_history_takes_from_the_oldest_package_first(room: AiraloRoom) -> None:
    room.order()
    newest, oldest = room.call(f"sims/{ICCID}/packages").get_json()["data"]
    assert (newest["remaining"], oldest["remaining"]) == (1024, 2048)
    assert (newest["package"]["id"], newest["package"]["day"], newest["status"]) == (PACKAGE["id"], 7, "ACTIVE")
    assert newest["expired_at"] == "2026-11-18T12:00:00+00:00"


def test_top_ups_of_a_card_are_listed_and_those_of_a_recycled_one_are_not(room: AiraloRoom) -> None:
    listed = room.call(f"sims/{ICCID}/topups").get_json()["data"]
    assert [(one["id"], one["amount"], one["prices"]["net_price"]) for one in listed] == [
        (PACKAGE["id"], 1024, {"USD": 3.6})
    ]
    room.control(f"airalo/sims/{ICCID}/recycle", {})
    assert room.call(f"sims/{ICCID}/topups").get_json()["code"] == 73
    assert room.order().get_json()["code"] == 73


def test_the_catalogue_is_a_tree_that_shows_top_ups_when_asked(room: AiraloRoom) -> None:
    assert room.call("packages").get_json()["data"] == []
    country = room.call("packages?include=topup&filter[country]=JP").get_json()["data"][0]
    assert [one["id"] for one in country["operators"][0]["packages"]] == [PACKAGE["id"]]


@pytest.mark.parametrize("path", [f"sims/{ICCID[:-1]}9/usage", f"sims/{ICCID[:-1]}9/packages"])
def test_a_card_nobody_has_is_not_found(room: AiraloRoom, path: str) -> None:
    answer = room.call(path)
    assert (answer.status_code, answer.get_json()["meta"]["message"]) == (404, "messages.resource_not_found")


@pytest.mark.parametrize(
    ("package_id", "code"),
    [
        ("test-insufficient-balance-7days-1gb", 11),
        ("test-maintenance-mode-7days-1gb", 13),
        ("test-disabled-top-up-7days-1gb", 23),
        ("test-not-enough-7days-1gb", 33),
        ("test-out-of-stock-7days-1gb", 34),
        (f"{PACKAGE['id']}+busy", 13),
        (f"{PACKAGE['id']}+refuse:53", 53),
    ],
)
def test_packages_of_the_sandbox_fail_as_their_names_say(room: AiraloRoom, package_id: str, code: int) -> None:
    answer = room.order(package_id=package_id)
    assert (answer.status_code, answer.get_json()["code"], room.top_ups) == (422, code, 0)


def test_answers_are_dated_by_the_clock_that_was_moved(room: AiraloRoom) -> None:
    room.advance(days=3)
    assert room.call("balance").headers["Date"] == "Wed, 04 Nov 2026 12:00:00 GMT"


def test_the_ledger_holds_no_secret(room: AiraloRoom) -> None:
    room.order()
    assert "secret" not in json.dumps(room.ledger()["calls"])
