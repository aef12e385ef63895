"""Where a plan works: countries, and the networks it uses in each."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One country (ISO 3166-1 alpha-2) and the networks there, as the carrier names them; none: it did not say."""

    country: str
    networks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covered:
    """A plan on sale and every place it works in, by country code."""

    sku: str
    names: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]

    def name(self, locale: str) -> str:
        """The plan's name in `locale`, in English where it has none."""
        names = dict(self.names)
        return names.get(locale) or names["en"]


def united(stated: Iterable[str] | None, known: Iterable[Place]) -> tuple[Place, ...]:
    """The places of a plan: the countries it was sold with, where it names any, else those its carrier names.

    Networks are the carrier's affair in either case: it changes them as it likes, and no plan promises one.
    """
    places = {place.country: place for place in known}
    countries = sorted(places if stated is None else stated)
    return tuple(places.get(country, Place(country)) for country in countries)
