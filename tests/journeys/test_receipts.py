"""From the payment to the paper, over the real wire: the file in the mail, the page, and the PDF."""

import pytest
import requests

from standins.demo.people import PEOPLE
from tests import papers
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World

CHINESE = "zh-CN,zh;q=0.9,en;q=0.8"
#: What a card is called, and what its receipt says.
ZH = ("首尔", ("收据", "付款合计", "亚洲 5 GB", "US$9.00"))
EN = ("Seoul", ("Receipt", "Total paid", "Asia 5 GB", "US$9.00"))


def newest_file(world: World) -> tuple[str, bytes]:
    """The file that came with the newest mail to the payer."""
    newest = world.messages("payer@example.com")[0]
    mailbox = f"http://127.0.0.1:{world.ports.mailbox}/messages/{newest['id']}/attachments/0"
    return newest["attachments"][0], requests.get(mailbox, timeout=10).content


def download(visitor: Visitor) -> requests.Response:
    """Press "Download PDF" on the page of the receipts."""
    (link, *_) = [a.get("href", "") for a in visitor.page.iter("a") if "receipt.pdf" in a.get("href", "")]
    return visitor.http.get(f"{visitor.site}{link}", headers={"Accept-Language": visitor.language}, timeout=10)


@pytest.fixture(scope="module")
def chinese_owner(small_world: World) -> Visitor:
    """The demo owner who reads Chinese, signed in."""
    return acts.sign_in(small_world, PEOPLE[0].msisdn, CHINESE)


def open_card(visitor: Visitor, label: str) -> Visitor:
    """The page of the owner's card of that name."""
    visitor.open("/dashboard/")
    links = {"".join(link.itertext()): link.get("href", "") for link in visitor.page.iter("a")}
    return visitor.open(next(address for text, address in links.items() if label in text))


@pytest.mark.parametrize(
    ("owner", "label", "words"), [("chinese_owner", *ZH), ("english_owner", *EN)], ids=["zh", "en"]
)
def test_who_pays_gets_one_receipt_by_mail_on_the_page_and_on_paper(
    small_world: World, request: pytest.FixtureRequest, owner: str, label: str, words: tuple[str, ...]
) -> None:
    visitor = acts.choose(open_card(request.getfixturevalue(owner), label))
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    visitor.open(visitor.path).follow("/receipt")
    assert all(word in visitor.text for word in words)
    name, mailed = newest_file(small_world)
    answer = download(visitor)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.content == mailed
    (text,) = papers.pages(mailed)
    assert [word for word in (*words, name.removesuffix(".pdf")) if word not in text] == []


def test_what_could_not_be_delivered_has_a_receipt_for_either_way(small_world: World, tablet: acts.Owned) -> None:
    visitor = acts.choose(tablet.open())
    acts.trouble(small_world, tablet.card, "gone")
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    acts.trouble(small_world, tablet.card, "")
    visitor.open(visitor.path).follow("/receipt")
    assert "Total paid" in visitor.text
    assert "Total given back" in visitor.text
    name, mailed = newest_file(small_world)
    assert name.startswith("TMR-")
    assert "Refund receipt" in papers.pages(mailed)[0]
