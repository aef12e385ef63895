"""Thousands of cards before one counter, hour after hour on a clock of their own: who waits for how long."""

import heapq
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from statistics import median

from tmcard.domain import attention
from tmcard.domain.attention import Attention
from tmcard.domain.plans import BYTES_PER_GB
from tmcard.domain.usage import Reading

BEGUN = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
ROUND = timedelta(seconds=30)
#: Where news is always to be had, the timetable alone says who waits.
NEWS_AFTER = timedelta(0)


class Hall:
    """The first `watched` cards are looked at all the time, the next `pressing` are low, the others rest."""

    def __init__(self, cards: int, watched: int, pressing: int, cards_per_round: int) -> None:
        self.now, self._turn, self._most = BEGUN, 0, cards_per_round
        self._kinds = [self._kind(card, watched, pressing) for card in range(cards)]
        self._asked_at = [BEGUN] * cards
        self._queues: dict[Attention, list[tuple[datetime, int]]] = defaultdict(list)
        for card in range(cards):
            heapq.heappush(self._queues[self._kinds[card]], (BEGUN, card))
        self._waits: dict[Attention, list[timedelta]] = defaultdict(list)

    def pass_time(self, span: timedelta) -> None:
        """Round after round."""
        end = self.now + span
        while self.now < end:
            for _ in range(self._most):
                self._ask_next()
            self.now += ROUND

    def longest_wait(self, kind: Attention) -> timedelta:
        """The longest time between two questions about the same card, unfinished waits included."""
        open_waits = [self.now - at for at, of in zip(self._asked_at, self._kinds, strict=True) if of is kind]
        return max(*self._waits[kind], *open_waits)

    def usual_wait(self, kind: Attention) -> timedelta:
        """The median of finished waits."""
        return timedelta(seconds=median(wait.total_seconds() for wait in self._waits[kind]))

    def shares(self) -> dict[Attention, float]:
        """Which part of all questions was about which kind."""
        asked = Counter({kind: len(waits) for kind, waits in self._waits.items()})
        return {kind: count / asked.total() for kind, count in asked.items()}

    def bound(self, kind: Attention) -> timedelta:
        """How long a whole queue takes with no more than the share that its kind is sure of."""
        turns = attention.TURNS.count(kind) / len(attention.TURNS)
        return ROUND * (self._kinds.count(kind) / (turns * self._most)) + attention.RESTS[1]

    def _ask_next(self) -> None:
        for kind in attention.order_of(self._turn):
            queue = self._queues[kind]
            if queue and queue[0][0] <= self.now:
                card = heapq.heappop(queue)[1]
                self._waits[kind].append(self.now - self._asked_at[card])
                self._asked_at[card] = self.now
                heapq.heappush(queue, (self._due_at(card), card))
                break
        self._turn += 1

    def _due_at(self, card: int) -> datetime:
        kind = self._kinds[card]
        left = BYTES_PER_GB // 2 if kind is Attention.PRESSING else 3 * BYTES_PER_GB
        reading = Reading(5 * BYTES_PER_GB, 5 * BYTES_PER_GB - left, self.now + timedelta(days=9), self.now)
        found = attention.schedule(reading, None, NEWS_AFTER, self.now)
        due_at = found.news_at if kind is Attention.WATCHED else found.due_at
        return due_at or self.now

    @staticmethod
    def _kind(card: int, watched: int, pressing: int) -> Attention:
        if card < watched:
            return Attention.WATCHED
        return Attention.PRESSING if card < watched + pressing else Attention.RESTING
