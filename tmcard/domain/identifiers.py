"""Numbers of the trade: ICCID, phone number masks, and the random names that stand in addresses."""

import secrets
import unicodedata

#: Crockford's base 32: no I, L, O, U, so that a reference survives being read out on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REF_LENGTH = 16
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


class MalformedIccid(ValueError):
    """The text cannot be an ICCID: wrong letters or length."""


def new_ref() -> str:
    """A fresh public name of 80 random bits: after a restored backup no old one comes again."""
    return "".join(secrets.choice(ALPHABET) for _ in range(REF_LENGTH))


def new_token() -> str:
    """A fresh secret of 256 bits for a session or a signed-in device."""
    return secrets.token_urlsafe(32)


def plain(text: str) -> str:
    """`text` as people mean it: full-width digits folded, spaces, dashes and invisible characters dropped."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isalnum())


def clean_code(text: str) -> str:
    """A code or reference as stored: upper case, look-alike letters read as the digits they were."""
    return plain(text).upper().translate(_LOOKALIKES)


def parse_iccid(text: str) -> str:
    """Digits of an ICCID, without the `F` padding of dumps.

    Takes 18 to 21 digits that begin with 89 (ITU-T E.118; carriers leave the check digit out at
    times, so a wrong one is no reason to refuse). Raises MalformedIccid.
    """
    digits = plain(text).upper().rstrip("F")
    if not (digits.isascii() and digits.isdigit() and digits.startswith("89") and 18 <= len(digits) <= 21):
        raise MalformedIccid(len(digits))
    return digits


def luhn_digit(digits: str) -> int:
    """The check digit that belongs behind `digits` (ISO/IEC 7812-1)."""
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))]
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def last(digits: str, count: int = 4) -> str:
    """The tail that may be shown where the whole number may not."""
    return digits[-count:]


def mask_msisdn(msisdn: str) -> str:
    """An E.164 number with its middle hidden: `+8613800138000` becomes `+86138••••8000`, a shorter one shows less."""
    return f"{msisdn[:6]}••••{msisdn[-4:]}" if len(msisdn) >= 14 else f"{msisdn[:3]}••••{msisdn[-2:]}"
