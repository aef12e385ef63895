"""Rows as tests want them: each function stores one, with everything left out filled in, and commits."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tmcard.domain.identifiers import new_ref
from tmcard.domain.orders import DELIVERY_DEADLINE, OPEN_LIFETIME, QUOTE_LIFETIME, OrderStatus
from tmcard.domain.payments import APPROVAL_LIFETIME, TAKEN, Method, PaymentStatus
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.quotes import TERMS_VERSION
from tmcard.store import sessions
from tmcard.store.models import Base, Card, Order, Owner, Payment, Plan, PlanPrice, RefundRow
from tmcard.store.transactions import write

#: The instant at which tests happen; the fixture `now` is the same.
NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
#: No hash of anything: owners made here sign in by `sign_in`.
NO_HASH = "!"
WORKED_STATES = {"tries": 0, "fence": 0, "lease_until": None, "alerted_at": None}
_numbers = count(1)
Row = TypeVar("Row", bound=Base)


def owner(session: Session, **values: Any) -> Owner:
    """Somebody who reads English in Beijing."""
    facts: dict[str, Any] = {
        "locale": "en",
        "zone": "Asia/Shanghai",
        "password_hash": NO_HASH,
        "email": None,
        "created_at": NOW,
    }
    return _stored(session, Owner(**{**facts, "msisdn": f"+86138{next(_numbers):08}", **values}))


def plan(session: Session, price_minor: int = 900, currency: str = "USD", **values: Any) -> Plan:
    """A month with 5 GB, on sale for US$9.00."""
    facts: dict[str, Any] = {
        "version": 1,
        "name_en": "Asia 5 GB",
        "name_zh": "亚洲 5 GB",
        "period_unit": "month",
        "period_count": 1,
    }
    facts |= {"counting": "rolling", "zone": "UTC", "stacking": "extend", "data_bytes": 5 * BYTES_PER_GB}
    facts |= {"carrier": "esimaccess", "carrier_code": "AS-5-30", "sold_from": NOW - timedelta(days=1)}
    row = Plan(**{**facts, "sku": f"plan-{next(_numbers)}", "sold_until": None, **values})
    row.prices = [PlanPrice(currency=currency, amount_minor=price_minor)]
    return _stored(session, row)


def card(session: Session, owner: Owner | None, **values: Any) -> Card:
    """A card with 3 of its 5 GB left that ends on 30 November, 23:59 in Beijing."""
    iccid = f"8985207{next(_numbers):012}"
    facts: dict[str, Any] = {
        "ref": new_ref(),
        "owner_id": owner.id if owner else None,
        "label": "",
        "claim_hash": NO_HASH,
    }
    facts |= {"iccid": iccid, "iccid_tail": iccid[-6:], "claimed_at": NOW, "carrier": "esimaccess", "plan_id": None}
    facts |= {"carrier_ref": f"tran-{iccid}", "total_bytes": 5 * BYTES_PER_GB, "used_bytes": 2 * BYTES_PER_GB}
    facts |= {"ends_at": datetime(2026, 11, 30, 15, 59, tzinfo=UTC), "validity_days": 30, "is_gone": False}
    facts |= {"reported_at": NOW - timedelta(minutes=20), "usage_due_at": None, "version": 1, "looked_at": NOW}
    return _stored(session, Card(**{**facts, **values}))


def order(session: Session, card: Card, plan: Plan, status: str = OrderStatus.OPEN, **values: Any) -> Order:
    """A renewal of `card` by `plan` for its price, quoted a minute ago; paid where its status says so."""
    row = Order(ref=new_ref(), form_token=f"form-{next(_numbers)}", status=status, card_id=card.id, plan_id=plan.id)
    left = card.total_bytes - card.used_bytes
    facts: dict[str, Any] = {
        "owner_id": card.owner_id,
        "currency": plan.prices[0].currency,
        "before_bytes": left,
        "locale": "en",
    }
    facts |= {"amount_minor": plan.prices[0].amount_minor, "data_bytes": plan.data_bytes, "zone": "Asia/Shanghai"}
    facts |= {"before_ends_at": card.ends_at, "after_bytes": left + plan.data_bytes, "after_days": 60}
    facts |= {"after_ends_at": card.ends_at and card.ends_at + timedelta(days=30), "top_up_tries": 0}
    facts |= {"stacking": plan.stacking, "period_unit": plan.period_unit, "period_count": plan.period_count}
    facts |= {"counting": plan.counting, "period_zone": plan.zone, "terms_version": TERMS_VERSION}
    facts |= {"deliver_within_seconds": int(DELIVERY_DEADLINE.total_seconds())}
    facts |= {"created_at": NOW - timedelta(minutes=1), **WORKED_STATES, "version": 1, **values}
    facts = {"quote_ends_at": facts["created_at"] + QUOTE_LIFETIME, **_times(status, facts["created_at"]), **facts}
    return _stored(session, _filled(row, facts))


def payment(session: Session, order: Order, status: str = PaymentStatus.CREATED, **values: Any) -> Payment:
    """An attempt to pay `order` through PayPal, approved or waiting as `status` says."""
    ref, number = new_ref(), next(_numbers)
    row = Payment(
        ref=ref, order_id=order.id, method=Method.PAYPAL, status=status, invoice_id=f"TM-{order.ref}-{number}"
    )
    facts: dict[str, Any] = {
        "currency": order.currency,
        "amount_minor": order.amount_minor,
        "capture_refusals": 0,
        **WORKED_STATES,
    }
    facts |= {"create_request_id": f"tm-{ref}-create", "capture_request_id": f"tm-{ref}-capture-1"}
    facts |= {"checkout_id": f"CHECKOUT-{number}", "approval_url": f"http://127.0.0.1:9/checkoutnow?token={number}"}
    facts |= {"created_at": NOW, "expires_at": NOW + APPROVAL_LIFETIME, "next_at": NOW}
    if status in TAKEN:
        facts |= {"pays_order_id": order.id, "capture_id": f"CAPTURE-{number}", "captured_at": NOW}
        facts |= {"captured_minor": order.amount_minor, "captured_currency": order.currency}
    return _stored(session, _filled(row, {**facts, **values}))


def refund(session: Session, payment: Payment, status: str = "refunded", **values: Any) -> RefundRow:
    """The whole of `payment` on its way back, or back."""
    ref = new_ref()
    facts: dict[str, Any] = {
        "currency": payment.currency,
        "amount_minor": payment.amount_minor,
        "reason": "undeliverable",
    }
    facts |= {"request_id": f"tm-{ref}-refund", "invoice_id": f"TM-{ref}-R", "created_at": NOW}
    facts |= {"ended_at": NOW if status == "refunded" else None, "capture_id": payment.capture_id or "CAPTURE"}
    return _stored(session, RefundRow(**{"ref": ref, "payment_id": payment.id, "status": status, **facts, **values}))


def sign_in(client: FlaskClient, session: Session, owner: Owner, now: datetime = NOW) -> None:
    """Let `client` be a device on which `owner` is signed in."""
    with write(session, "signed_in"):
        token = sessions.begin(session, owner.id, device="Test", now=now)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True


def _times(status: str, created_at: datetime) -> dict[str, datetime | None]:
    paid = status in (OrderStatus.PAID, OrderStatus.CREDITING, OrderStatus.CREDITED) or "refund" in status
    ended = status not in (OrderStatus.OPEN, OrderStatus.PAID, OrderStatus.CREDITING, OrderStatus.REFUNDING)
    return {
        "paid_at": NOW if paid else None,
        "worked_since": NOW if paid else None,
        "deadline_at": NOW + DELIVERY_DEADLINE if paid else None,
        "ended_at": NOW if ended else None,
        "next_at": None if ended else created_at + OPEN_LIFETIME,
    }


def _filled(row: Row, facts: dict[str, Any]) -> Row:
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def _stored(session: Session, row: Row) -> Row:
    with write(session, "row"):
        session.add(row)
    return row
