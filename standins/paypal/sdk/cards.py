"""What becomes of a card, by its number: the well-known test numbers of the schemes, which no bank has given out."""

from collections.abc import Mapping
from dataclasses import dataclass

from standins.paypal import magic
from standins.paypal.errors import Json


@dataclass(frozen=True)
class Card:
    """A number's fate: `outcome` of the capture, the 3-D Secure result, and whether the payer is asked for it."""

    brand: str
    outcome: str = ""
    shift: str = ""
    enrollment: str = ""
    status: str = ""
    is_challenged: bool = False

    @property
    def authentication_result(self) -> Json | None:
        """PayPal's record of 3-D Secure; None where the issuer was not asked."""
        if not self.shift:
            return None
        secure = {"enrollment_status": self.enrollment, "authentication_status": self.status}
        return {
            "liability_shift": self.shift,
            "three_d_secure": {name: word for name, word in secure.items() if word},
        }


CARDS: Mapping[str, Card] = {
    "4111111111111111": Card("VISA"),
    "4000000000000002": Card("VISA", magic.CARDLIKE_DECLINED),
    "6011111111111117": Card("DISCOVER", magic.DECLINED),
    "4012888888881881": Card("VISA", magic.PENDING),
    "5555555555554444": Card("MASTERCARD", shift="POSSIBLE", enrollment="Y", status="Y", is_challenged=True),
    "5105105105105100": Card("MASTERCARD", shift="NO", enrollment="Y", status="N", is_challenged=True),
    "378282246310005": Card("AMEX", shift="UNKNOWN", enrollment="Y", status="U", is_challenged=True),
    "3530111333300000": Card("JCB", shift="NO", enrollment="N"),
}


def is_number(text: str) -> bool:
    """Whether it could be a card number (ISO/IEC 7812: the last digit checks the others)."""
    if not (text.isascii() and text.isdecimal() and 12 <= len(text) <= 19):
        return False
    digits = [int(digit) for digit in reversed(text)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def known(number: str) -> Card:
    """What becomes of the card; a number without a story is approved."""
    return CARDS.get(number, Card("VISA"))
