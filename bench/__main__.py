"""`python -m bench`: start the site and its floors, measure them in turns, print ratios, judge them by `goals.toml`."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import goals, report, rounds
from bench.floors.running import floors
from bench.rounds import Contender
from bench.site import Site, site, wait_for_room


def main() -> int:
    """Run the bench; 0 when no bar was missed."""
    options = _options()
    wait_for_room()
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        print(f"Filling the tables: {options.cards} cards", flush=True)
        ours = stack.enter_context(site(folder / "site", options.cards))
        contenders = {page: Contender(ours.server, asks) for page, asks in ours.pages.items()}
        if options.many:
            print(f"... and {options.many} cards for comparison", flush=True)
            many = stack.enter_context(site(folder / "many", options.many))
            contenders["many dashboard"] = Contender(many.server, many.pages["dashboard"])
        contenders |= stack.enter_context(floors(folder / "floors", ours))
        measured = rounds.run(contenders, rounds=options.rounds, seconds=options.seconds)
        return _tell(ours, measured)


def _tell(ours: Site, measured: rounds.Rounds) -> int:
    found = report.work_out(measured, ours)
    report.show(found, ours, measured)
    return 0 if goals.judge(found) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure pages; prints ratios of one run.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each is measured (9)")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each time (1.0)")
    parser.add_argument("--cards", type=int, default=6_000, help="cards in the database, three an owner (6,000)")
    parser.add_argument("--many", type=int, default=0, help="measure the dashboard with so many cards as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
