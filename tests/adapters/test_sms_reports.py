"""Reports about texts: the vendor's own example of a signature, forgeries, and its words in ours."""

import pytest

from tmcard.adapters.sms_reports import TwilioReports, sign
from tmcard.domain.ports import Fate, Refused, TextReport

URL, TOKEN = "https://card.example/webhooks/sms", "12345"
#: www.twilio.com/docs/usage/security, "Validating requests".
EXAMPLE = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
]
FORM = {"MessageSid": "SM0123", "MessageStatus": "delivered", "To": "+447400123456"}


def read(form: dict[str, str], signature: str | None = None, url: str = URL) -> TextReport:
    """A report, signed as the vendor does unless a test says otherwise."""
    fields = list(form.items())
    given = sign(TOKEN.encode(), URL, fields).decode() if signature is None else signature
    return TwilioReports(url, TOKEN).read({"X-Twilio-Signature": given}, fields)


def test_the_signature_is_the_vendors_own() -> None:
    assert sign(b"12345", "https://mycompany.com/myapp.php?foo=1&bar=2", EXAMPLE) == b"RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_order_in_the_form_does_not_matter() -> None:
    assert sign(b"12345", URL, EXAMPLE) == sign(b"12345", URL, EXAMPLE[::-1])


@pytest.mark.parametrize(
    ("changes", "report"),
    [
        ({}, TextReport("SM0123", Fate.DELIVERED)),
        ({"MessageStatus": "read"}, TextReport("SM0123", Fate.DELIVERED)),
        ({"MessageStatus": "sent"}, TextReport("SM0123", Fate.UNDER_WAY)),
        ({"MessageStatus": "a new word"}, TextReport("SM0123", Fate.UNDER_WAY)),
        ({"MessageStatus": "undelivered", "ErrorCode": "30005"}, TextReport("SM0123", Fate.LOST, "number_unreachable")),
        ({"MessageStatus": "failed", "ErrorCode": "30007"}, TextReport("SM0123", Fate.LOST, "lost")),
        ({"MessageStatus": "failed"}, TextReport("SM0123", Fate.LOST, "lost")),
        ({"MessageStatus": "failed", "ErrorCode": "many"}, TextReport("SM0123", Fate.LOST, "lost")),
    ],
)
def test_the_vendors_words_in_ours(changes: dict[str, str], report: TextReport) -> None:
    assert read({**FORM, **changes}) == report


@pytest.mark.parametrize("signature", ["", "nonsense", "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "签名"])
def test_a_forgery_is_refused(signature: str) -> None:
    with pytest.raises(Refused, match="forged"):
        read(FORM, signature)


def test_a_form_that_was_changed_on_its_way_is_a_forgery() -> None:
    signature = sign(TOKEN.encode(), URL, list(FORM.items())).decode()
    with pytest.raises(Refused, match="forged"):
        read({**FORM, "MessageSid": "SM9999"}, signature)


def test_a_report_signed_for_another_address_is_a_forgery() -> None:
    with pytest.raises(Refused, match="forged"):
        read(FORM, url="https://other.example/webhooks/sms")


@pytest.mark.parametrize("sid", ["", "SM 1", "x" * 65, "SM\u4e00"])
def test_a_signed_report_about_nothing_is_unreadable(sid: str) -> None:
    with pytest.raises(Refused, match="unreadable"):
        read({**FORM, "MessageSid": sid})
