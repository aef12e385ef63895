"""What is on, codes, and the code for friends."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tmcard.domain.promotions import Kind, Promotion, Reason
from tmcard.services import promoting, trying
from tmcard.store import referrals
from tmcard.web import offers, said
from tmcard.web.callers import client
from tmcard.web.clock import now
from tmcard.web.database import db
from tmcard.web.guards import owner_required, signed_in_owner
from tmcard.web.htmx import go
from tmcard.web.letters_links import link
from tmcard.web.passing_on import code as drawn

blueprint = Blueprint("promotions", __name__, url_prefix="/promotions")


@blueprint.get("/")
def index() -> Response:
    """What is on, and the reader's codes. One in the address (a friend's link) is only filled in: a button says it."""
    form = said.SayCode()
    form.code.data = request.args.get("code", "")[: said.MOST_LETTERS]
    return _page(form, 200)


@blueprint.post("/code")
def code() -> AnyResponse:
    """Say a code for the next renewal, or take one back. One that does nothing for anybody is refused with why."""
    if "take_back" in request.form:
        return said.take_back(go(url_for("promotions.index")), request.form["take_back"])
    form = said.SayCode()
    if not form.validate_on_submit():
        return _page(form, 422)
    trying.count(db.session(), client(), now())
    why = _reason(form.text)
    if why is not None:
        form.refuse(offers.reason_words(why))
        return _page(form, 422)
    return said.say(go(url_for("promotions.index")), form.text)


@blueprint.get("/code")
def astray() -> AnyResponse:
    """Somebody opened the address of the button: show the page it is on."""
    return go(url_for("promotions.index"))


@blueprint.get("/invite")
@owner_required
def invite() -> str:
    """The owner's code for friends, and what it has brought."""
    owner_id, session, on = signed_in_owner().id, db.session(), offers.board()
    mine = referrals.of_owner(session, owner_id) or ""
    url = link("promotions.index", code=mine) if mine else ""
    return render_template(
        "promotions/invite.html", code=mine, url=url, picture=drawn(url) if mine else "",
        brought=promoting.brought(session, owner_id, now()), referral=on.of(Kind.REFERRAL), reward=on.of(Kind.REWARD),
    )  # fmt: skip


@blueprint.post("/invite")
@owner_required
def make() -> AnyResponse:
    """Make the owner's code."""
    promoting.code_of(db.session(), signed_in_owner().id, now())
    return go(url_for("promotions.invite"))


def _reason(text: str) -> Reason | None:
    reader = signed_in_owner()
    found = promoting.about(db.session(), text, reader.id if reader is not None else None, now())
    return None if isinstance(found, Promotion) else found


def _page(form: said.SayCode, status: int) -> Response:
    codes = said.codes()
    reasons = {each: _reason(each) for each in codes}
    page = render_template(
        "promotions/index.html", banner=offers.whats_on(Kind.SALE, Kind.FIRST_ORDER), code_form=form, codes=codes,
        doing_nothing={each: why for each, why in reasons.items() if why is not None},
        code_action=url_for("promotions.code"), is_referral_on=offers.board().of(Kind.REFERRAL) is not None,
    )  # fmt: skip
    return make_response(page, status)
