"""What strangers and owners write stays text: in pages, mails, headers, statements and templates."""

import ast
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import rows
from tests.security.ground import PARTIAL, SAFE, addresses
from tests.web.inspect_page import parse
from tests.web.shop import Shop
from tmcard.adapters.paypal.words import approval_url
from tmcard.domain.messages import Channel
from tmcard.services import messaging
from tmcard.store import cards, messages, orders
from tmcard.store.models import Owner
from tmcard.store.transactions import release, write
from tmcard.web import letters

CANARY = "\"'><svg onload=alert(1)>{{7*7}}"
PACKAGE = Path(letters.__file__).parents[1]
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]
STATES = ("open", "paid", "credited", "refunded")


@pytest.fixture
def spoilt(shop: Shop) -> Shop:
    """A canary in everything that an owner, an operator or a carrier can have written."""
    with write(shop.session, "spoilt"):
        cards.put(shop.session, shop.card.id, label=CANARY, carrier_ref=CANARY)
        shop.session.get_one(Owner, shop.owner.id).email = CANARY
        shop.plan.name_en = shop.plan.name_zh = CANARY
        shop.session.merge(shop.plan)
    return shop


def _shown(shop: Shop, client: FlaskClient) -> dict[str, str]:
    """Every page and partial there is, for an order in each state."""
    found = {}
    for status in STATES:
        order = shop.order(status, failure=CANARY, receipt_email=CANARY)
        rows.payment(shop.session, order, {"open": "declined", "refunded": "refunded"}.get(status, "captured"))
        for address in addresses(shop, order.ref):
            if address.method in SAFE and not address.rule.startswith(("/static", "/favicon")):
                for headers in ({}, PARTIAL):
                    found[f"{status} {address.rule} {headers}"] = client.get(address.path, headers=headers).text
    return found


def test_markup_in_any_stored_field_is_only_text(spoilt: Shop) -> None:
    """ASVS 1.2.1."""
    shown = _shown(spoilt, spoilt.browser(spoilt.owner))
    assert [name for name, page in shown.items() if "<svg onload" in page] == []
    elements = [element for page in shown.values() if page.lstrip().startswith("<") for element in parse(page).iter()]
    assert not any(name.startswith("on") for element in elements for name in element.attrib)
    assert sum("&lt;svg onload" in page for page in shown.values()) > 10


def test_templates_in_any_stored_field_are_only_text(spoilt: Shop) -> None:
    """ASVS 1.3.7."""
    shown = _shown(spoilt, spoilt.browser(spoilt.owner))
    assert sum("{{7*7}}" in page for page in shown.values()) > 10
    assert not any(">49" in page for page in shown.values())


@pytest.mark.parametrize("kind", ["receipt", "refund"])
def test_markup_in_a_mail_is_only_text_and_its_subject_is_one_line(spoilt: Shop, kind: str) -> None:
    """ASVS 1.3.11: a stored line break cannot begin another header."""
    with write(spoilt.session, "spoilt"):
        cards.put(spoilt.session, spoilt.card.id, label=f"{CANARY}\r\nBcc: eve@evil.example")
    order = spoilt.order("credited")
    facts = {"ref": order.ref, "amount_minor": 900, "currency": "USD", "reason": CANARY}
    common = {"recipient": "a@b.example", "locale": "en", "zone": "UTC", "facts": facts, "now": rows.NOW}
    with write(spoilt.session, "queued"):
        made = messaging.queue(spoilt.session, key="k", kind=kind, channel=Channel.EMAIL, **common)  # type: ignore[arg-type]  # one dict for all
    with spoilt.app.app_context():
        letter = letters.render(messages.by_id(spoilt.session, made))
    release(spoilt.session)
    assert "<svg onload" not in letter.html
    assert not {"\r", "\n"} & set(letter.subject)


@pytest.mark.parametrize("email", ["a@b.example\r\nBcc: eve@evil.example", "a@b.example, eve@evil.example", "<a@b>"])
def test_no_second_recipient_fits_into_an_address(shop: Shop, owner: FlaskClient, email: str) -> None:
    """ASVS 1.3.11."""
    order = shop.order()
    assert shop.post(owner, f"/checkout/{order.ref}/pay", terms="y", email=email).status_code == 422
    assert orders.by_id(shop.session, order.id).receipt_email is None
    release(shop.session)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", None])
def test_nobody_is_sent_to_an_address_that_runs_code(href: str | None) -> None:
    """ASVS 1.2.2: also when PayPal says so."""
    assert approval_url([{"rel": "payer-action", "href": href}]) == ""


def _names() -> set[str]:
    """Everything that is called or imported, by its dotted name."""
    nodes = [node for tree in TREES for node in ast.walk(tree)]
    called = {ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)}
    froms = {f"{n.module}.{a.name}" for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}
    return called | froms | {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}


def test_nothing_is_evaluated_unpickled_or_handed_to_a_shell() -> None:
    """ASVS 1.3.2, 1.5.2."""
    barred = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "yaml.load",
        "os.system",
        "os.popen",
        "flask.render_template_string",
    }
    modules = {"pickle", "marshal", "shelve", "subprocess", "xml.etree.ElementTree"}
    assert _names() & (barred | modules) == set()


def test_what_must_not_be_guessed_comes_from_secrets() -> None:
    """ASVS 11.5.1: chance is good for spreading repetitions, and for nothing else."""
    assert {name for name in _names() if name.startswith(("random.", "uuid"))} <= {"random.uniform"}


def test_no_statement_is_written_by_hand() -> None:
    """ASVS 1.2.4: every value is a parameter, since SQLAlchemy writes all statements."""
    assert not {
        name for name in _names() if name in ("sqlalchemy.text", "sqlalchemy.literal_column", "sqlalchemy.sql.text")
    }
