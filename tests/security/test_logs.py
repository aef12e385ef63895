"""What is written down, and what must not be: in logs, in tables, in pages about failures."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, inspect, select, table, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from standins.demo.people import FREE, PASSWORD
from tests import doors
from tests.journeys import acts
from tests.loud import Heard, loud
from tests.web.shop import Shop
from tests.web.visits import NUMBER, Visit
from tests.world import World, demo_world
from tmcard.store.engine import sqlite
from tmcard.store.models import Owner
from tmcard.web import access_log

__all__ = ["loud"]

EMAIL = "payer@example.com"


def _journey(world: World) -> set[str]:
    """Register, claim, renew, pay, sign out; answers every secret that was used on the way."""
    visitor, msisdn = acts.register(world, "en")
    secrets = {code for message in world.messages(msisdn) for code in acts.CODE.findall(message["text"])}
    secrets |= {cookie.value or "" for cookie in visitor.http.cookies if cookie.name != "lang"}
    acts.choose(acts.claim(visitor, FREE[0]))
    acts.approve(acts.go_to_paypal(visitor, world))
    world.worker.sweep()
    visitor.open("/dashboard/").submit("/auth/sign-out")
    return secrets | {msisdn, msisdn[-8:], PASSWORD, EMAIL, FREE[0].iccid, FREE[0].claim_code}


def _dump(folder: Path) -> str:
    """Every row of every file of ours, as text."""
    rows: list[Any] = []
    for name in ("tmcard.sqlite3", "queue.sqlite3"):
        engine = create_engine(f"sqlite:///{folder / name}", module=sqlite)
        with engine.connect() as connection:
            for each in inspect(connection).get_table_names():
                rows += connection.execute(select(text("*")).select_from(table(each))).all()
        engine.dispose()
    return "\n".join(map(repr, rows))


def test_a_whole_journey_leaves_no_secret_in_logs_or_tables(tmp_path: Path, sqlite_template: Path, loud: Heard) -> None:
    """ASVS 16.2.5, 14.2.1: by the real adapters, at the lowest level."""
    with demo_world(tmp_path, sqlite_template) as world:
        config = world.app.extensions["tmcard"].config
        access_log.configure(replace(config, log_level="DEBUG", log_format="json"))
        secrets = _journey(world) | {config.secret_key, config.paypal_client_secret, config.sms_auth_token}
    written, stored = loud.text, _dump(tmp_path)
    assert {"sms_handed_over", "card_claimed", "signed_out"} <= {line.get("event") for line in _lines(written)}
    assert _found(secrets, written) == set()
    assert _found(secrets, stored) == _known_in_clear(secrets)


def _found(secrets: set[str], text: str) -> set[str]:
    """Those that stand in the text; six digits by themselves, or every hash and instant would hold some."""
    codes = {secret for secret in secrets if len(secret) == 6}
    alone = {code for code in codes if re.search(rf"(?<![\w.]){code}(?!\w)", text)}
    return alone | {secret for secret in secrets - codes if secret in text}


def _known_in_clear(secrets: set[str]) -> set[str]:
    """What `docs/security.md` says is stored as it is: whom to write to, and which card to top up."""
    numbers = {secret for secret in secrets if secret.startswith("+")}
    return numbers | {number[-8:] for number in numbers} | {EMAIL, FREE[0].iccid}


def _lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_every_line_says_when_what_and_for_whom(shop: Shop, owner: FlaskClient, loud: Heard) -> None:
    """ASVS 16.2.1, 16.2.2."""
    access_log.configure(replace(shop.app.extensions["tmcard"].config, log_format="json"))
    answer = owner.get("/account/")
    line = next(line for line in _lines(loud.text) if line["event"] == "request")
    assert str(line["timestamp"]).endswith("Z")
    assert (line["owner_id"], line["request_id"]) == (shop.owner.id, answer.headers["X-Request-ID"])
    shop.browser().get("/help")
    assert "owner_id" not in _lines(loud.text)[-1]


@pytest.mark.parametrize("log_format", ["json", "plain"])
@pytest.mark.parametrize(
    "evil", ["%0a%7b%22level%22:%22forged%22%7d", "%0d%0aforged", "%1b[2Jforged", "%e2%80%a8forged"]
)
def test_nobody_writes_a_line_of_the_log(app: Flask, loud: Heard, log_format: str, evil: str) -> None:
    """ASVS 16.4.1."""
    access_log.configure(replace(app.extensions["tmcard"].config, log_format=log_format))
    app.test_client().get(f"/{evil}", headers={"User-Agent": 'x"}\u2028{"level": "forged"'.encode().decode("latin-1")})
    written = loud.text
    assert "forged" in written
    assert written.count("\n") == len(written.splitlines()) == 1
    assert not any(line.startswith(("forged", '{"level')) for line in written.splitlines())


def test_an_error_of_the_database_names_no_values(session: Session, database_kind: str) -> None:
    """ASVS 16.5.1: statements are logged, what they were given is not."""
    session.add(Owner(msisdn=doors.MSISDN, password_hash=None))
    with pytest.raises(IntegrityError, match="hidden") as caught:
        session.flush()
    session.rollback()
    assert doors.MSISDN not in str(caught.value).partition("DETAIL")[0]


def test_a_failure_is_told_without_its_cause(app: Flask, loud: Heard) -> None:
    """ASVS 16.5.1, 13.4.2."""

    def fail() -> str:
        raise OperationalError(
            "SELECT secret_column", {"msisdn": doors.MSISDN}, Exception("canary"), hide_parameters=True
        )

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/fail", view_func=fail)
    answer = app.test_client().get("/fail")
    assert (app.debug, app.testing, answer.status_code) == (False, False, 503)
    assert not any(word in answer.text for word in ("canary", "secret_column", "Traceback", "sqlalchemy"))
    assert doors.MSISDN not in loud.text


STORY = (
    *("sign_in_refused", "code_asked", "code_refused", "signed_in", "password_refused", "refused", "signed_out"),
    *("code_asked", "password_reset", "password_changed"),
)


def test_what_matters_to_security_is_written_down(visit: Visit) -> None:
    """ASVS 16.3.1 to 16.3.3."""
    doors.owner(visit.session)
    with capture_logs() as lines:
        visit.sign_in(doors.OTHER_PASSWORD)
        visit.sign_in()
        visit.post("/auth/verify", code=doors.wrong_code(visit.session))
        visit.enter_code()
        visit.post("/account/email", email="a@example.com", proof="wrong")
        visit.browser.post("/auth/sign-out")
        visit.post("/auth/sign-out")
        visit.post("/auth/reset", **NUMBER)
        visit.enter_code(password=doors.OTHER_PASSWORD)
        visit.post("/account/password", old=doors.OTHER_PASSWORD, new=doors.PASSWORD)
    assert tuple(line["event"] for line in lines if line["event"] != "request") == STORY
