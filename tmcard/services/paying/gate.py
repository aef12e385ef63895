"""What stands between a payer's approval and the money: for cards, 3-D Secure, by the payment service's own record."""

from sqlalchemy.orm import Session

from tmcard.domain.payments import Method, PaymentStatus
from tmcard.domain.ports import Checkout, CheckoutStatus, Refused
from tmcard.domain.three_d_secure import Verdict, judge
from tmcard.services.paying import outcomes
from tmcard.services.paying.outcomes import Work
from tmcard.store.models import Payment

CODES = {Verdict.REFUSE: "three_d_secure_failed", Verdict.TRY_AGAIN: "three_d_secure_unclear"}
#: Whoever stands at the till knows that the issuer's page is closed; to everybody else the payer may still be on it.
AT_THE_TILL = frozenset({"payer", "return"})


def is_open(payment: Payment, checkout: Checkout) -> bool:
    """Whether the payer's part is done and nothing forbids taking the money.

    A card that was asked for 3-D Secure stays in "waiting" at PayPal even when it passed; one that was not
    becomes "approved". Neither of the two: not done.
    """
    if payment.method == Method.CARD and checkout.authentication is not None:
        return judge(checkout.authentication) is Verdict.GO_ON
    return checkout.status is CheckoutStatus.APPROVED


def turn_away(session: Session, work: Work, checkout: Checkout) -> None:
    """Take nothing: end the attempt where the issuer said no, and else wait for the payer."""
    if work.payment.status == PaymentStatus.CAPTURING and _wants_payer(work.payment, checkout):
        # An approval that was given and is gone: our request was refused for it, and the answer was lost.
        again = Refused("payer_action_required", evidence={"approval_url": checkout.approval_url})
        return outcomes.payer_again(session, work, again)
    found = checkout.authentication if work.payment.method == Method.CARD else None
    verdict = judge(found) if found is not None else Verdict.GO_ON
    is_over = verdict is Verdict.REFUSE or (verdict is Verdict.TRY_AGAIN and work.actor in AT_THE_TILL)
    if not is_over or found is None or work.payment.status == PaymentStatus.CAPTURING:
        return outcomes.wait_or_expire(session, work)
    evidence = {"shift": found.shift, "enrollment": found.enrollment, "answer": found.answer}
    return outcomes.close(session, work, CODES[verdict], evidence)


def _wants_payer(payment: Payment, checkout: Checkout) -> bool:
    """Whether the payer has to go to the payment service once more. A card waits there even when all is well."""
    return payment.method == Method.PAYPAL and checkout.status is CheckoutStatus.WAITING
