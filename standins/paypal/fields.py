"""Checks on one field of a request body."""

from collections.abc import Mapping

from standins.paypal.errors import Refused


def check_length(given: Mapping[str, object], name: str, longest: int, path: str) -> None:
    """Refuse a text that is there but empty, too long, or no text."""
    if name in given:
        text = given[name]
        if not isinstance(text, str) or not 1 <= len(text) <= longest:
            raise Refused("INVALID_STRING_LENGTH", field=f"{path}/{name}", value=str(text))


def required(given: Mapping[str, object], name: str, path: str) -> object:
    """Give a field that has to be there, or refuse for want of it."""
    if given.get(name) is None:
        raise Refused("MISSING_REQUIRED_PARAMETER", field=f"{path}/{name}")
    return given[name]
