"""From configuration to gateways: the only place that imports adapters."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huey import Huey

from tmcard.adapters.airalo import Airalo, AiraloCatalogue, AiraloHints
from tmcard.adapters.esimaccess import EsimAccess, EsimAccessCatalogue, EsimAccessHints
from tmcard.adapters.paypal import amounts
from tmcard.adapters.paypal.certificates import CertificateStore
from tmcard.adapters.paypal.disputes import PayPalDisputes
from tmcard.adapters.paypal.gateway import PayPalPayments
from tmcard.adapters.paypal.hints import PayPalHints
from tmcard.adapters.queue import Drive, QueueWake, build_queue
from tmcard.adapters.sms import TwilioTexter
from tmcard.adapters.sms_reports import TwilioReports
from tmcard.adapters.smtp import SmtpMailer
from tmcard.config import Config, Misconfigured
from tmcard.domain.money import Money
from tmcard.domain.ports import (
    Capabilities,
    CardHints,
    Carrier,
    Catalogue,
    Disputes,
    Hints,
    Mailer,
    Payments,
    Texter,
    TextReports,
    Wake,
)
from tmcard.services import phones
from tmcard.store.engine import assert_no_transaction

#: Seconds to connect and to answer. With one repetition a call stays well inside `backoff.CALL_ROOM`.
TIMEOUT = (2.0, 10.0)
PAUSES = (0.5,)
#: Where the processes of this machine agree on whose call to the carrier is next.
TURNS = "esimaccess-turns"
#: A whole list takes a carrier longer; nobody waits for it.
LIST_TIMEOUT = (5.0, 60.0)


@dataclass(frozen=True, slots=True)
class Gateways:
    """Every way out of the process. `payable` says whether `payments` can take an amount."""

    payments: Payments
    payable: Callable[[Money], bool]
    disputes: Disputes
    hints: Hints
    carriers: Mapping[str, Carrier]
    catalogues: Mapping[str, Catalogue]
    card_hints: Mapping[str, CardHints]
    mailer: Mailer
    texter: Texter
    text_reports: TextReports
    wake: Wake

    @property
    def capabilities(self) -> dict[str, Capabilities]:
        """What may be relied on of each carrier, as plain values."""
        return {name: carrier.capabilities for name, carrier in self.carriers.items()}

    @property
    def reviving(self) -> frozenset[str]:
        """The carriers that load a card after its end."""
        return frozenset(name for name, carrier in self.carriers.items() if carrier.capabilities.renews_expired)


@dataclass(frozen=True, slots=True)
class House:
    """What the web application and the worker are handed: settings and the ways out."""

    config: Config
    gateways: Gateways


def build_gateways(config: Config) -> Gateways:
    """Make one adapter per vendor, none to be called in a transaction. Connects to nothing. Raises Misconfigured."""
    guard = assert_no_transaction
    return Gateways(
        payable=_payable(config.currencies.names),
        payments=_payments(config),
        disputes=PayPalDisputes(
            config.paypal_base_url, config.paypal_client_id, config.paypal_client_secret, guard=guard, timeout=TIMEOUT
        ),
        hints=PayPalHints(config.paypal_webhook_id, CertificateStore(config.paypal_base_url, guard=guard)),
        carriers=_carriers(config),
        catalogues=_catalogues(config),
        card_hints=_card_hints(config),
        mailer=SmtpMailer(config.smtp_url, config.mail_from, bounces_to=config.mail_bounces_to, guard=guard),
        texter=_texter(config),
        text_reports=TwilioReports(_report_url(config), config.sms_auth_token),
        wake=QueueWake(build_queue(config.redis_url, config.state_dir)),
    )


def _texter(config: Config) -> TwilioTexter:
    texting = config.texting
    return TwilioTexter(
        config.sms_base_url,
        config.sms_account_sid,
        config.sms_auth_token,
        config.sms_from,
        senders=texting.senders,
        region_of=phones.home_region,
        report_url=_report_url(config) if texting.wants_reports else "",
        guard=assert_no_transaction,
        timeout=TIMEOUT,
    )


def _report_url(config: Config) -> str:
    """Where the service tells what became of texts; part of what it signs."""
    return f"{config.base_url}/webhooks/sms"


def _carriers(config: Config) -> dict[str, Carrier]:
    url, code, ways = config.esimaccess_base_url, config.esimaccess_access_code, config.airalo
    found: dict[str, Carrier] = {
        "esimaccess": EsimAccess(
            url, code, guard=assert_no_transaction, timeout=TIMEOUT, turns=config.state_dir / TURNS
        ),
    }
    if ways.is_given:
        found["airalo"] = Airalo(
            ways.base_url, ways.client_id, ways.client_secret, guard=assert_no_transaction, timeout=TIMEOUT
        )
    return found


def _catalogues(config: Config) -> dict[str, Catalogue]:
    url, code, ways = config.esimaccess_base_url, config.esimaccess_access_code, config.airalo
    manners: dict[str, Any] = {"guard": assert_no_transaction, "timeout": LIST_TIMEOUT}
    found: dict[str, Catalogue] = {"esimaccess": EsimAccessCatalogue(url, code, **manners)}
    if ways.is_given:
        found["airalo"] = AiraloCatalogue(ways.base_url, ways.client_id, ways.client_secret, **manners)
    return found


def _card_hints(config: Config) -> dict[str, CardHints]:
    found: dict[str, CardHints] = {"esimaccess": EsimAccessHints()}
    if config.airalo.is_given:
        found["airalo"] = AiraloHints(config.airalo.client_secret)
    return found


def _payments(config: Config) -> PayPalPayments:
    return PayPalPayments(
        config.paypal_base_url,
        config.paypal_client_id,
        config.paypal_client_secret,
        brand_name="T-M card",
        guard=assert_no_transaction,
        timeout=TIMEOUT,
        pauses=PAUSES,
    )


def _payable(currencies: Iterable[str]) -> Callable[[Money], bool]:
    if unpayable := amounts.unpayable(currencies):
        raise Misconfigured([f"CURRENCIES: PayPal does not take {currency}" for currency in unpayable])
    return amounts.is_payable


def worker_queue(config: Config, drive: Drive) -> Huey:
    """The queue as the worker sees it: each nudge is driven by `drive`."""
    queue = build_queue(config.redis_url, config.state_dir)
    QueueWake(queue, drive)
    return queue
