"""Refused, cancelled, slow, unknown: each has an honest page that says whether money moved and what to do next."""

import requests

from tests.journeys import acts
from tests.world import World


def test_a_payer_who_cancels_is_told_that_no_money_moved(small_world: World, tablet: acts.Owned) -> None:
    visitor = acts.go_to_paypal(acts.choose(tablet.open()), small_world)
    visitor.submit("checkoutnow", act="cancel")
    assert visitor.path.endswith("/cancel")
    assert "No money" in visitor.text


def test_a_declined_payment_can_be_paid_from_another_account(small_world: World, tablet: acts.Owned) -> None:
    visitor = acts.go_to_paypal(acts.choose(tablet.open()), small_world)
    acts.approve(visitor, "payer+declined@example.com")
    order = visitor.path
    assert "PayPal could not use that card or account" in visitor.text
    assert "No money has been taken" in visitor.text
    visitor.follow("checkoutnow")
    acts.approve(visitor)
    small_world.worker.sweep()
    assert "Your card is renewed" in visitor.open(f"{small_world.site}{order}").text


def test_a_payment_refused_for_good_says_so_and_offers_another_way(small_world: World, singapore: acts.Owned) -> None:
    visitor = acts.go_to_paypal(acts.choose(singapore.open()), small_world)
    acts.approve(visitor, "payer+refused@example.com")
    assert "The payment was declined" in visitor.text
    assert "No money has been taken" in visitor.text


def test_an_unclear_answer_is_being_checked_and_never_asks_to_pay_again(
    small_world: World, singapore: acts.Owned
) -> None:
    visitor = acts.go_to_paypal(acts.choose(singapore.open()), small_world)
    for nth in (1, 2):
        fault = {"operation": "capture", "nth": nth, "kind": "500_after"}
        requests.post(f"{small_world.paypal}/_standin/faults", json=fault, timeout=10).raise_for_status()
    acts.approve(visitor)
    assert "Do not pay again" in visitor.text
    assert not [form for form in visitor.page.iter("form") if "/pay" in form.get("action", "")]


def test_what_the_carrier_refuses_is_paid_back_by_itself(small_world: World, tablet: acts.Owned) -> None:
    visitor = acts.choose(tablet.open())
    acts.trouble(small_world, tablet.card, "gone")
    acts.approve(acts.go_to_paypal(visitor, small_world))
    small_world.worker.sweep()
    assert "Your money has gone back" in visitor.open(visitor.path).text
    acts.trouble(small_world, tablet.card, "")
    assert "back" in small_world.messages("payer@example.com")[0]["subject"]


def test_an_expired_card_says_that_it_cannot_be_renewed(small_world: World, tablet: acts.Owned) -> None:
    expired = acts.Owned(tablet.visitor, acts.labelled("Last year's card"))
    assert "cannot be renewed" in expired.open().text
