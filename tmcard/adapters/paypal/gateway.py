"""Payments through PayPal: redirect to its page, capture ourselves, refund ourselves."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from tmcard.adapters.http import TIMEOUT, Guard, no_guard
from tmcard.adapters.paypal import answers, requests
from tmcard.adapters.paypal.amounts import UnpayableAmount
from tmcard.adapters.paypal.transport import Reply, Transport, path
from tmcard.adapters.paypal.words import REFUND_CODES
from tmcard.domain.ports import (
    Checkout,
    CheckoutRequest,
    GatewayError,
    NotFound,
    Refund,
    RefundRequest,
    Refused,
    Unknown,
)

ORDERS = "v2/checkout/orders"
ORDER = "v2/checkout/orders/{}"
CAPTURE = "v2/checkout/orders/{}/capture"
REFUND_CAPTURE = "v2/payments/captures/{}/refund"
REFUND = "v2/payments/refunds/{}"

#: Seconds between the attempts of one call whose outcome is unknown; longer waits are the sweeper's.
PAUSES = (0.5, 2.0)
#: No repeat is begun after this, so that a hanging PayPal cannot hold a request for three time-outs.
REPEAT_WITHIN_SECONDS = 20.0


class PayPalPayments:
    """`domain.ports.Payments` over Orders v2.

    A write of unknown outcome is repeated in the call, once per pause, with the same request id and
    the same bytes: PayPal then answers for the first one (keys live 6 h for orders, 45 days for refunds).
    """

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        brand_name: str = "tmcard",
        guard: Guard = no_guard,
        timeout: tuple[float, float] = TIMEOUT,
        pauses: Sequence[float] = PAUSES,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = Transport(
            base_url, client_id, client_secret, guard=guard, timeout=timeout, monotonic=monotonic
        )
        self._brand_name = brand_name
        self._pauses = tuple(pauses)
        self._sleep = sleep
        self._monotonic = monotonic

    def create(self, request: CheckoutRequest) -> Checkout:
        """Open an order to be approved at PayPal. Repeating the same request answers the same order."""
        try:
            body = requests.create(request, self._brand_name)
        except UnpayableAmount as error:
            raise _unpayable(error) from error
        return answers.checkout(self._write(ORDERS, body, request.request_id))

    def read(self, checkout_id: str) -> Checkout:
        """The order as it is now. Raises NotFound when it has lapsed (three hours unapproved, three uncaptured)."""
        return answers.checkout(self._transport.get(path(ORDER, checkout_id), headers=requests.headers()))

    def capture(self, checkout_id: str, request_id: str) -> Checkout:
        """Take the approved money. A declined card is an answer too: look at the capture's status."""
        return answers.checkout(self._write(path(CAPTURE, checkout_id), {}, request_id))

    def refund(self, request: RefundRequest) -> Refund:
        """Give back exactly `request.amount`."""
        try:
            body = requests.refund(request)
            return answers.refund(self._write(path(REFUND_CAPTURE, request.capture_id), body, request.request_id))
        except UnpayableAmount as error:
            raise _unpayable(error) from error
        except Refused as error:
            error.code = REFUND_CODES.get(error.code, error.code)
            raise

    def read_refund(self, refund_id: str) -> Refund:
        """The refund as it is now."""
        return answers.refund(self._transport.get(path(REFUND, refund_id), headers=requests.headers()))

    def _write(self, where: str, body: dict[str, Any], request_id: str) -> Reply:
        """Post, and post again while nobody knows whether it worked."""
        headers = requests.headers(request_id)
        started = self._monotonic()
        doubt: Unknown | None = None
        for pause in (*self._pauses, None):
            try:
                reply: Reply = self._transport.post(where, body, headers)
            except Unknown as error:
                doubt = error
            except GatewayError as error:
                raise _in_doubt(doubt, error) from error
            else:
                return reply
            if pause is None or self._monotonic() - started > REPEAT_WITHIN_SECONDS:
                break
            self._sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  # jitter, no secret
        raise doubt or Unknown("unanswered")


def _in_doubt(doubt: Unknown | None, error: GatewayError) -> GatewayError:
    """What a repeat's failure says of the whole call: only PayPal's own word on the matter clears a doubt.

    A repeat that never left, or found the order gone, tells nothing of the first attempt.
    """
    is_an_answer = isinstance(error, Refused) and not isinstance(error, NotFound) and error.code != "misconfigured"
    return error if doubt is None or is_an_answer else doubt


def _unpayable(error: UnpayableAmount) -> Refused:
    """A price PayPal cannot be asked for: the price list needs a person."""
    return Refused("rejected", evidence={"issue": "unpayable_amount", "currency": str(error)})
