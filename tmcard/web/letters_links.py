"""Absolute addresses of the site, as mails and texts need them."""

from flask import current_app

from tmcard.web.callers import house


def link(endpoint: str, **values: str) -> str:
    """An absolute address of the site. Needs an application context, no request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{house().config.base_url}{path}"
