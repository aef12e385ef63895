"""The one plan that is suggested for a card: what is asked for, what it runs on, what is advised, what is cheapest."""

from datetime import timedelta
from typing import Any

from tests import rows
from tests.services.stories import Story
from tests.services.test_advising import use
from tmcard.domain.currencies import Currencies
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.services import quoting
from tmcard.services.suggesting import suggest
from tmcard.store import cards
from tmcard.store.models import Plan
from tmcard.store.transactions import release, write

DOLLARS = Currencies(("USD",))


def suggested(story: Story, sku: str | None = None) -> str | None:
    """The plan that is suggested for the story's card."""
    card = cards.of_owner(story.session, story.card.ref, story.owner.id)
    assert card is not None
    shelf = quoting.shelf(story.session, card, DOLLARS, "USD", story.clock())
    found = suggest(story.session, card, shelf, {}, story.clock(), sku)
    release(story.session)
    return found.offer.sku if found is not None else None


def runs_on(story: Story, plan: Plan, **values: Any) -> None:
    """The card holds `plan`."""
    with write(story.session, "held"):
        cards.put(story.session, story.card.id, plan_id=plan.id, **values)


def test_what_is_asked_for_comes_first(story: Story, database_kind: str) -> None:
    other = rows.plan(story.session, 500)
    runs_on(story, other)
    assert suggested(story, story.plan.sku) == story.plan.sku


def test_a_plan_that_is_not_sold_any_more_is_passed_over(story: Story) -> None:
    runs_on(story, story.plan)
    assert suggested(story, "gone-plan") == story.plan.sku


def test_the_plan_the_card_runs_on_comes_next(story: Story, database_kind: str) -> None:
    rows.plan(story.session, 500)
    runs_on(story, story.plan)
    assert suggested(story) == story.plan.sku


def test_without_one_it_is_what_the_coming_week_needs(story: Story) -> None:
    rows.plan(story.session, 300, data_bytes=BYTES_PER_GB // 10, period_unit="day")
    large = rows.plan(story.session, 1500, data_bytes=20 * BYTES_PER_GB)
    use(story, 2 * BYTES_PER_GB)
    assert suggested(story) == large.sku


def test_without_any_use_it_is_the_cheapest(story: Story) -> None:
    cheap = rows.plan(story.session, 300)
    assert suggested(story) == cheap.sku


def test_nothing_that_burns_what_is_left_while_another_does_not(story: Story) -> None:
    burning = rows.plan(story.session, 300, stacking="reset")
    runs_on(story, burning, ends_at=story.clock() + timedelta(days=20))
    assert suggested(story, burning.sku) == story.plan.sku


def test_where_every_plan_burns_the_wanted_one_stays(story: Story) -> None:
    with write(story.session, "changed"):
        story.plan.stacking = "reset"
        story.session.add(story.plan)
    runs_on(story, story.plan, ends_at=story.clock() + timedelta(days=20))
    assert suggested(story) == story.plan.sku


def test_where_nothing_is_sold_there_is_nothing_to_suggest(story: Story) -> None:
    with write(story.session, "withdrawn"):
        story.plan.sold_until = story.clock()
        story.session.add(story.plan)
    assert suggested(story) is None
