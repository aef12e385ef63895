"""Cookies and form tokens: signed faster than Flask and Flask-WTF do, and the same to the byte."""

import time

import pytest
from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import validate_csrf
from itsdangerous import BadData, BadSignature, SignatureExpired, URLSafeTimedSerializer

from tmcard.web import cookies
from tmcard.web.signing import Signing

VALUES = {"_user_id": "somebody", "_fresh": True}
BOTH = [(cookies.SignedCookies(), SecureCookieSessionInterface())]


def test_what_we_sign_flask_reads_and_the_other_way_round(app: Flask) -> None:
    ours, theirs = (each.get_signing_serializer(app) for each in BOTH[0])
    assert ours is not None
    assert theirs is not None
    assert theirs.loads(ours.dumps(VALUES)) == ours.loads(theirs.dumps(VALUES)) == VALUES


def test_a_cookie_of_the_key_before_is_good_and_a_new_one_has_the_new_key(app: Flask) -> None:
    signer = cookies.SignedCookies().get_signing_serializer
    old = signer(app)
    assert old is not None
    cookie = old.dumps(VALUES)
    app.config.update(SECRET_KEY="n" * 40, SECRET_KEY_FALLBACKS=[app.secret_key])
    new = signer(app)
    assert new is not None
    assert new.loads(cookie) == VALUES
    with pytest.raises(BadSignature):
        old.loads(new.dumps(VALUES))


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: "A" + text, lambda _text: "", lambda _t: "."])
def test_a_changed_cookie_is_none(app: Flask, change: object) -> None:
    signer = cookies.SignedCookies().get_signing_serializer(app)
    assert signer is not None
    assert callable(change)
    with pytest.raises(BadData):
        signer.loads(change(signer.dumps(VALUES)))


def test_another_salt_opens_nothing() -> None:
    with pytest.raises(BadSignature):
        Signing("k" * 40, salt="one").loads(Signing("k" * 40, salt="two").dumps("x"))


def test_a_long_text_is_read_though_others_compress_it() -> None:
    assert Signing("k" * 40, salt="s").loads(URLSafeTimedSerializer("k" * 40, salt="s").dumps("a" * 500)) == "a" * 500


def test_flask_wtf_takes_our_token_and_only_of_this_session(app: Flask) -> None:
    with app.test_request_context():
        first = cookies.form_token()
        assert cookies.form_token() == first
        kept = session[cookies.CSRF]
    with app.test_request_context():
        session[cookies.CSRF] = kept
        validate_csrf(cookies.form_token())
        session[cookies.CSRF] = "another"
        with pytest.raises(Exception, match="tokens do not match"):
            validate_csrf(first)


def test_a_page_that_nobody_signed_in_to_still_says_that_it_depends_on_the_cookie(app: Flask) -> None:
    assert "Cookie" in app.test_client().get("/help").vary


@pytest.mark.parametrize("header", ["{}", "lang=zh; {}; zone=UTC", "{}; {}x", "x{}; {}", '"odd"; {}'])
def test_the_cookie_is_found_where_werkzeug_finds_it(app: Flask, header: str) -> None:
    signer = cookies.SignedCookies().get_signing_serializer(app)
    assert signer is not None
    pair = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(VALUES)}"
    with app.test_request_context(headers={"Cookie": header.format(pair, pair)}):
        assert dict(session) == dict(SecureCookieSessionInterface().open_session(app, request) or {}) == VALUES


@pytest.mark.parametrize("age", [-10, 10, 10**9])
def test_a_cookie_is_good_for_its_time_and_not_before(app: Flask, monkeypatch: pytest.MonkeyPatch, age: int) -> None:
    ours, theirs = (each.get_signing_serializer(app) for each in BOTH[0])
    assert ours is not None
    assert theirs is not None
    cookie, now = ours.dumps(VALUES), time.time()
    monkeypatch.setattr(time, "time", lambda: now + age)
    for each in (ours, theirs):
        if age == 10:
            assert each.loads(cookie, max_age=cookies.lifetime(app)) == VALUES
        else:
            with pytest.raises(SignatureExpired):
                each.loads(cookie, max_age=cookies.lifetime(app))
