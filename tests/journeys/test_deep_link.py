"""Issue 5, point 2: from the mail to credited by two taps, without signing in and without JavaScript."""

import pytest

from standins.demo.people import PEOPLE
from tests import renew_mail
from tests.journeys import acts
from tests.visitor import Visitor
from tests.world import World

WORDS = {
    "en": ("en-GB,en;q=0.9", "Agree and pay US$", "Your card is renewed"),
    "zh": ("zh-CN,zh;q=0.9,en;q=0.8", "同意条款并支付 US$", "续费成功"),
}


@pytest.mark.parametrize(("language", "label"), [("en", "Seoul"), ("zh", "Mum's tablet")])
def test_from_the_mail_to_renewed_in_two_taps(small_world: World, language: str, label: str) -> None:
    accept, button, renewed = WORDS[language]
    address = renew_mail.sent(small_world, acts.labelled(label))
    visitor = Visitor(small_world.site, accept).open(address)
    assert button in visitor.text
    assert "/r/" not in visitor.path
    visitor.submit("/renew/", way="paypal", email="payer@example.com")
    assert visitor.url.startswith(small_world.paypal)
    acts.approve(visitor)
    small_world.worker.sweep()
    visitor.open(visitor.path)
    assert renewed in visitor.text
    assert Visitor(small_world.site, accept).open(address).status == 410


def test_the_receipt_is_the_payers_and_the_account_stays_closed(small_world: World) -> None:
    address = renew_mail.sent(small_world, acts.labelled("Singapore"))
    visitor = Visitor(small_world.site, "en").open(address).submit("/renew/", way="paypal", email="other@example.com")
    acts.approve(visitor)
    small_world.worker.sweep()
    order = visitor.path
    assert "Receipt" in visitor.open(f"{order}/receipt").text
    assert PEOPLE[1].msisdn not in visitor.text
    assert visitor.open("/dashboard/").path == "/auth/sign-in"
    assert small_world.messages("other@example.com")
