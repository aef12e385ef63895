"""A round spends what the carrier allows where people look, and heeds what the carrier says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import rows
from tests.services.stories import Story, know
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.ports import (
    Busy,
    Capabilities,
    Profile,
    ProfileStatus,
    Refused,
    Reporting,
    Unknown,
    UsageReport,
)
from tmcard.services import usage
from tmcard.store import cards
from tmcard.store.models import Card, UsageSample
from tmcard.store.transactions import release

GB = BYTES_PER_GB
#: One call of two cards a round.
SMALL = Reporting(calls_per_second=0, cards_per_call=2)


@dataclass
class Counter:
    """`ports.Carrier` that knows every card, and notes who was asked for. `trouble` is raised by the calls to come."""

    reporting: Reporting = field(default_factory=Reporting)
    asked: list[list[str]] = field(default_factory=list)
    trouble: list[Exception | None] = field(default_factory=list)
    at: datetime = rows.NOW

    @property
    def capabilities(self) -> Capabilities:
        """With the reporting that the test wants."""
        return Capabilities(takes_transaction_id=True, reporting=self.reporting)

    def usage(self, refs: list[str]) -> list[UsageReport]:
        """Three gigabytes used of five."""
        self.asked.append(list(refs))
        if self.trouble and (error := self.trouble.pop(0)):
            raise error
        return [UsageReport(ref, 5 * GB, 3 * GB, self.at) for ref in refs]


def due(story: Story, count: int, carrier: str = "esimaccess", **values: Any) -> list[Card]:
    """Cards whose time has come."""
    facts = {"usage_due_at": story.clock(), "looked_at": None, "carrier": carrier}
    return [rows.card(story.session, story.owner, **{**facts, **values}) for _ in range(count)]


def refresh(story: Story, counter: Counter, **others: Counter) -> int:
    """One round."""
    return usage.refresh(story.session, {"esimaccess": counter, **others}, story.clock)  # type: ignore[dict-item]


def stored(story: Story, card: Card) -> Card:
    """The card as the database has it now."""
    found = cards.by_id(story.session, card.id)
    release(story.session)
    return found


def test_calls_are_filled_and_a_round_keeps_to_its_budget(story: Story) -> None:
    due(story, 5)
    counter = Counter(Reporting(calls_per_second=8, cards_per_call=2))
    assert refresh(story, counter) == 5
    assert [len(call) for call in counter.asked] == [2, 2, 1]
    due(story, 5)
    assert refresh(story, Counter(SMALL)) == 2


@pytest.mark.parametrize(("per_second", "calls"), [(8, 80), (5, 50), (0, 1)])
def test_half_of_what_the_carrier_allows_is_left_for_top_ups(per_second: int, calls: int) -> None:
    assert usage.calls_in(Reporting(calls_per_second=per_second)) == calls


def test_who_looks_is_asked_for_before_who_waits_longest(story: Story) -> None:
    waiting = due(story, 3, usage_due_at=rows.NOW - timedelta(hours=9))
    [watched] = due(story, 1, usage_due_at=rows.NOW + timedelta(hours=5), looked_at=rows.NOW, news_at=rows.NOW)
    counter = Counter(SMALL)
    refresh(story, counter)
    assert watched.carrier_ref in counter.asked[0]
    assert waiting[0].carrier_ref in counter.asked[0]


def test_the_wish_of_a_busy_carrier_moves_its_whole_round(story: Story, database_kind: str) -> None:
    due(story, 6)
    counter = Counter(Reporting(cards_per_call=2), trouble=[Busy("busy", retry_after_seconds=90)])
    refresh(story, counter)
    story.clock.tick(seconds=89)
    refresh(story, counter)
    assert len(counter.asked) == 1
    story.clock.tick(seconds=2)
    assert refresh(story, counter) == 6


def test_a_busy_carrier_does_not_keep_the_others_waiting(story: Story) -> None:
    due(story, 1)
    [theirs] = due(story, 1, carrier="airalo")
    other = Counter()
    refresh(story, Counter(trouble=[Busy("busy")]), airalo=other)
    assert other.asked == [[theirs.carrier_ref]]


def test_a_silent_carrier_is_left_alone_after_a_few_calls(story: Story) -> None:
    due(story, 20)
    counter = Counter(Reporting(cards_per_call=2), trouble=[Unknown("timeout")] * 9)
    refresh(story, counter)
    assert len(counter.asked) == usage.ENOUGH
    refresh(story, counter)
    assert not set(counter.asked[0]) & {ref for call in counter.asked[3:] for ref in call}


def test_a_card_that_the_carrier_refuses_to_speak_of_holds_up_nobody(story: Story) -> None:
    due(story, 8)
    counter = Counter(Reporting(cards_per_call=1), trouble=[Refused("rejected")] * 5)
    assert refresh(story, counter) == 8
    assert len(counter.asked) == 8


def test_figures_count_as_old_by_the_carriers_own_delay(story: Story) -> None:
    [card] = due(story, 1)
    refresh(story, Counter(Reporting(usual_delay=timedelta(hours=1))))
    assert stored(story, card).stale_at == rows.NOW + timedelta(hours=1)


def test_less_used_than_before_is_a_correction_and_kept(story: Story, database_kind: str) -> None:
    [card] = due(story, 1, used_bytes=4 * GB)
    refresh(story, Counter())
    assert stored(story, card).used_bytes == 3 * GB
    assert story.session.scalar(select(func.count(UsageSample.id))) == 1


def test_data_without_a_limit_is_neither_used_up_nor_pressing(story: Story) -> None:
    ref, at = story.card.carrier_ref, rows.NOW
    story.carrier.reports[ref] = UsageReport(ref, 0, 0, at, story.card.ends_at, is_unlimited=True)
    cards.put(story.session, story.card.id, usage_due_at=rows.NOW)
    story.session.commit()
    usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)
    card = stored(story, story.card)
    assert (card.is_unlimited, card.total_bytes, card.attention) == (True, 0, "resting")
    assert cards.reading(card).condition(rows.NOW) == "healthy"


def test_a_card_of_which_the_carrier_says_nothing_is_looked_up(story: Story) -> None:
    know(story, story.card, ProfileStatus.GONE)
    cards.put(story.session, story.card.id, usage_due_at=rows.NOW)
    story.session.commit()
    usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)
    card = stored(story, story.card)
    assert (card.is_gone, card.usage_due_at, card.news_at) == (True, None, None)


def test_a_used_iccid_on_a_new_profile_is_another_card(story: Story) -> None:
    """The old owner's card shows what its own profile holds, whoever has the number by now."""
    old = story.card
    new = rows.card(story.session, rows.owner(story.session), iccid=old.iccid, usage_due_at=rows.NOW)
    fresh = Profile(new.carrier_ref, new.iccid, ProfileStatus.NEW, 9 * GB, 0, None, 30)
    story.carrier.profiles[new.carrier_ref] = fresh
    story.carrier.reports[new.carrier_ref] = UsageReport(new.carrier_ref, 9 * GB, 0, rows.NOW)
    usage.refresh(story.session, {"esimaccess": story.carrier}, story.clock)
    assert (stored(story, new).total_bytes, stored(story, old).total_bytes) == (9 * GB, 5 * GB)
