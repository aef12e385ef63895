"""What people do in a real browser, step by step."""

from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from standins.demo.people import PASSWORD, DemoCard
from tests.journeys import acts
from tests.world import World
from tmcard.store.models import Order, Payment
from tmcard.web.database import db

#: For what the site says of itself; polls are a few seconds apart.
PATIENCE = 15_000
PAY, APPROVE = "main form .button.primary", "button.approve"
#: The button that works without scripts, and stays where they run.
REDIRECT = "#pay-redirect"


def register(page: Page, world: World, number: str) -> None:
    """Somebody new, up to an empty dashboard."""
    page.goto("/auth/register")
    page.select_option("[name=country]", "CN")
    page.fill("[name=phone]", number)
    page.fill("[name=password]", PASSWORD)
    page.locator(PAY).click()
    page.wait_for_url("**/auth/verify*")
    page.fill("[name=code]", acts.code_for(world, f"+86{number}"))
    page.locator(PAY).first.click()
    page.wait_for_url("**/dashboard/")


def claim(page: Page, card: DemoCard) -> None:
    """Make a card one's own."""
    page.goto("/dashboard/cards/claim")
    page.fill("[name=iccid]", card.iccid[-6:])
    page.fill("[name=code]", card.claim_code)
    page.locator(PAY).click()


def review(page: Page, card_path: str) -> None:
    """From a card's page, by the picker, to the review, with the terms agreed to."""
    page.goto(card_path)
    page.locator("#remaining .button").click()
    page.locator("[value=asia-month-5]").check(force=True)
    page.locator(PAY).click()
    page.wait_for_url("**/checkout/*")
    page.locator("[name=terms]").check()


def pay(page: Page, world: World) -> None:
    """Go to PayPal's own page, approve there, come back."""
    page.locator(REDIRECT).click()
    page.wait_for_url(f"{world.paypal}/**")
    page.locator(APPROVE).click()
    page.wait_for_url(f"{world.site}/checkout/*")


def stay(page: Page) -> None:
    """Mark the document, so that `stayed` can tell whether another one has been loaded since."""
    page.evaluate("window.stayed = true")


def stayed(page: Page) -> bool:
    """Whether the page is still the one that was marked."""
    return bool(page.evaluate("window.stayed === true"))


def attempts(world: World, path: str) -> int:
    """How many payments an order has."""
    query = select(func.count(Payment.id)).join(Order, Payment.order_id == Order.id)
    with world.app.app_context(), Session(db.engine) as session:
        return session.execute(query.where(Order.ref == path.rsplit("/", 1)[-1])).scalar_one()


def expect_heading(page: Page, text: str) -> None:
    """The page's one headline comes to say this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text, timeout=PATIENCE)
