"""The doors to the outside as the services see them: Protocols, what they answer, and how they fail.

Adapters implement these; `tmcard.wiring` alone puts one behind the other. Every call has a time-out
and is made outside any database transaction. Calls end in one of three ways: an answer, `Refused`
(a definite no, nothing happened), or `Unknown` (it may have happened: look it up, never guess).
`NotSent` is the happy kind of failure: it surely did not happen.
"""

from tmcard.domain.ports.carriers import (
    Capabilities,
    CardHint,
    CardHints,
    Carrier,
    History,
    PastTopUp,
    Profile,
    ProfileStatus,
    Reporting,
    TopUp,
    TopUpRequest,
    UsageReport,
)
from tmcard.domain.ports.catalogues import Catalogue, Listed
from tmcard.domain.ports.disputes import (
    DisputeCase,
    Disputes,
)
from tmcard.domain.ports.errors import (
    Busy,
    GatewayError,
    NotFound,
    NotSent,
    Refused,
    Unknown,
)
from tmcard.domain.ports.messages import (
    Attachment,
    Fate,
    Mail,
    Mailer,
    Texter,
    TextReport,
    TextReports,
    Wake,
)
from tmcard.domain.ports.payments import (
    Capture,
    CaptureStatus,
    Checkout,
    CheckoutRequest,
    CheckoutStatus,
    Hints,
    PaymentHint,
    Payments,
    Refund,
    RefundRequest,
    RefundStatus,
)

__all__ = [
    "Attachment",
    "Busy",
    "Capabilities",
    "Capture",
    "CaptureStatus",
    "CardHint",
    "CardHints",
    "Carrier",
    "Catalogue",
    "Checkout",
    "CheckoutRequest",
    "CheckoutStatus",
    "DisputeCase",
    "Disputes",
    "Fate",
    "GatewayError",
    "Hints",
    "History",
    "Listed",
    "Mail",
    "Mailer",
    "NotFound",
    "NotSent",
    "PastTopUp",
    "PaymentHint",
    "Payments",
    "Profile",
    "ProfileStatus",
    "Refund",
    "RefundRequest",
    "RefundStatus",
    "Refused",
    "Reporting",
    "TextReport",
    "TextReports",
    "Texter",
    "TopUp",
    "TopUpRequest",
    "Unknown",
    "UsageReport",
    "Wake",
]
