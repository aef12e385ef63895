"""A carrier that takes no transaction ids, answers no balance and reads late, but keeps books: history first."""

import pytest
from sqlalchemy import select

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import Busy, NotFound, NotSent, ProfileStatus, Refused, TopUpRequest, Unknown
from tmcard.store import cards, orders
from tmcard.store.models import Bucket, Card, Order
from tmcard.store.transactions import release

GB = BYTES_PER_GB


def _card(story: Story) -> Card:
    card = cards.by_id(story.session, story.card.id)
    release(story.session)
    return card


def _evidence(story: Story, order: Order) -> dict[str, object]:
    line = orders.journal(story.session, order.id)[-1]
    release(story.session)
    return dict(line.evidence)


def test_the_books_are_asked_before_anything_is_sent(books: Story, database_kind: str) -> None:
    order = books.credit(books.pay())
    assert order.status == "credited"
    assert books.carrier.calls == ["made_under", "read", "top_up", "read"]


def test_what_the_carrier_does_not_state_is_derived_and_said_to_be(books: Story) -> None:
    order = books.credit(books.pay())
    assert (order.stated_total_bytes, order.stated_ends_at) == (None, None)
    assert (_card(books).total_bytes, _card(books).ends_at) == (10 * GB, order.after_ends_at)
    assert _evidence(books, order) | {"derived": True, "top_up": "TOP-0"} == _evidence(books, order)
    assert books.session.scalars(select(Bucket.ends_at)).all() == [order.after_ends_at]


def test_a_reading_that_shows_the_top_up_is_believed(books: Story) -> None:
    books.carrier.meanwhile("top_up", books.carrier.catch_up)
    order = books.credit(books.pay())
    assert (order.stated_total_bytes, order.stated_ends_at) == (10 * GB, order.after_ends_at)


def test_a_reading_that_fails_after_the_top_up_keeps_nobody_waiting(books: Story) -> None:
    books.carrier.meanwhile("top_up", lambda: books.carrier.fail("read", Unknown("timeout")))
    assert books.credit(books.pay()).status == "credited"


def test_a_top_up_whose_answer_is_lost_is_found_in_the_books_at_once(books: Story, database_kind: str) -> None:
    books.carrier.lose("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.clock.tick(seconds=6)
    assert (order.status, books.credit(order).status) == ("crediting", "credited")
    assert books.carrier.calls.count("top_up") == 1


def test_what_is_found_late_is_stated_by_a_fresh_reading(books: Story) -> None:
    books.carrier.lose("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.carrier.catch_up()
    books.clock.tick(minutes=25)
    assert books.credit(order).stated_total_bytes == 10 * GB


def test_nothing_is_sent_again_while_the_first_may_be_under_way(books: Story) -> None:
    books.carrier.fail("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.clock.tick(seconds=119)
    assert books.credit(order).status == "crediting"
    assert books.carrier.calls.count("top_up") == 1
    books.clock.tick(seconds=2)
    assert books.credit(order).status == "credited"
    assert [made.transaction_id for made in books.carrier.top_ups] == [f"tm-{order.ref}-1"]


def test_an_effect_that_comes_late_is_found_and_not_doubled(books: Story) -> None:
    books.carrier.fail("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.clock.tick(minutes=4)
    books.carrier.top_up(_request(books, order))
    assert books.credit(order).status == "credited"
    assert len(books.carrier.top_ups) == 1


def _request(story: Story, order: Order) -> TopUpRequest:
    return TopUpRequest(story.card.carrier_ref, story.plan.carrier_code, f"tm-{order.ref}-1")


def test_a_card_that_grew_by_something_else_proves_nothing(books: Story) -> None:
    """The reading before the first try was old; the renewal before ours becomes visible only now."""
    books.carrier.fail("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    know(books, rows.card(books.session, books.owner, total_bytes=20 * GB, carrier_ref="other"))
    books.carrier.profiles[books.card.carrier_ref] = books.carrier.profiles["other"]
    books.carrier.catch_up()
    books.clock.tick(seconds=30)
    assert books.credit(order).status == "crediting"


def test_books_that_cannot_be_read_hold_everything_up(books: Story) -> None:
    books.carrier.fail("made_under", Unknown("timeout"))
    order = books.credit(books.pay())
    assert (order.status, books.carrier.calls) == ("paid", ["made_under"])


def test_books_that_cannot_be_read_give_nothing_back_after_a_try(books: Story) -> None:
    books.carrier.fail("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.clock.tick(hours=1)
    books.carrier.fail("made_under", Unknown("timeout"))
    assert books.credit(order).status == "crediting"
    assert books.credit(order).failure == "too_late"


def test_a_card_that_is_gone_does_not_undo_what_was_made(books: Story) -> None:
    books.carrier.lose("top_up", Unknown("timeout"))
    order = books.credit(books.pay())
    books.carrier.fail("read", NotFound("card_gone"))
    books.clock.tick(minutes=5)
    assert books.credit(order).status == "credited"
    assert _card(books).total_bytes == 10 * GB


def test_our_books_set_back_find_what_was_made_already(books: Story, database_kind: str) -> None:
    """After a restored backup an order may be paid again in our eyes, and delivered in the carrier's."""
    order = books.pay()
    books.carrier.top_up(_request(books, order))
    assert books.credit(order).status == "credited"
    assert len(books.carrier.top_ups) == 1


def test_a_no_that_was_a_yes_is_in_the_books(books: Story) -> None:
    books.carrier.lose("top_up", Refused("rejected"))
    assert books.credit(books.pay()).status == "credited"


def test_a_definite_no_gives_the_money_back(books: Story) -> None:
    books.carrier.fail("top_up", Refused("plan_gone"))
    assert books.credit(books.pay()).status == "refunding"


def test_an_ended_card_is_renewed_where_the_carrier_allows_it(books: Story) -> None:
    order = books.pay()
    know(books, books.card, ProfileStatus.EXPIRED)
    books.carrier.renews_expired = True
    assert books.credit(order).status == "credited"


def test_workers_at_once_send_one(books: Story, database_kind: str) -> None:
    order = books.pay()
    books.together(lambda other: other.credit(order).status)
    assert books.carrier.calls.count("top_up") == 1


@pytest.mark.parametrize("trouble", [NotSent("no_connection"), Busy("busy", retry_after_seconds=1)])
def test_what_surely_did_not_happen_is_still_looked_up_first(books: Story, trouble: Exception) -> None:
    books.carrier.fail("top_up", trouble)
    order = books.credit(books.pay())
    books.clock.tick(minutes=3)
    assert books.credit(order).status == "credited"
    assert books.carrier.calls[-4:] == ["made_under", "read", "top_up", "read"]


def test_two_renewals_in_a_row_add_up_though_readings_are_late(books: Story) -> None:
    first = books.credit(books.pay())
    books.clock.tick(minutes=2)
    second = books.credit(books.pay())
    assert (first.status, second.status) == ("credited", "credited")
    assert (_card(books).total_bytes, _card(books).ends_at) == (15 * GB, second.after_ends_at)
