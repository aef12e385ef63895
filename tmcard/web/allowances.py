"""What an offer measures out, in words."""

from flask import Flask
from flask_babel import gettext

from tmcard.domain.plans import Offer
from tmcard.web.formats import data_size


def install(app: Flask) -> None:
    """Make the filter known to templates."""
    app.jinja_env.filters["allowance_line"] = allowance_line


def allowance_line(offer: Offer) -> str:
    """`5 GB`; `1 GB a day`; `1 GB a day, then 384 kbit/s`."""
    if offer.day_bytes is None:
        return data_size(offer.data_bytes)
    size = data_size(offer.day_bytes)
    if offer.throttle_kbps is None:
        return str(gettext("%(size)s a day", size=size))
    return str(gettext("%(size)s a day, then %(speed)s kbit/s", size=size, speed=offer.throttle_kbps))
