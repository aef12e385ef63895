"""Which language and time zone the reader gets, and what our states are called there."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from babel import Locale
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, LazyString, get_locale
from flask_babel import lazy_gettext as _

from tmcard.config import Config
from tmcard.domain.orders import OrderStatus
from tmcard.domain.payments import PaymentStatus
from tmcard.domain.plans import PeriodUnit
from tmcard.domain.usage import Condition
from tmcard.web import guards

SUPPORTED = ("zh", "en")
DEFAULT = "en"
HTML_LANG = {"zh": "zh-Hans", "en": "en"}
#: Labelled in its own language: whoever needs the switch cannot read the page.
OWN_NAMES = {"zh": "中文", "en": "English"}
DEFAULT_ZONES = {"zh": "Asia/Shanghai", "en": "UTC"}
LANGUAGE_COOKIE = "lang"
ZONE_COOKIE = "zone"
COOKIE_SECONDS = 365 * 24 * 3600
#: Made once: Flask-Babel would read each from its name at each request.
LOCALES = {code: Locale.parse(code) for code in SUPPORTED}
ZONES = frozenset(available_timezones())

Labels = Mapping[str, LazyString]
#: By kind, since states of different things share their words.
LABELS: Mapping[str, Labels] = MappingProxyType(
    {
        "condition": {
            Condition.NEW: _("Not used yet"),
            Condition.HEALTHY: _("Active"),
            Condition.LOW: _("Low on data"),
            Condition.ENDING: _("Ending soon"),
            Condition.USED_UP: _("Used up"),
            Condition.EXPIRED: _("Expired"),
        },
        "order": {
            OrderStatus.OPEN: _("Not paid"),
            OrderStatus.QUEUED: _("Queued"),
            OrderStatus.POOLED: _("Waiting for the others"),
            OrderStatus.PAID: _("Paid"),
            OrderStatus.CREDITING: _("Renewing"),
            OrderStatus.HELD: _("On hold"),
            OrderStatus.CREDITED: _("Renewed"),
            OrderStatus.REFUNDING: _("Being refunded"),
            OrderStatus.REFUNDED: _("Refunded"),
            OrderStatus.EXPIRED: _("Lapsed"),
            OrderStatus.CANCELLED: _("Cancelled"),
        },
        "payment": {
            PaymentStatus.CREATED: _("Waiting for your approval"),
            PaymentStatus.APPROVED: _("Approved"),
            PaymentStatus.CAPTURING: _("Being checked"),
            PaymentStatus.PENDING: _("Pending at PayPal"),
            PaymentStatus.CAPTURED: _("Paid"),
            PaymentStatus.DECLINED: _("Declined"),
            PaymentStatus.EXPIRED: _("Lapsed"),
            PaymentStatus.REFUNDING: _("Being refunded"),
            PaymentStatus.REFUNDED: _("Refunded"),
        },
        "period": {
            PeriodUnit.DAY: _("Day plans"),
            PeriodUnit.MONTH: _("Month plans"),
            PeriodUnit.YEAR: _("Year plans"),
        },
    }
)
KINDS = {Condition: "condition", OrderStatus: "order", PaymentStatus: "payment", PeriodUnit: "period"}
TONES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "condition": {"healthy": "good", "new": "info", "low": "warn", "ending": "warn", "used_up": "bad"},
        "order": {
            "queued": "info",
            "paid": "info",
            "crediting": "info",
            "held": "warn",
            "credited": "good",
            "refunding": "warn",
        },
        "payment": {"captured": "good", "declined": "bad", "pending": "warn", "capturing": "info", "refunding": "warn"},
    }
)


def install(app: Flask, config: Config) -> None:
    """Let Flask-Babel choose by our rules."""
    Babel(app, locale_selector=lambda: LOCALES[choose_language()], timezone_selector=choose_zone)
    app.jinja_env.filters.update(label=label, tone=tone)
    app.jinja_env.globals.update(language=language, html_lang=html_lang, languages=other_languages)


def negotiate(accept: Iterable[tuple[str, float]], default: str = DEFAULT) -> str:
    """The language for the tags of an Accept-Language header, best first.

    By primary subtag: `best_match` gives `zh-CN` readers English, and `zh-TW` readers too.
    """
    for tag, quality in accept:
        primary = tag.replace("_", "-").split("-", 1)[0].lower()
        if quality > 0 and primary in SUPPORTED:
            return primary
    return default


def choose_language() -> str:
    """The reader's language: the owner's own, else the cookie's, else the browser's."""
    if not has_request_context():
        return DEFAULT
    owner = guards.signed_in_owner()
    if owner is not None and owner.locale in SUPPORTED:
        return str(owner.locale)
    wish = request.cookies.get(LANGUAGE_COOKIE)
    return wish if wish in SUPPORTED else negotiate(request.accept_languages)


def choose_zone() -> str:
    """The reader's IANA time zone: the owner's own, else the cookie's, else the language's usual one."""
    if has_request_context():
        owner = guards.signed_in_owner()
        if owner is not None and owner.zone in ZONES:
            return str(owner.zone)
        wish = request.cookies.get(ZONE_COOKIE)
        if wish in ZONES:
            return wish
    return DEFAULT_ZONES[language()]


def language() -> str:
    """`en` or `zh`, as chosen for this request or forced for this mail."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in SUPPORTED else DEFAULT


def zone() -> str:
    """The reader's IANA time zone, looked up once a request."""
    if "zone" not in g:
        g.zone = choose_zone()
    return str(g.zone)


def html_lang() -> str:
    """The value of `<html lang>`."""
    return HTML_LANG[language()]


def other_languages() -> list[tuple[str, str, str]]:
    """What the language switch offers: our code, the tag for `lang`, the language's own name."""
    return [(code, HTML_LANG[code], OWN_NAMES[code]) for code in SUPPORTED if code != language()]


def remember(response: Response, code: str, *, secure: bool) -> Response:
    """Keep the chosen language in a cookie for a year."""
    response.set_cookie(LANGUAGE_COOKIE, code, COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
    return response


def label(value: str, kind: str = "") -> str:
    """What a state is called in the reader's language. Raw column values need their `kind`."""
    return label_in(str(value), _kind(value, kind), language())


@lru_cache
def label_in(value: str, kind: str, _language: str) -> str:
    """`label` for whoever has the language, which must be the current one."""
    return str(LABELS[kind][value])


def tone(value: str, kind: str = "") -> str:
    """The colour family of a state's tag; the word beside it says the same."""
    return TONES[_kind(value, kind)].get(value, "quiet")


def _kind(value: str, kind: str) -> str:
    return KINDS[type(value)] if isinstance(value, StrEnum) else kind
