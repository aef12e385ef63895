"""A link allows exactly what it says, whatever happens between the page and the money, however many come at once."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from tests import rows
from tests.guest_links import made
from tests.services.stories import Story
from tmcard.domain.money import Money
from tmcard.services import guesting
from tmcard.services.guesting import LinkEnded, PriceMoved
from tmcard.services.quoting.effects import UNKNOWN
from tmcard.services.quoting.quote import Wish
from tmcard.store.models import Link, Order, Payment
from tmcard.store.transactions import release

NINE = Money(900, "USD")
_guests = count(1)


def order(story: Story, link: Link, shown: Money = NINE, guest: int | None = None) -> Order:
    """A guest of their own chooses the plan."""
    number = guest or next(_guests)
    asked = (story.owner.id, story.card.ref, story.plan.sku, f"guest-{number}", "USD", "en", "Europe/Lisbon")
    wish = Wish(*asked, link_id=link.id, visitor_hash=f"{number:064}", email="payer@guests.example")
    placed = guesting.order(story.session, wish, shown, now=story.clock(), carriers=UNKNOWN)
    release(story.session)
    return placed


def _approved(story: Story, link: Link) -> Payment:
    return story.approve(order(story, link))


def test_of_guests_at_the_last_use_at_once_one_pays(story: Story, database_kind: str) -> None:
    link = made(story.session, story.card)
    attempts = [_approved(story, link) for _ in range(4)]
    waiting = list(attempts)
    story.together(lambda other: other.settle(waiting.pop()).status)
    assert len(story.gateway.takes) == 1
    for _ in range(6):
        story.sweep(minutes=1)
    statuses = sorted(story.payment(each.id).status for each in attempts)
    assert statuses == ["captured", "declined", "declined", "declined"]


def test_guests_who_only_looked_at_paypal_keep_nobody_waiting(story: Story, database_kind: str) -> None:
    link = made(story.session, story.card)
    story.begin(order(story, link))
    assert story.settle(_approved(story, link)).status == "captured"


def _revoke(story: Story, link: Link) -> None:
    guesting.revoke(story.session, link, story.clock())


def _let_expire(story: Story, _link: Link) -> None:
    story.clock.tick(minutes=61)


@pytest.mark.parametrize(
    ("happen", "code"), [(_revoke, "link_revoked"), (_let_expire, "link_expired")], ids=["revoked", "expired"]
)
def test_between_approval_and_capture_the_link_still_counts(
    story: Story, database_kind: str, happen: Callable[[Story, Link], None], code: str
) -> None:
    link = made(story.session, story.card, lasts=timedelta(hours=1))
    payment = _approved(story, link)
    happen(story, link)
    settled = story.settle(payment)
    assert (settled.status, settled.failure) == ("declined", code)
    assert story.gateway.takes == []


def test_a_revoked_link_begins_no_payment(story: Story) -> None:
    link = made(story.session, story.card)
    placed = order(story, link)
    _revoke(story, link)
    with pytest.raises(LinkEnded):
        story.start(placed)
    assert story.attempts(placed) == []


def test_a_plan_or_price_beyond_the_link_is_not_quoted(story: Story, database_kind: str) -> None:
    other = made(story.session, story.card, skus=("another-plan",))
    cheap = made(story.session, story.card, most=Money(899, "USD"))
    foreign = made(story.session, story.card, most=Money(99999, "EUR"))
    for link in (other, cheap, foreign):
        with pytest.raises(LinkEnded):
            order(story, link)


def test_another_price_than_the_one_shown_leaves_nothing_behind(story: Story) -> None:
    link = made(story.session, story.card)
    with pytest.raises(PriceMoved):
        order(story, link, shown=Money(800, "USD"))
    assert story.session.query(Order).count() == 0
    release(story.session)


def test_the_same_form_is_the_same_order(story: Story, database_kind: str) -> None:
    link = made(story.session, story.card)
    assert len({each.id for each in story.together(lambda other: order(other, link, guest=77))}) == 1


def test_the_owner_is_told_and_the_guest_gets_the_receipt(story: Story) -> None:
    link = made(story.session, story.card)
    paid = story.pay(order(story, link))
    story.credit(paid)
    assert sorted(story.letters(paid)) == ["guest_renewed", "receipt"]


def test_a_renewal_by_the_owner_is_no_news_to_the_owner(story: Story) -> None:
    assert "guest_renewed" not in story.letters(story.credit(story.pay()))


def test_a_guests_order_is_kept_in_one_account_only(story: Story, database_kind: str) -> None:
    placed = order(story, made(story.session, story.card))
    first, second = rows.owner(story.session), rows.owner(story.session)
    assert guesting.keep(story.session, placed, first.id)
    assert not guesting.keep(story.session, placed, second.id)
    assert story.order(placed.id).payer_id == first.id


def test_an_owners_own_order_cannot_be_kept(story: Story) -> None:
    assert not guesting.keep(story.session, story.quote(), rows.owner(story.session).id)
