"""The coverage page: every plan's countries and networks, and which plans work in one country."""

from flask import Blueprint, Response, make_response, render_template, request

from tmcard.domain.coverage import Covered, Place
from tmcard.store import plans
from tmcard.web import countries
from tmcard.web.clock import now
from tmcard.web.database import db

blueprint = Blueprint("coverage", __name__, url_prefix="/plans/coverage")
#: Plans that work in the same places, and those places in the reader's order.
Group = tuple[list[Covered], list[Place]]


@blueprint.get("")
def index() -> Response:
    """All plans with where they work, or those that work in `?country=JP`. An unknown country is named as such."""
    country = request.args.get("country", "").strip().upper()
    covered = plans.covered(db.session(), now())
    is_unknown = bool(country) and not countries.is_country(country)
    page = render_template(
        "coverage/index.html",
        countries=countries.in_order({place.country for each in covered for place in each.places}),
        country="" if is_unknown else country, is_unknown=is_unknown, groups=_groups(covered),
        working=_working(covered, country),
    )  # fmt: skip
    return make_response(page, 422 if is_unknown else 200)


def _working(covered: list[Covered], country: str) -> list[tuple[tuple[str, ...], list[Covered]]]:
    """The plans that work in a country, those on the same networks together."""
    by_networks: dict[tuple[str, ...], list[Covered]] = {}
    for each in covered:
        for place in each.places:
            if place.country == country:
                by_networks.setdefault(place.networks, []).append(each)
    return list(by_networks.items())


def _groups(covered: list[Covered]) -> list[Group]:
    """Most plans share their places with others: those are said once. Few places come first."""
    by_places: dict[tuple[Place, ...], list[Covered]] = {}
    for each in covered:
        by_places.setdefault(each.places, []).append(each)
    return [(members, _in_order(key)) for key, members in sorted(by_places.items(), key=lambda pair: len(pair[0]))]


def _in_order(found: tuple[Place, ...]) -> list[Place]:
    by_code = {place.country: place for place in found}
    return [by_code[code] for code in countries.in_order(by_code)]
