"""All tables, one family per file."""

from tmcard.store.models.alerts import CardAlert
from tmcard.store.models.base import Base
from tmcard.store.models.cards import Bucket, Card, UsageSample
from tmcard.store.models.disputes import Dispute
from tmcard.store.models.journal import OrderEvent
from tmcard.store.models.links import GuestTerms, Link
from tmcard.store.models.messages import InboxEvent, Message
from tmcard.store.models.orders import Order
from tmcard.store.models.owners import Counter, Owner, OwnerSession, Preference, Verification
from tmcard.store.models.payments import Payment, RefundRow
from tmcard.store.models.plans import Coverage, Plan, PlanPrice
from tmcard.store.models.promotions import PayerMark, PlanFloor, PromotionRow, PromotionUse, ReferralCode, Reward
from tmcard.store.models.receipts import Receipt, ReceiptSeries
from tmcard.store.models.splits import Split
from tmcard.store.models.staff import StaffMember, StaffSession

__all__ = [
    "Base",
    "Bucket",
    "Card",
    "CardAlert",
    "Counter",
    "Coverage",
    "Dispute",
    "GuestTerms",
    "InboxEvent",
    "Link",
    "Message",
    "Order",
    "OrderEvent",
    "Owner",
    "OwnerSession",
    "PayerMark",
    "Payment",
    "Plan",
    "PlanFloor",
    "PlanPrice",
    "Preference",
    "PromotionRow",
    "PromotionUse",
    "Receipt",
    "ReceiptSeries",
    "ReferralCode",
    "RefundRow",
    "Reward",
    "Split",
    "StaffMember",
    "StaffSession",
    "UsageSample",
    "Verification",
]
