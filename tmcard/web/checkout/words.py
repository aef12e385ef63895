"""What each state of an order is called, whether money moved, and what to do next: in words, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from tmcard.web.checkout.states import State

S = State


@dataclass(frozen=True, slots=True)
class Words:
    """The three things every page says, and the colour it says them in."""

    headline: LazyString
    money: LazyString
    advice: LazyString
    tone: str = "info"


WORDS: Mapping[State, Words] = {
    S.WAITING: Words(
        _("Waiting for PayPal"),
        _("No money has been taken yet."),
        _("If you have just approved the payment, we are checking it and this page updates by itself. If not, go on at "
          "PayPal: however often you go there, you pay once."),
    ),
    S.MENDABLE: Words(
        _("PayPal could not use that card or account"),
        _("No money has been taken."),
        _("Go back to PayPal, choose another card or account there, and approve again."),
        "warn",
    ),
    S.CHECKING: Words(
        _("Your payment is being checked"),
        _("We are checking with PayPal. Do not pay again."),
        _("PayPal has not told us yet whether the money was taken. This page updates by itself. You can also close it: "
          "we go on checking."),
        "warn",
    ),
    S.PENDING: Words(
        _("PayPal is still holding your payment"),
        _("PayPal has not passed the money on yet. Do not pay again."),
        _("PayPal looks at some payments more closely, which can take from minutes to days. Once it lets the payment "
          "through, your card is renewed by itself; if it says no, nothing is charged. You can close this page."),
        "warn",
    ),
    S.QUEUED: Words(
        _("Paid, and waiting for its turn"),
        _("Your payment has arrived. You have been charged once."),
        _("Nothing has been loaded yet. You can close this page: the renewal starts by itself, and until then you can "
          "have all of your money back."),
    ),
    S.POOLED: Words(
        _("Your share has arrived"),
        _("You have been charged once, for your share."),
        _("The card is renewed once everybody has paid. If not all have by then, each gets their money back by itself. "
          "You can close this page."),
        "good",
    ),
    S.RENEWING: Words(
        _("Your card is being renewed"),
        _("Your payment has arrived. You have been charged once."),
        _("This usually takes less than a minute. You can close this page: the renewal goes on without it."),
    ),
    S.SLOW: Words(
        _("This is taking longer than usual"),
        _("You have been charged once; there is no need to pay again."),
        _("The carrier is slow to answer. We keep asking, also when you close this page."),
        "warn",
    ),
    S.OVERDUE: Words(
        _("The promised time has passed"),
        _("You have been charged once; there is no need to pay again."),
        _("We are asking the carrier what became of it. If nothing was loaded, your money goes back by itself; if the "
          "plan is on your card, you see it here. There is nothing to do for you."),
        "warn",
    ),
    S.HELD: Words(
        _("This renewal is on hold"),
        _("Your payment has arrived and is disputed at PayPal."),
        _("While PayPal looks into the dispute, nothing is loaded on your card. If it ends in your favour, PayPal "
          "gives the money back; if you withdraw it, the renewal goes on by itself."),
        "warn",
    ),
    S.CREDITED: Words(
        _("Your card is renewed"),
        _("You have been charged once."),
        _("There is nothing more to do: the data is ready to use."),
        "good",
    ),
    S.DECLINED: Words(
        _("The payment was declined"),
        _("No money has been taken."),
        _("PayPal or your bank said no, without telling us why. Try again with another card or account, or ask your "
          "bank."),
        "bad",
    ),
    S.STOPPED: Words(
        _("We stopped before taking any money"),
        _("No money has been taken."),
        _("You can choose a plan again."),
        "warn",
    ),
    S.LAPSED: Words(
        _("The payment was not approved in time"),
        _("No money has been taken."),
        _("PayPal keeps a payment open for about three hours. You can simply begin again."),
        "warn",
    ),
    S.RETURNING: Words(
        _("Your money is going back"),
        _("We could not use this payment, so the whole of it goes back to you."),
        _("There is nothing to do for you. Your card has not changed."),
        "warn",
    ),
    S.RETURNED: Words(
        _("Your money has gone back"),
        _("We could not use this payment, so the whole of it has gone back to you."),
        _("PayPal usually shows it within a few days. Your card has not changed; you can choose a plan again."),
        "warn",
    ),
    S.REFUNDING: Words(
        _("Your money is going back"),
        _("The renewal could not be delivered, so the whole amount goes back to you."),
        _("There is nothing to do for you. Your card has not changed."),
        "warn",
    ),
    S.REFUNDED: Words(
        _("Your money has gone back"),
        _("The renewal could not be delivered, so the whole amount has gone back to you."),
        _("PayPal usually shows it within a few days. Your card has not changed."),
        "warn",
    ),
    S.WITHDRAWING: Words(
        _("Cancelled: your money is on its way back"),
        _("You cancelled this renewal before it started. All that you paid for it goes back to you."),
        _("There is nothing to do for you. Your card has not changed."),
    ),
    S.WITHDRAWN: Words(
        _("Cancelled: you have your money back"),
        _("You cancelled this renewal before it started. All that you paid for it has gone back to you."),
        _("PayPal usually shows it within a few days. Your card has not changed."),
    ),
    S.EXPIRED: Words(
        _("This order has lapsed"),
        _("It was not paid within a day. No money has been taken."),
        _("You can choose a plan again."),
    ),
    S.CANCELLED: Words(
        _("This order was cancelled"),
        _("No money has been taken."),
        _("You can choose a plan again."),
    ),
}  # fmt: skip
