"""Writes that are built once for each set of columns, and filled in at each run: building costs more than running."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, bindparam


def gaps(names: Iterable[str]) -> dict[str, BindParameter[Any]]:
    """A gap for what is written into each of these columns."""
    return {name: bindparam(_gap(name)) for name in names}


def filling(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, each for its gap."""
    return {_gap(name): value for name, value in values.items()}


def _gap(name: str) -> str:
    return f"new_{name}"
