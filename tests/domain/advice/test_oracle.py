"""The search against trying out everything, on hundreds of small shelves."""

from datetime import timedelta
from random import Random

import pytest

from tests.domain.advice import oracle
from tests.domain.advice.wares import DAY, NOW, question, ware
from tmcard.domain.advice import Question, Ware, advise
from tmcard.domain.plans import Counting, Period, PeriodUnit, Stacking

#: One byte a second and multiples of it: then every instant that counts is a whole second.
RATE = 5_000
DAILY = RATE * 86_400
MOST = 4
CASES = 60
MIXED = tuple(Stacking)
SHELVES = [(rule,) for rule in Stacking] + [
    (Stacking.EXTEND, Stacking.SEPARATE),
    (Stacking.EXTEND, Stacking.RESET),
    MIXED,
]


def shelf(random: Random, rules: tuple[Stacking, ...]) -> list[Ware]:
    """Up to three plans, some of them alike, some by the day."""
    return [_ware(random, number, random.choice(rules)) for number in range(random.randint(1, 3))]


def _ware(random: Random, number: int, rule: Stacking) -> Ware:
    unit = random.choice(list(PeriodUnit)[:2])
    counting = random.choice([Counting.ROLLING, Counting.ROLLING, Counting.CALENDAR])
    period = Period(unit, random.randint(1, 12 if unit is PeriodUnit.DAY else 2), counting, "Asia/Hong_Kong")
    data_bytes = random.randint(1, 40) * DAILY // 2
    day_bytes = DAILY + random.randint(-1, 1) if random.random() < 0.2 else None
    gate_bytes = random.choice([0, DAILY // 4])
    facts = {"period": period, "day_bytes": day_bytes, "gate_bytes": gate_bytes}
    return ware(f"1d {number}", data_bytes, random.randint(1, 9), rule, **facts)


def asked(random: Random) -> Question:
    """A card in any state, and some days now or later."""
    begin = NOW + random.choice([0, 0, random.randint(1, 20)]) * DAY
    left, ends_in = random.randint(0, 20) * DAILY // 2, random.randint(1, 40) / 2
    until = begin + timedelta(hours=random.randint(12, 60 * 24))
    return question(
        daily=DAILY, left=left, ends_in=ends_in, begin=begin, until=until, renews_expired=random.random() < 0.5
    )


@pytest.mark.parametrize("rules", SHELVES, ids=lambda rules: "+".join(rules) if len(rules) < 8 else "all")
def test_no_way_is_cheaper_than_the_best_one(rules: tuple[Stacking, ...]) -> None:
    random, compared = Random("+".join(rules)), 0  # noqa: S311 - the same shelves each time
    for _case in range(CASES):
        wanted, wares = asked(random), shelf(random, rules)
        best, known = advise(wanted, wares).best, oracle.best(wanted, [w for w in wares if w.helps(DAILY)], MOST)
        found = (best.cost.amount_minor, len(best.purchases)) if best is not None else None
        if found is None or found[1] > MOST:
            assert known is None or (found is not None and found < known)
        else:
            compared += 1
            assert found == known, (wanted, wares)
    assert compared > CASES // 10
