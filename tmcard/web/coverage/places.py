"""Where plans work, in a line."""

from collections.abc import Iterable
from functools import lru_cache

from flask import Flask
from flask_babel import gettext, ngettext

from tmcard.domain.plans import Offer
from tmcard.web import i18n
from tmcard.web.countries import country_name, in_order

#: As many are named in one line; of more, the first two.
FEW = 3


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(country_name=country_name, coverage_line=coverage_line, networks_line=networks_line)


def coverage_line(offer: Offer) -> str:
    """Where an offer works, in one line: `Japan, South Korea and 34 more`. Empty where that is not known."""
    return _line(offer.countries, i18n.language())


def networks_line(networks: Iterable[str]) -> str:
    """`KDDI 5G, SoftBank 5G`: what kind of network it is stays on the line of its name."""
    whole = ("\N{NO-BREAK SPACE}".join(name.rsplit(" ", 1)) for name in networks)
    return str(gettext(", ")).join(whole) or str(gettext("Networks not named"))


@lru_cache(maxsize=512)
def _line(codes: tuple[str, ...], _language: str) -> str:
    names = [country_name(code) for code in in_order(codes)]
    if len(names) <= FEW:
        return str(gettext(", ")).join(names)
    facts = {"first": names[0], "second": names[1]}
    text = ngettext(
        "%(first)s, %(second)s and %(num)s more", "%(first)s, %(second)s and %(num)s more", len(names) - 2, **facts
    )
    return str(text)
