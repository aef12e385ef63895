"""Phone numbers as people type them, as we store them (E.164), and where in the world they belong."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from babel import Locale
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult
from phonenumbers.timezone import time_zones_for_number

from tmcard.domain.zones import COMMON_ZONES

#: Where a number without a country code is most likely from.
DEFAULT_REGIONS = {"zh": "CN", "en": "US"}
#: Numbers that take an SMS. Premium and shared-cost ones are how fraudsters earn with other people's codes.
REACHABLE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
#: Where owners and travellers mostly are; numbers from anywhere else begin with `+` and their country's code.
_REGIONS = (
    "CN HK MO TW JP KR SG MY TH VN ID PH KH LA IN LK NP AE SA QA TR IL AU NZ US CA MX BR AR CL "
    "GB IE FR DE IT ES PT NL BE CH AT PL CZ SE NO DK FI GR HU RU EG ZA KE NG MA"
)
REGIONS = tuple(_REGIONS.split())
_PROBLEMS = {ValidationResult.TOO_SHORT: "too_short", ValidationResult.TOO_LONG: "too_long"}


class PhoneRefused(ValueError):
    """No SMS can go to what was typed. `code`: `missing`, `too_short`, `too_long`, `not_a_number`, `not_mobile`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Country:
    """A line of the country list: ISO 3166 code, its name, its calling code."""

    region: str
    name: str
    calling_code: int


def parse_msisdn(text: str, region: str | None) -> str:
    """The E.164 form of a mobile number typed in `region`: `１３８…`, `0086 138…`, `+86-138…`.

    Without a region the number has to begin with its country's code. Raises PhoneRefused.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    if not any(c.isdigit() for c in folded):
        raise PhoneRefused("not_a_number" if folded else "missing")
    number = _read(folded, region)
    if not phonenumbers.is_valid_number(number):
        reason = phonenumbers.is_possible_number_with_reason(number)
        raise PhoneRefused(_PROBLEMS.get(reason, "not_a_number"))
    if phonenumbers.number_type(number) not in REACHABLE:
        raise PhoneRefused("not_mobile")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _read(folded: str, region: str | None) -> phonenumbers.PhoneNumber:
    """Read by the region's own rules; `00` means `+` in most of the world, so that is the second try."""
    tries = [folded, "+" + folded[2:]] if folded.startswith("00") else [folded]
    parsed = [number for number in (_parse(text, region) for text in tries) if number is not None]
    if not parsed:
        raise PhoneRefused("not_a_number")
    return next((number for number in parsed if phonenumbers.is_valid_number(number)), parsed[0])


def _parse(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def home_zone(msisdn: str) -> str | None:
    """The IANA zone the number belongs to, where there is just one among the usual ones."""
    zones = [zone for zone in time_zones_for_number(phonenumbers.parse(msisdn)) if zone in COMMON_ZONES]
    return zones[0] if len(zones) == 1 else None


def home_region(msisdn: str) -> str:
    """The ISO 3166 code of the country the number belongs to, or nothing where several share it."""
    number = _parse(msisdn, None)
    return (phonenumbers.region_code_for_number(number) or "") if number is not None else ""


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[Country, ...]:
    """The countries to choose from, named in `language`: the likely one first, in English then by the alphabet."""
    names = Locale(language).territories
    listed = [Country(region, names[region], phonenumbers.country_code_for_region(region)) for region in REGIONS]
    if language == "zh":
        return tuple(listed)
    likely = DEFAULT_REGIONS[language]
    return tuple(sorted(listed, key=lambda country: (country.region != likely, country.name)))
