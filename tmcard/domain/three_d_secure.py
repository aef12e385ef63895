"""Whether money may be taken from a card after 3-D Secure. Only the payment service's record counts, never the browser.

The rule is PayPal's table of liability shift, enrollment and authentication, and for "no shift" the finer one that
shops with many cards use: https://developer.paypal.com/docs/checkout/advanced/customize/3d-secure/response-parameters/
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Shift(StrEnum):
    """Who bears the loss if the card turns out not to be the payer's."""

    POSSIBLE = "possible"
    NO = "no"
    UNKNOWN = "unknown"


class Enrollment(StrEnum):
    """Whether the card can be authenticated at all."""

    YES = "yes"
    NO = "no"
    UNAVAILABLE = "unavailable"
    BYPASSED = "bypassed"
    ABSENT = "absent"


class Answer(StrEnum):
    """What the issuer says of the payer."""

    PASSED = "passed"
    ATTEMPTED = "attempted"
    FAILED = "failed"
    REJECTED = "rejected"
    UNABLE = "unable"
    CHALLENGED = "challenged"
    DECOUPLED = "decoupled"
    INFORMED = "informed"
    ABSENT = "absent"


class Verdict(StrEnum):
    """What follows for the money."""

    GO_ON = "go_on"
    REFUSE = "refuse"
    TRY_AGAIN = "try_again"


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the payment service has on record about one card and one payment. Words unheard of count as unknown."""

    shift: Shift
    enrollment: Enrollment = Enrollment.ABSENT
    answer: Answer = Answer.ABSENT


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: empty sets mean "any"."""

    shift: Shift
    enrollments: Collection[Enrollment]
    answers: Collection[Answer]
    verdict: Verdict


S, E, A, V = Shift, Enrollment, Answer, Verdict
#: Read from the top; what no line speaks of is not taken, and may be tried again.
TABLE = (
    Rule(S.POSSIBLE, (), (), V.GO_ON),
    Rule(S.UNKNOWN, (), (), V.TRY_AGAIN),
    Rule(S.NO, (), (A.FAILED, A.REJECTED), V.REFUSE),
    Rule(S.NO, (E.NO, E.UNAVAILABLE, E.BYPASSED), (A.ABSENT,), V.GO_ON),
)


def judge(found: Authentication) -> Verdict:
    """What may be done with a card of which this is on record."""
    for rule in TABLE:
        fits = found.enrollment in (rule.enrollments or E) and found.answer in (rule.answers or A)
        if rule.shift is found.shift and fits:
            return rule.verdict
    return V.TRY_AGAIN
