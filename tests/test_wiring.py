"""From settings to ways out: each vendor once, at its own address, and never inside a transaction."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tmcard import wiring
from tmcard.adapters.sms import TwilioTexter
from tmcard.adapters.smtp import SmtpMailer
from tmcard.config import Config, Misconfigured
from tmcard.domain.currencies import Currencies
from tmcard.domain.ports import Hints, Mail, Refused
from tmcard.store.engine import TransactionOpen
from tmcard.wiring import build_gateways, worker_queue


def test_building_connects_to_nothing(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    gateways = build_gateways(config)
    assert (type(gateways.mailer), type(gateways.texter)) == (SmtpMailer, TwilioTexter)
    assert list(gateways.carriers) == list(gateways.card_hints) == ["esimaccess", "airalo"]


def test_a_carrier_without_credentials_is_not_there(config: Config) -> None:
    alone = build_gateways(replace(config, airalo=replace(config.airalo, client_id="")))
    assert list(alone.carriers) == list(alone.card_hints) == ["esimaccess"]


def test_no_vendor_is_called_inside_a_transaction(config: Config, session: Session) -> None:
    gateways = build_gateways(config)
    session.execute(text("SELECT 1"))
    with pytest.raises(TransactionOpen):
        gateways.texter.send("+8613800138000", "x")
    with pytest.raises(TransactionOpen):
        gateways.mailer.send(Mail("a@b.example", "x", "x", "x", "<1@x>", {}))
    with pytest.raises(TransactionOpen):
        gateways.payments.read("5O190127TN364715T")
    with pytest.raises(TransactionOpen):
        gateways.carriers["esimaccess"].read("tran-1")
    with pytest.raises(TransactionOpen):
        gateways.carriers["airalo"].read("8985200000000000001")


@pytest.mark.parametrize("base_url", ["https://api-m.paypal.com", "https://api-m.sandbox.paypal.com"])
def test_webhooks_are_believed_by_the_configured_paypal_alone(config: Config, now: object, base_url: str) -> None:
    hints: Hints = build_gateways(replace(config, paypal_base_url=base_url)).hints
    with pytest.raises(Refused):
        hints.read({}, b"{}", now)  # type: ignore[arg-type]  # the fixture is an instant


def test_a_nudge_reaches_the_worker(config: Config) -> None:
    driven: list[tuple[str, int]] = []
    build_gateways(config).wake.order(7)
    queue = worker_queue(config, lambda kind, row_id: driven.append((kind, row_id)))
    queue.execute(queue.dequeue())
    assert driven == [("order", 7)]


def test_adapters_are_imported_here_alone() -> None:
    package = Path(wiring.__file__).parent
    outside = [path for path in package.rglob("*.py") if "adapters" not in path.parts]
    importers = [path.name for path in outside if any(name.startswith("tmcard.adapters") for name in _imports(path))]
    assert importers == ["wiring.py"]


def _imports(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return names + [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]


def test_no_site_starts_with_a_currency_that_paypal_does_not_take(config: Config) -> None:
    with pytest.raises(Misconfigured) as refused:
        build_gateways(replace(config, currencies=Currencies(("USD", "KRW", "VND"))))
    assert refused.value.problems == ["CURRENCIES: PayPal does not take KRW", "CURRENCIES: PayPal does not take VND"]
