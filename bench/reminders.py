"""`python -m bench.reminders`: what a round of reminders costs, with few cards and with a million, on both databases.

Every round finds the same number of due cards: each needs a forecast from its reports, and one in ten is told by mail
and SMS. Sizes take turns, so that whatever else the machine does hits them alike.
"""

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import structlog
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.reminded import NOW, fill, make_due
from tests.conftest import ENVIRON, create_database
from tests.databases import NoPostgres, postgres
from tests.statements import counted
from tmcard import create_app
from tmcard.config import from_environ
from tmcard.services import reminding
from tmcard.web.database import db

#: Cards and how many of them are due: a thousandth, and as many of a few as of a million.
SIZES = ((1_000, 1), (100_000, 100), (1_000_000, 1_000), (1_000, 1_000))
#: A million cards may cost so many times what a thousand cost with as many due.
MOST = 2.0


@dataclass
class Contender:
    """A database of one size, and what its rounds took: milliseconds and statements."""

    name: str
    cards: int
    due: int
    engine: Engine
    spans: list[float] = field(default_factory=list)
    statements: int = 0

    def run(self) -> None:
        """One round over its due cards."""
        with Session(self.engine, expire_on_commit=False) as session:
            make_due(session, self.cards, self.due)
            with counted() as sent:
                begun = perf_counter()
                looked_at = reminding.remind(session, lambda: NOW)
                self.spans.append((perf_counter() - begun) * 1000)
        assert looked_at == self.due, (self.name, looked_at)
        self.statements = len(sent)


def main() -> int:
    """Fill, measure in turns, print; 0 when a million cards cost at most `MOST` times a thousand with as many due."""
    options = _options()
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        found = list(_sqlite(Path(name), options.most))
        try:
            found += list(_postgres(Path(name), stack.enter_context(postgres()), options.most))
        except NoPostgres as reason:
            print(f"Without PostgreSQL: {reason}")
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        for _ in range(options.rounds + 1):
            for contender in found:
                contender.run()
        for contender in found:
            del contender.spans[0]  # the first round meets cold caches, and links that are made once
        worst = _show(found)
        for contender in found:
            contender.engine.dispose()
    return 0 if worst <= MOST else 1


def _sqlite(folder: Path, most: int) -> Iterator[Contender]:
    for cards, due in _sizes(most):
        state = folder / f"sqlite-{cards}-{due}"
        state.mkdir()
        yield _filled("SQLite", cards, due, create_app(from_environ({**ENVIRON, "STATE_DIR": str(state)})))


def _postgres(folder: Path, address: str, most: int) -> Iterator[Contender]:
    for cards, due in _sizes(most):
        name = f"bench_{cards}_{due}"
        create_database(address, name, template="template0")
        url = {"STATE_DIR": str(folder), "DATABASE_URL": address.format(name=name)}
        yield _filled("PostgreSQL", cards, due, create_app(from_environ({**ENVIRON, **url})))


def _sizes(most: int) -> list[tuple[int, int]]:
    return [(cards, due) for cards, due in SIZES if cards <= most]


def _filled(kind: str, cards: int, due: int, app: Flask) -> Contender:
    begun = perf_counter()
    with app.app_context():
        upgrade()
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        fill(session, cards, due)
    print(f"{kind}: {cards:,} cards filled in {perf_counter() - begun:.0f} s", flush=True)
    return Contender(kind, cards, due, engine)


def _show(found: list[Contender]) -> float:
    print(f"\n{'':12}{'cards':>12}{'due':>8}{'ms a round':>12}{'span':>18}{'us a due card':>15}{'statements':>12}")
    for each in found:
        middle, span = median(each.spans), f"{min(each.spans):.1f}..{max(each.spans):.1f}"
        share = f"{middle * 1000 / each.due:.0f}"
        print(f"{each.name:12}{each.cards:12,}{each.due:8,}{middle:12.1f}{span:>18}{share:>15}{each.statements:12}")
    return max([_ratio(kind, found) for kind in ("SQLite", "PostgreSQL")], default=0.0)


def _ratio(kind: str, found: list[Contender]) -> float:
    """The most cards against the fewest with as many due, round by round."""
    mine = [each for each in found if each.name == kind]
    if not mine:
        return 0.0
    most = max(mine, key=lambda each: each.cards)
    few = [each for each in mine if each.due == most.due and each.cards < most.cards]
    if not few:
        return 0.0
    ratios = sorted(large / small for large, small in zip(most.spans, few[0].spans, strict=True))
    print(f"{kind}: {most.cards:,} cards cost {median(ratios):.2f} ({ratios[0]:.2f}..{ratios[-1]:.2f}) times", end=" ")
    print(f"what {few[0].cards:,} cost with as many due; at most {MOST}")
    return median(ratios)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.reminders", description="Measure rounds of reminders.")
    parser.add_argument("--rounds", type=int, default=7, help="how often each is measured (7)")
    parser.add_argument("--most", type=int, default=1_000_000, help="leave out what has more cards (1,000,000)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
