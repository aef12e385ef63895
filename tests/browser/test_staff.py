"""The staff pages, in both languages, light and dark, on the narrowest phones; and a refund with nothing but taps."""

from functools import partial

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import staff_room
from tests.browser.conftest import Browse
from tests.browser.survey import Reach, Survey, go
from tests.browser.test_pages import REFUSED, check
from tests.browser.tour import ACCEPT
from tests.world import World
from tmcard.config import from_environ
from tmcard.services.staffing import inviting
from tmcard.store import staff
from tmcard.store.models import Order, Payment
from tmcard.store.transactions import release
from tmcard.web.clock import now
from tmcard.web.database import db


def _paid(world: World, status: str) -> str:
    """Where the staff see a payment of the demo that stands so."""
    with world.app.app_context():
        query = select(Order.ref, Payment.ref).join(Order, Payment.order_id == Order.id)
        order, payment = db.session().execute(query.where(Payment.status == status).limit(1)).one()
        release(db.session())
    return f"/staff/orders/{order}/payments/{payment}"


def _press(path: str, page: Page, **typed: str) -> None:
    page.goto(path)
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form .actions .button").first.click()
    page.wait_for_load_state()


def _enrol(world: World, page: Page) -> None:
    """The page behind a one-time password."""
    keys = (from_environ(world.environ).secret_key,)
    with world.app.app_context():
        is_known = staff.by_name(db.session(), "newcomer") is not None
        invite = inviting.invite_again if is_known else inviting.invite
        password = invite(db.session(), keys, "newcomer", now())
    page.context.clear_cookies(name="staff")
    _press("/staff/sign-in", page, name="newcomer", password=password)
    expect(page).to_have_url(f"{world.site}/staff/enrol")


def _reaches(world: World) -> dict[str, Reach]:
    taken, back = _paid(world, "captured"), _paid(world, "refunded")
    reaches: dict[str, Reach] = {"work": partial(go, "/staff/"), "nothing": partial(go, "/staff/orders?q=nothing")}
    reaches["found"] = partial(go, f"/staff/orders?q={taken.split('/')[3]}")
    reaches |= {"order": partial(go, taken.split("/payments")[0]), "refunded": partial(go, back.split("/payments")[0])}
    reaches |= {"refund": partial(go, f"{taken}/refund"), "no refund": partial(go, f"{back}/refund")}
    reaches["refund refused"] = partial(_press, f"{taken}/refund", amount="99")
    reaches["check"] = partial(_press, f"{taken}/refund", amount="1.00", note="Slow on the train")
    reaches |= {"close": partial(go, f"{taken}/close"), "close refused": partial(_press, f"{taken}/close")}
    reaches["enrol"] = partial(_enrol, world)
    reaches |= {"sign-in": partial(go, "/staff/sign-in"), "sign-in refused": partial(_press, "/staff/sign-in")}
    return reaches


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_staff_page_can_be_used_by_everybody(browse: Browse, small_world: World, language: str) -> None:
    survey, desk = Survey(), staff_room.at_desk(small_world, ACCEPT[language])
    survey.walk(browse(language, desk, expects=REFUSED), _reaches(small_world))
    check(survey)


def test_a_refund_by_taps_alone(browse: Browse, small_world: World) -> None:
    page = browse("en", staff_room.at_desk(small_world))
    page.goto(_paid(small_world, "captured").split("/payments")[0])
    page.get_by_role("link", name="Refund…").first.click()
    page.get_by_label("Amount").fill("1.00")
    page.get_by_label("Note for the journal").fill("Slow on the train")
    page.get_by_role("button", name="Check what will happen").click()
    page.get_by_role("button", name="Give US$1.00 back").click()
    expect(page.get_by_text("The refund is written down and on its way.")).to_be_visible()
    expect(page.locator("#journal")).to_contain_text("Refund asked for")
