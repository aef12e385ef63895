"""The world changes while somebody looks at a price: nothing is charged that was not on the button that was pressed."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import requests
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World
from tmcard.store.models import Card, Order
from tmcard.store.transactions import write
from tmcard.web.database import db

ENTRY = """
[[plan]]
sku = "{sku}"
name_en = "{name}"
name_zh = "亚洲 2 GB"
period = {{ unit = "day", count = 7 }}
data = "2 GB"
carrier = "esimaccess"
carrier_code = "TOPUP_QUOTE"
prices = {{ USD = "{price}" }}
"""
PACKAGE = {"packageCode": "TOPUP_QUOTE", "price": 10000, "volume": 2 * 2**30, "duration": 7}
_numbers = count(1)


class Shop:
    """A plan of its own in the shared world, for US$4.00, and what its seller does with it."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder, self.sku = world, folder, f"quoted-{next(_numbers)}"
        requests.post(f"{world.carriers}/_standin/packages", json=[PACKAGE], timeout=10).raise_for_status()
        self.sell("4.00")

    def sell(self, price: str, name: str = "Asia 2 GB", more: str = "") -> None:
        """Import the plan at a price."""
        file = self.folder / "plans.toml"
        file.write_text(ENTRY.format(sku=self.sku, price=price, name=name) + more, encoding="utf-8")
        done = self.world.app.test_cli_runner().invoke(args=["tmcard", "import-plans", str(file)])
        assert done.exit_code == 0, done.output

    def withdraw(self, price: str = "4.00") -> None:
        """Sell it no more."""
        self.sell(price, more=f"sold_until = {datetime.now(UTC).isoformat()}\n")

    def run_out(self, path: str) -> None:
        """Let a quarter of an hour pass for one quote."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        self._put(update(Order).where(Order.ref == path.split("/")[2]).values(quote_ends_at=past))

    def end(self, card_iccid: str, ends_at: datetime) -> datetime:
        """Let the card end at another time; answers when it would have."""
        with self.world.app.app_context(), Session(db.engine) as session:
            known = session.query(Card).filter_by(iccid=card_iccid).one().ends_at
        self._put(update(Card).where(Card.iccid == card_iccid).values(ends_at=ends_at))
        return known or ends_at

    def _put(self, statement: object) -> None:
        with self.world.app.app_context(), Session(db.engine) as session, write(session, "meanwhile"):
            session.execute(statement)  # type: ignore[call-overload]  # any UPDATE will do


@pytest.fixture
def shop(small_world: World, tmp_path: Path) -> Shop:
    """A seller with one plan."""
    return Shop(small_world, tmp_path)


def press(visitor: Visitor) -> Visitor:
    """Agree, and press the button that names the price."""
    return visitor.submit("/pay", terms="y", email="payer@example.com")


def taken(world: World, path: str) -> list[str]:
    """What PayPal took for an order."""
    captures = world.ledger(world.paypal)["captures"]
    return [str(c["value"]) for c in captures if str(c["invoice_id"]).startswith(f"TM-{path.split('/')[2]}-")]


def test_a_price_that_changed_while_the_payer_looked_is_not_charged(
    small_world: World, shop: Shop, seoul: acts.Owned
) -> None:
    visitor = acts.choose(seoul.open(), shop.sku)
    order = visitor.path
    shop.sell("5.00", "Asia 2 GB plus")
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    assert "Your card is renewed" in visitor.open(visitor.path).text
    assert taken(small_world, order) == ["4.00"]


def test_a_price_that_ran_out_is_replaced_said_and_pressed_once_more(
    small_world: World, shop: Shop, seoul: acts.Owned
) -> None:
    visitor = acts.choose(seoul.open(), shop.sku)
    old = visitor.path
    shop.sell("5.00", "Asia 2 GB plus")
    shop.run_out(old)
    press(visitor)
    assert visitor.status == 409
    assert "The price changed from US$4.00 to US$5.00." in visitor.text
    assert "Pay US$5.00" in visitor.text
    visitor.submit("/pay")  # nothing is typed again
    acts.approve(visitor)
    small_world.worker.sweep()
    assert "Your card is renewed" in visitor.open(visitor.path).text
    assert (taken(small_world, old), taken(small_world, visitor.path)) == ([], ["5.00"])


def test_the_requote_of_a_requote_is_one_more_press(small_world: World, shop: Shop, seoul: acts.Owned) -> None:
    visitor = acts.choose(seoul.open(), shop.sku)
    for _ in range(2):
        action = visitor.form("/pay").get("action", "")
        shop.run_out(action)
        press(visitor)
        assert "Price, plan and new end are the same as before" in visitor.text
    acts.go_to_paypal(visitor, small_world).submit("checkoutnow", act="cancel")
    assert "No money" in visitor.text


def test_a_plan_withdrawn_between_review_and_press_is_not_begun(
    small_world: World, shop: Shop, seoul: acts.Owned
) -> None:
    visitor = acts.choose(seoul.open(), shop.sku)
    shop.withdraw()
    press(visitor)
    assert visitor.status == 409
    assert "This plan is not sold any more" in visitor.text
    assert "No money has been taken" in visitor.text


def test_a_plan_withdrawn_between_approval_and_capture_takes_no_money(
    small_world: World, shop: Shop, tablet: acts.Owned
) -> None:
    visitor = acts.choose(tablet.open(), shop.sku)
    order = visitor.path
    acts.go_to_paypal(visitor, small_world)
    shop.withdraw()
    acts.approve(visitor)
    assert "We stopped before taking any money" in visitor.text
    assert "This plan was taken off sale meanwhile" in visitor.text
    assert taken(small_world, order) == []


def test_a_card_that_expired_between_approval_and_capture_takes_no_money(
    small_world: World, shop: Shop, tablet: acts.Owned
) -> None:
    visitor = acts.choose(tablet.open(), shop.sku)
    order = visitor.path
    acts.go_to_paypal(visitor, small_world)
    known = shop.end(tablet.card.iccid, datetime.now(UTC))
    acts.approve(visitor)
    shop.end(tablet.card.iccid, known)
    assert "We stopped before taking any money" in visitor.text
    assert taken(small_world, order) == []


def test_two_tabs_pay_once_and_the_other_one_is_told_what_changed(
    small_world: World, shop: Shop, seoul: acts.Owned
) -> None:
    first = acts.choose(seoul.open(), shop.sku).path
    visitor = acts.choose(seoul.open(), shop.sku)
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    visitor.open(f"{small_world.site}{first}")
    assert "This quote is out of date" in visitor.text
    visitor.submit("/requote")
    assert "The new end changed from" in visitor.text
    assert "Pay US$4.00" in visitor.text
    assert taken(small_world, first) == []
