"""The main job, end to end, by somebody whose browser runs no script: real HTTP to the site and to every stand-in."""

import pytest

from standins.demo.people import FREE, DemoCard
from tests.journeys import acts
from tests.world import World

ENGLISH = {
    "language": "en-GB,en;q=0.9",
    "pay": "Pay US$9.00",
    "credited": "Your card is renewed",
    "receipt": "Receipt: your T-M card is renewed (US$9.00)",
}
CHINESE = {
    "language": "zh-CN,zh;q=0.9,en;q=0.8",
    "pay": "支付 US$9.00",
    "credited": "续费成功",
    "receipt": "收据：您的 T-M card 已续费（US$9.00）",
}


@pytest.mark.parametrize(("card", "words"), [(FREE[0], ENGLISH), (FREE[1], CHINESE)], ids=["en", "zh"])
def test_somebody_new_registers_claims_renews_pays_and_watches(
    small_world: World, card: DemoCard, words: dict[str, str]
) -> None:
    visitor, _ = acts.register(small_world, words["language"])
    acts.choose(acts.claim(visitor, card))
    assert words["pay"] in visitor.text
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    visitor.open(visitor.path)
    assert words["credited"] in visitor.text
    assert small_world.messages("payer@example.com")[0]["subject"] == words["receipt"]


def test_the_end_shown_before_paying_is_the_end_the_carrier_states(small_world: World, seoul: acts.Owned) -> None:
    acts.choose(seoul.open(), "asia-year-60")
    promised = seoul.visitor.times()[-1]
    acts.approve(acts.go_to_paypal(seoul.visitor, small_world))
    small_world.worker.sweep()
    assert promised in seoul.visitor.open(seoul.visitor.path).times()
    assert promised in seoul.open().times()


def test_signing_out_ends_it_for_the_old_cookie_too(small_world: World) -> None:
    visitor, _ = acts.register(small_world, ENGLISH["language"])
    kept = dict(visitor.http.cookies)
    visitor.submit("/auth/sign-out")
    visitor.http.cookies.update(kept)
    assert visitor.open("/dashboard/").path == "/auth/sign-in"
