"""Lines that protect the payer's money, and what notices when one is missing."""

from tests.faults.mutation import Mutation
from tests.faults.mutation import mutation as m

SETTLE, OUTCOMES, START = "services/paying/settle.py", "services/paying/outcomes.py", "services/paying/start.py"
TEST_SETTLE, TEST_OUTCOMES = "tests/services/paying/test_settle.py", "tests/services/paying/test_outcomes.py"
TEST_START = "tests/services/paying/test_start.py"
TAKEN = "_TAKEN = KEPT | {CaptureStatus.REFUNDED}"
BELIEVE = """            act, settled = Act("return", now()), payment
            payments.advance(db.session(), payment, "captured", act, pays_order_id=payment.order_id)
            orders.advance(db.session(), payment.order_id, "capture_completed", act, paid_at=now(), next_at=now())"""

MONEY: tuple[Mutation, ...] = (
    m("a lease that runs out is not noticed before the capture", SETTLE,
      "if not leases.has_room(session, Payment, payment.id, work.fence, work.clock()):", "if False:",
      TEST_SETTLE, "tests/services/paying/test_rivals.py"),
    m("the amount is not compared", OUTCOMES, "amount == payment.amount and ", "", "pay-redirect,mode=short-amount"),
    m("the currency is not compared", OUTCOMES, "amount == payment.amount and ",
      "amount is not None and amount.amount_minor == payment.amount_minor and ", TEST_OUTCOMES, TEST_SETTLE),
    m("the custom id is not compared", OUTCOMES, " and custom_id == payment.ref", "", TEST_OUTCOMES, TEST_SETTLE),
    m("the invoice id is not compared", OUTCOMES, " and invoice_id == payment.invoice_id", "",
      TEST_OUTCOMES, TEST_SETTLE),
    m("PayPal's order is not compared before capturing", SETTLE,
      "if not outcomes.is_ours(payment, checkout.amount, checkout.custom_id, checkout.invoice_id):", "if False:",
      TEST_OUTCOMES),
    m("a wrong amount is kept", OUTCOMES, 'return "mismatch"', 'return ""', "pay-redirect,mode=short-amount"),
    m("a surplus payment is kept", OUTCOMES, '"" if is_first else "surplus"', '"" if is_first else ""',
      "two-ways,rival=return@after:capture_begun.1"),
    m("pending counts as paid", OUTCOMES, TAKEN, TAKEN.replace("}", ", CaptureStatus.PENDING}"), "pending-denied"),
    m("declined counts as paid", OUTCOMES, TAKEN, TAKEN.replace("}", ", CaptureStatus.DECLINED}"), "card-declined"),
    m("a capture that times out counts as failed", SETTLE,
      "    except GatewayError as error:\n        return outcomes.later(session, work, error)\n"
      "    if checkout.captures:",
      "    except GatewayError as error:\n        return outcomes.close(session, work, error.code, {})\n"
      "    if checkout.captures:", "pay-redirect,fault=capture.1.twice:timeout_with_effect"),
    m("captures that exist are not looked at", SETTLE, "    if checkout.captures:\n        outcomes.record",
      "    if False:\n        outcomes.record", "pay-redirect,kill=after:capture_call.1"),
    m("money is taken whatever stands against it", SETTLE, "if is_new and (work.hindrance or not work.order_is_open):",
      "if is_new and not work.order_is_open:", "plan-withdrawn"),
    m("money is taken for an order that has ended", SETTLE, "(work.hindrance or not work.order_is_open)",
      "work.hindrance", TEST_SETTLE, "tests/services/paying/test_rivals.py"),
    m("a forgotten checkout ends an attempt that may have been captured", SETTLE,
      "(work.was_capturing and says_nothing)", "False", "tests/services/paying/test_closing.py",
      "tests/services/paying/test_refusals.py", TEST_SETTLE, "tests/services/paying/test_rivals.py"),
    m("a capture whose account lags behind counts as refused", SETTLE, 'in ("already_captured", "in_progress") or',
      "in () or", "tests/services/paying/test_refusals.py", TEST_SETTLE),
    m("a capture is repeated when its request id has lapsed", SETTLE, "if now - sent_at > CAPTURE_REPEATABLE_FOR:",
      "if False:", TEST_SETTLE),
    m("each capture has another request id", SETTLE,
      'gateway.capture(payment.checkout_id or "", payment.capture_request_id)',
      'gateway.capture(payment.checkout_id or "", f"{payment.capture_request_id}-{work.fence}")', TEST_SETTLE),
    m("a carrier that does not answer is charged for", SETTLE,
      "if is_new and carrier_health.is_down(session, work.order.card.carrier, work.clock()):", "if False:",
      TEST_SETTLE, "tests/services/test_carrier_health.py"),
    m("a second attempt is begun while the first may take the money", START,
      "if any(p.status in UNDECIDED for p in attempts):", "if False:", TEST_START),
    m("a quote never ends", START, "if not order.holds(now):", "if False:", TEST_START),
    m("the repetition of a call has another request id", "adapters/paypal/gateway.py",
      "            except Unknown as error:\n                doubt = error\n", "            except Unknown as error:\n"
      '                doubt, headers = error, requests.headers(f"{request_id}-2")\n',
      "tests/adapters/paypal/test_repeats.py"),
    m("a repetition that never left clears the doubt", "adapters/paypal/gateway.py",
      "return error if doubt is None or is_an_answer else doubt", "return error",
      "tests/adapters/paypal/test_repeats.py"),
    m("an event is taken twice", "store/inbox.py", "    return session.execute(kept).scalar_one_or_none() is not None",
      "    session.execute(kept)\n    return True", "tests/services/test_hearing.py"),
    m("signatures are not checked", "adapters/paypal/hints.py",
      "if not verify(headers, raw_body, self._webhook_id, self._certificates, now):", "if False:", "forged"),
    m("the webhook is believed", "services/hearing.py",
      "        return payment.id if _make_due(session, payment, hint, now) else None\n",
      '        act = Act("webhook", now)\n        payments.advance(session, payment, "captured", act, next_at=None)\n'
      "        return None\n", "webhook-first"),
    m("the return page is believed", "web/checkout/pay.py",
      'settled = paying.settle(db.session(), house().gateways.payments, payment.id, now, actor="return")',
      "from tmcard.domain.states import Act\n        from tmcard.store.transactions import write\n"
      f'        with write(db.session(), "believed"):\n{BELIEVE}', "pay-redirect"),
    m("the token of another order is taken", "web/checkout/pay.py",
      "payment is not None and payment.order_id == order.id", "payment is not None",
      "tests/web/checkout/test_return.py"),
    m("an open order lapses while its money is on the way", "services/sweeping.py",
      "if any(p.status in UNDECIDED or p.expires_at > now for p in waiting):", "if False:",
      "tests/services/test_sweeping.py"),
)  # fmt: skip
