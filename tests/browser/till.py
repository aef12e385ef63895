"""What people do on the pay page: type a card into PayPal's frames, approve in its window, hold a finger up."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.browser import steps
from tests.visitor import Visitor
from tests.world import World
from tmcard.store import payments
from tmcard.store.models import Base, Counter, Order, Payment
from tmcard.store.transactions import write
from tmcard.web.database import db

#: The schemes' well-known test numbers, by what the stand-in does with them.
CARDS = {
    "approved": "4111111111111111",
    "declined": "4000000000000002",
    "instrument declined": "6011111111111117",
    "3-D Secure passed": "5555555555554444",
    "3-D Secure failed": "5105105105105100",
    "3-D Secure unclear": "378282246310005",
}


@dataclass(frozen=True, slots=True)
class Till:
    """A browser at the pay page, and the world behind it."""

    page: Page
    world: World
    order: str

    def type_card(self, number: str) -> None:
        """Fill in PayPal's fields."""
        typed = {"number": number, "expiry": "12/40", "cvv": "1234" if number.startswith("37") else "123"}
        for name, text in {**typed, "name": "Li Lei"}.items():
            self.page.frame_locator(f"#card-{name} iframe").locator("input").fill(text)

    def pay_by_card(self, number: str) -> None:
        """Fill in and press."""
        self.type_card(number)
        self.page.locator("#card-pay").click()

    def at_the_bank(self, button: str) -> None:
        """Answer the bank of the card."""
        self.page.frame_locator("iframe[title='Your bank']").locator(button).click()

    def pay_in_window(self, payer: str = "payer@example.com") -> None:
        """Press PayPal's own button and approve in its window."""
        self.approve(self.window(), payer)

    def window(self) -> Page:
        """Press PayPal's own button: its window."""
        with self.page.expect_popup() as opened:
            self.page.locator("#paypal-button button").click()
        opened.value.wait_for_url("**/checkoutnow*")
        return opened.value

    def approve(self, window: Page, payer: str = "payer@example.com") -> None:
        """Approve in a window of PayPal's."""
        window.wait_for_url("**/checkoutnow*")
        window.fill("[name=email]", payer)
        window.locator(steps.APPROVE).click()

    def expect_said(self, where: str, words: str) -> None:
        """Something is said beside a way to pay, and the page is still there to be used."""
        expect(self.page.locator(f"[data-said={where}]")).to_contain_text(words, timeout=steps.PATIENCE)
        expect(self.page.locator("#pay-redirect")).to_be_enabled()

    def attempts(self) -> list[Payment]:
        """The order's payments."""
        with self.world.app.app_context(), Session(db.engine) as session:
            order_id = session.execute(select(Order.id).where(Order.ref == self.order)).scalar_one()
            return payments.of_order(session, order_id)

    def methods(self) -> list[str]:
        """How it was tried to pay the order."""
        return [payment.method for payment in self.attempts()]

    def statuses(self) -> list[str]:
        """What became of each try."""
        return [payment.status for payment in self.attempts()]

    def captures(self) -> int:
        """How often PayPal took the order's money."""
        taken = self.world.ledger(self.world.paypal)["captures"]
        return sum(self.order in str(each["invoice_id"]) and each["status"] == "COMPLETED" for each in taken)

    def everything_stored(self) -> str:
        """Every row of our database, as one text."""
        with self.world.app.app_context(), Session(db.engine) as session:
            tables = Base.metadata.sorted_tables
            return "\n".join(repr(tuple(row)) for table in tables for row in session.execute(select(table)))


def at_the_till(
    browse: Callable[..., Page], world: World, visitor: Visitor, *switches: str, wait_for: str = "#card-name iframe",
    language: str = "en", **options: object,
) -> Till:  # fmt: skip
    """Choose a plan and come to the pay page, in a browser for which PayPal's script has `switches` on."""
    with world.app.app_context(), Session(db.engine) as session, write(session, "limits_forgotten"):
        session.execute(delete(Counter))  # one owner stands for many here
    page = browse(language, visitor, **options)
    value = ".".join(switches) or "none"
    page.context.add_cookies([{"name": "standin_sdk", "value": value, "url": world.paypal}])
    steps.review(page, visitor.path)
    page.locator(wait_for).first.wait_for()
    return Till(page, world, page.url.rsplit("/", 1)[-1])
