"""From configuration to gateways: the only place that imports adapters."""

from collections.abc import Mapping
from dataclasses import dataclass

from huey import Huey

from tmcard.adapters.esimaccess import EsimAccess
from tmcard.adapters.paypal.certificates import CertificateStore
from tmcard.adapters.paypal.gateway import PayPalPayments
from tmcard.adapters.paypal.hints import PayPalHints
from tmcard.adapters.queue import Drive, QueueWake, build_queue
from tmcard.adapters.sms import TwilioTexter
from tmcard.adapters.smtp import SmtpMailer
from tmcard.config import Config
from tmcard.domain.ports import Carrier, Hints, Mailer, Payments, Texter, Wake
from tmcard.store.engine import assert_no_transaction

#: Seconds to connect and to answer. With one repetition a call stays well inside `backoff.CALL_ROOM`.
TIMEOUT = (2.0, 10.0)
PAUSES = (0.5,)


@dataclass(frozen=True, slots=True)
class Gateways:
    """Every way out of the process."""

    payments: Payments
    hints: Hints
    carriers: Mapping[str, Carrier]
    mailer: Mailer
    texter: Texter
    wake: Wake


@dataclass(frozen=True, slots=True)
class House:
    """What the web application and the worker are handed: settings and the ways out."""

    config: Config
    gateways: Gateways


def build_gateways(config: Config) -> Gateways:
    """Make one adapter per vendor. Connects to nothing yet. None of them may be called inside a transaction."""
    guard = assert_no_transaction
    return Gateways(
        payments=PayPalPayments(
            config.paypal_base_url,
            config.paypal_client_id,
            config.paypal_client_secret,
            brand_name="T-M card",
            guard=guard,
            timeout=TIMEOUT,
            pauses=PAUSES,
        ),
        hints=PayPalHints(config.paypal_webhook_id, CertificateStore(config.paypal_base_url, guard=guard)),
        carriers={
            "esimaccess": EsimAccess(
                config.esimaccess_base_url, config.esimaccess_access_code, guard=guard, timeout=TIMEOUT
            )
        },
        mailer=SmtpMailer(config.smtp_url, config.mail_from, guard=guard),
        texter=TwilioTexter(
            config.sms_base_url,
            config.sms_account_sid,
            config.sms_auth_token,
            config.sms_from,
            guard=guard,
            timeout=TIMEOUT,
        ),
        wake=QueueWake(build_queue(config.redis_url, config.state_dir)),
    )


def worker_queue(config: Config, drive: Drive) -> Huey:
    """The queue as the worker sees it: each nudge is driven by `drive`."""
    queue = build_queue(config.redis_url, config.state_dir)
    QueueWake(queue, drive)
    return queue
