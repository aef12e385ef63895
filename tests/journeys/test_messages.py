"""An address on its way from typed to proven, to coming back; and texts that are reported."""

import re
import threading

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from standins.demo.people import PASSWORD
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World
from tmcard.store.models import Message, Owner
from tmcard.web.database import db

LINK = re.compile(r"http://127\.0\.0\.1:\d+(/e/\S+)")
Newcomer = tuple[Visitor, str, str]


@pytest.fixture
def newcomer(small_world: World) -> Newcomer:
    """Somebody new who has typed an address; their browser, number and address."""
    visitor, msisdn = acts.register(small_world, "en-GB,en;q=0.9")
    address = f"u{msisdn[-6:]}@example.com"
    visitor.open("/account/").submit("/account/email", email=address, proof=PASSWORD)
    small_world.worker.sweep()
    return visitor, msisdn, address


def owner(world: World, msisdn: str) -> Owner:
    """As the database has them now."""
    with world.app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        return session.scalars(select(Owner).where(Owner.msisdn == msisdn)).one()


def come_back(world: World, address: str) -> str:
    """The newest mail to the address comes back; what the command that reads the notice says."""
    mailbox = f"http://127.0.0.1:{world.ports.mailbox}"
    notice = requests.get(f"{mailbox}/messages/{world.messages(address)[0]['id']}/returned", timeout=10).content
    done = world.app.test_cli_runner().invoke(args=["tmcard", "read-bounce"], input=notice)
    return done.output.strip().splitlines()[-1]


def confirm(world: World, address: str) -> Visitor:
    """On another device, the link in the newest mail is opened and its button pressed."""
    found = LINK.search(world.messages(address)[0]["text"])
    assert found is not None
    return Visitor(world.site).open(found.group(1)).submit("/e/")


def test_an_address_is_proven_on_another_device(small_world: World, newcomer: Newcomer) -> None:
    visitor, msisdn, address = newcomer
    assert "not confirmed yet" in visitor.open("/account/").text
    assert "Address confirmed" in confirm(small_world, address).text
    assert owner(small_world, msisdn).email_verified_at is not None
    assert "Confirmed" in visitor.open("/account/messages").text


def test_mail_that_comes_back_is_said_until_the_address_is_confirmed_again(
    small_world: World, newcomer: Newcomer
) -> None:
    visitor, _, address = newcomer
    confirm(small_world, address)
    assert come_back(small_world, address) == "noted"
    assert "comes back: check the address" in visitor.open("/account/messages").text
    visitor.submit("/account/email/resend")
    small_world.worker.sweep()
    confirm(small_world, address)
    assert "comes back" not in visitor.open("/account/messages").text


def test_an_address_that_the_mail_server_refuses_is_said_at_once(small_world: World) -> None:
    visitor, _ = acts.register(small_world, "zh-CN,zh;q=0.9")
    visitor.open("/account/").submit("/account/email", email="nobody+bounce@example.com", proof=PASSWORD)
    small_world.worker.sweep()
    assert "的邮件被退回" in visitor.open("/account/messages").text


def test_the_mail_has_a_message_id_of_our_own_that_nobody_can_guess(small_world: World, newcomer: Newcomer) -> None:
    _, _, address = newcomer
    headers = small_world.messages(address)[0]["headers"]
    assert re.fullmatch(r"<[0-9A-Z]{16}@127\.0\.0\.1>", headers["Message-ID"])  # type: ignore[index]
    assert headers["Auto-Submitted"] == "auto-generated"  # type: ignore[index]
    assert "List-Unsubscribe" not in headers


def test_a_text_is_reported_as_arrived(small_world: World, newcomer: Newcomer) -> None:
    _, msisdn, _ = newcomer
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(20)
    with small_world.app.app_context(), Session(db.engine) as session:
        found = session.scalars(select(Message).where(Message.recipient == msisdn)).one()
        assert (found.status, found.bounce, found.segments) == ("sent", None, 1)
        assert found.delivered_at is not None
