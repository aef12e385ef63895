"""A sale, from the file of whoever announces it to the paper of whoever paid: the same total everywhere."""

from itertools import count
from pathlib import Path

import pytest
import requests

from tests import papers
from tests.journeys import acts
from tests.world import World

PLAN = """
[[plan]]
sku = "{sku}"
name_en = "Asia 2 GB"
name_zh = "亚洲 2 GB"
period = {{ unit = "day", count = 7 }}
data = "2 GB"
carrier = "esimaccess"
carrier_code = "TOPUP_SALE_2"
prices = {{ USD = "4.00" }}
"""
SALE = """
[[promotion]]
key = "{sku}"
kind = "sale"
name_en = "Winter sale"
name_zh = "冬季特惠"
zone = "Asia/Shanghai"
starts = 2026-01-01T00:00:00
{effect}
plans = ["{sku}"]
group = "{sku}"
"""
#: What a sale of extra data loads instead.
MORE = 'loads = {{ {sku} = {{ code = "TOPUP_SALE_3", data = "3 GB" }} }}'
_numbers = count(1)


@pytest.fixture
def sku(small_world: World, tmp_path: Path) -> str:
    """A plan of its own in the shared world, for US$4.00."""
    for code, size in (("TOPUP_SALE_2", 2), ("TOPUP_SALE_3", 3)):
        package = {"packageCode": code, "price": 10000, "volume": size * 2**30, "duration": 7}
        requests.post(f"{small_world.carriers}/_standin/packages", json=[package], timeout=10).raise_for_status()
    sku = f"sale-{next(_numbers)}"
    bring(small_world, tmp_path, "import-plans", PLAN.format(sku=sku))
    return sku


def bring(world: World, folder: Path, command: str, text: str) -> None:
    """Import a file as an operator does."""
    file = folder / f"{command}.toml"
    file.write_text(text, encoding="utf-8")
    done = world.app.test_cli_runner().invoke(args=["tmcard", command, str(file)])
    assert done.exit_code == 0, done.output


def of_order(world: World, kind: str, path: str) -> list[str]:
    """The amounts that PayPal was asked for, or took, for an order."""
    prefix = f"TM-{path.split('/')[2]}-"
    return [
        str(each["value"]) for each in world.ledger(world.paypal)[kind] if str(each["invoice_id"]).startswith(prefix)
    ]


def test_what_is_shown_asked_for_taken_and_written_is_the_total(
    small_world: World, tmp_path: Path, seoul: acts.Owned, sku: str
) -> None:
    bring(small_world, tmp_path, "import-promotions", SALE.format(sku=sku, effect="percent = 15"))
    visitor = acts.choose(seoul.open(), sku)
    order = visitor.path
    assert "Pay US$3.40" in visitor.text
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    assert of_order(small_world, "captures", order) == ["3.40"]
    assert "Your card is renewed" in visitor.open(visitor.path).text
    visitor.follow("/receipt")
    assert [word for word in ("US$4.00", "Winter sale", "US$0.60", "US$3.40") if word not in visitor.text] == []
    newest = small_world.messages("payer@example.com")[0]
    mailbox = f"http://127.0.0.1:{small_world.ports.mailbox}/messages/{newest['id']}/attachments/0"
    (text,) = papers.pages(requests.get(mailbox, timeout=10).content)
    assert [word for word in ("US$4.00", "Winter sale", "US$3.40") if word not in text] == []


def test_more_data_is_promised_loaded_and_stated_by_the_carrier(
    small_world: World, tmp_path: Path, seoul: acts.Owned, sku: str
) -> None:
    bring(small_world, tmp_path, "import-promotions", SALE.format(sku=sku, effect=MORE.format(sku=sku)))
    visitor = acts.choose(seoul.open(), sku)
    assert "Pay US$4.00" in visitor.text
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    assert "Your card is renewed" in visitor.open(visitor.path).text
    loaded = [each["packageCode"] for each in small_world.ledger(small_world.carriers)["top_ups"]]
    assert loaded[-1] == "TOPUP_SALE_3"
