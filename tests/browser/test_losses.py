"""What would be lost is asked about by the page's script as well: no way to pay begins before."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import steps
from tests.browser.till import CARDS, Till, at_the_till
from tests.visitor import Visitor
from tests.world import World

SKU = "asia-fresh-8"


@pytest.fixture
def till(browse: Callable[..., Page], small_world: World, traveller: Visitor) -> Iterator[Till]:
    """The pay page of a plan that starts over, with the terms agreed to."""
    till = at_the_till(browse, small_world, traveller)
    till.page.goto(traveller.path.replace("/dashboard/", "/plans/"))
    till.page.locator(f"label[for=plan-{SKU}]").click()
    till.page.get_by_role("button", name="Continue").click()
    till.page.locator("[name=terms]").check()
    till.page.locator("#card-name iframe").first.wait_for()
    yield Till(till.page, small_world, till.page.url.rsplit("/", 1)[-1])
    small_world.worker.sweep()


def test_nothing_begins_before_the_loss_is_known_and_then_it_is_paid(till: Till) -> None:
    till.type_card(CARDS["approved"])
    till.page.locator("#card-pay").click()
    till.expect_said("loss", "Tick the box to say that you know what would be lost")
    assert till.methods() == []
    till.page.locator("[name=loss]").check()
    till.page.locator("#card-pay").click()
    steps.expect_heading(till.page, "Your card is being renewed")
