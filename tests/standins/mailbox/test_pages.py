"""The mailbox pages: newest first, everything escaped, nothing loaded from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standins.mailbox import create_app
from standins.mailbox.letters import KEPT, Letters

if TYPE_CHECKING:
    from tests.standins.mailbox.conftest import Room


def test_the_page_shows_both_kinds_newest_first(room: Room) -> None:
    room.mail(subject="An e-mail")
    room.text()
    page = room.page("/")
    assert "Local mailbox - nothing leaves this machine" in page
    assert page.index("482913") < page.index("An e-mail")
    assert '<code class="code">482913</code>' in page


def test_every_address_is_a_link_without_the_full_stop(room: Room) -> None:
    room.mail(text="点击 https://tmcard.example/r/a?x=1&y=2。Or http://127.0.0.1:8000/g/b.")
    page = room.page("/")
    assert '<a href="https://tmcard.example/r/a?x=1&amp;y=2" rel="noreferrer">' in page
    assert '<a href="http://127.0.0.1:8000/g/b" rel="noreferrer">' in page


def test_a_number_inside_a_link_is_no_code(room: Room) -> None:
    room.text(Body="Renew in 2 days: https://tmcard.example/r/123456")
    assert '<code class="code">' not in room.page("/")


def test_whatever_was_sent_is_escaped(room: Room) -> None:
    evil = "<script>alert(1)</script>"
    room.mail(subject=evil, text=evil, attached=(f"{evil}.ics", b"x"))
    room.text(From=evil, Body=evil)
    number = room.messages("?to=owner@example.org")[0]["id"]
    for path in ("/", f"/messages/{number}", f"/messages/{number + 1}", "/?to=<script>"):
        assert "<script" not in room.page(path)


def test_the_html_part_is_shut_in(room: Room) -> None:
    room.mail(html='<a href="https://tmcard.example/r/1">Renew</a><a href="javascript:x">x</a>')
    number = room.messages()[0]["id"]
    answer = room.client.get(f"/messages/{number}/html")
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    assert answer.headers["Content-Security-Policy"] == policy
    page = room.page(f"/messages/{number}")
    assert f'<iframe sandbox title="HTML part" src="/messages/{number}/html">' in page
    assert '<a href="https://tmcard.example/r/1" rel="noreferrer">' in page
    assert "javascript:" not in page


def test_an_attachment_is_downloaded_never_shown(room: Room) -> None:
    room.mail(attached=("renewal.ics", b"BEGIN:VCALENDAR"))
    [kept] = room.messages()
    assert kept["attachments"] == ["renewal.ics"]
    answer = room.client.get(f"/messages/{kept['id']}/attachments/0")
    assert answer.data == b"BEGIN:VCALENDAR"
    assert answer.headers["Content-Disposition"] == "attachment; filename=renewal.ics"
    assert answer.mimetype == "application/octet-stream"


def test_what_is_not_there_is_404(room: Room) -> None:
    room.mail()
    number = room.messages()[0]["id"]
    for path in ("/messages/99", f"/messages/{number}/html", f"/messages/{number}/attachments/0"):
        assert room.client.get(path).status_code == 404


def test_the_pages_load_nothing_from_elsewhere(room: Room) -> None:
    answer = room.client.get("/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    with room.client.get("/static/mailbox.css") as style:
        assert style.status_code == 200


def test_a_restart_keeps_the_messages_and_a_reset_does_not(room: Room) -> None:
    room.text()
    again = create_app(state_path=room.state_path, account_sid="AC1", auth_token="token").test_client()
    assert len(again.get("/messages.json").get_json()) == 1
    assert again.post("/_standin/reset", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert again.post("/_standin/reset").get_json() == {"reset": True}
    assert room.messages() == []


def test_only_the_newest_messages_are_kept(room: Room) -> None:
    letters = Letters(room.state_path)
    for number in range(KEPT + 2):
        letters.add(channel="sms", sender="a", recipients=["b"], raw=str(number).encode())
    kept = letters.newest_first()
    assert (len(kept), kept[-1].raw) == (KEPT, b"2")
