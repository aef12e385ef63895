"""`make faults`: play the schedules, print a line for each that breaks an invariant, and the summary."""

import argparse
import sys
from collections.abc import Callable, Iterable

from tests.faults import planning
from tests.faults.planning import Reached
from tests.faults.playing import Verdict
from tests.faults.running import Hand, Tally, hands, play_all, say
from tests.faults.schedules import Schedule, parse
from tests.faults.scripts import SCRIPTS


def main(arguments: list[str]) -> int:
    """Exit code 1 when anything was wrong."""
    asked, tally = _asked(arguments), Tally()

    def each(verdict: Verdict) -> None:
        tally.add(verdict)
        report(verdict, is_loud=bool(asked.replay))

    with hands(asked.jobs) as team:
        play_all(team, [parse(asked.replay)] if asked.replay else _chosen(team, asked, tally, each), each)
    if asked.parked:
        say("\n".join(f"left to a person: {line}" for line in tally.parked))
    say(tally.summary())
    return int(bool(tally.failed))


def _chosen(
    team: list[Hand], asked: argparse.Namespace, tally: Tally, each: Callable[[Verdict], None]
) -> Iterable[Schedule]:
    """What is to be played: nothing more when a script fails undisturbed."""
    found = [single for single in singles(team, each) if not asked.only or single.script in asked.only.split(",")]
    say(f"{len(found)} single schedules; playing {asked.n or len(found)}")
    return planning.plan(found, asked.n or len(found), asked.seed) if not tally.failed else ()


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--n", type=int, default=0, help="how many; 0: all singles; beyond those: random combinations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=0, help="playing processes; 0: one for each core")
    parser.add_argument("--only", default="", help="scripts, with commas between")
    parser.add_argument("--parked", action="store_true", help="name what was left to a person")
    parser.add_argument("--replay", default="", help="one schedule, as a failure printed it")
    return parser.parse_args(arguments)


def singles(team: list[Hand], each: Callable[[Verdict], None]) -> list[Schedule]:
    """Every single schedule, after playing each script once to see what it reaches; `each` hears of those."""
    reached: dict[str, Reached] = {}
    bases = planning.bases()
    by_line = {str(base): base for base in bases}

    def note(verdict: Verdict) -> None:
        reached[verdict.schedule] = _reached(by_line[verdict.schedule], verdict)
        each(verdict)

    play_all(team, bases, note)
    return [single for base in bases for single in planning.singles(reached[str(base)])]


def _reached(base: Schedule, verdict: Verdict) -> Reached:
    """What the script came by, less what an earlier one comes by in the same way."""
    names = list(SCRIPTS) if base.mode == "usual" else list(planning.HOSTILE_SCRIPTS)
    shared = planning.shared_steps(base.script, names[: names.index(base.script)])
    known = [*verdict.marks, {"passed": verdict.passed, "calls": verdict.calls}][shared]
    return Reached(base, verdict.passed, verdict.calls, known["passed"], known["calls"])


def report(verdict: Verdict, *, is_loud: bool) -> None:
    """A failure as the line that replays it, and what was wrong."""
    if verdict.wrongs:
        say(f'make faults REPLAY="{verdict.schedule}"')
        for wrong in verdict.wrongs:
            say(f"    {wrong}")
    elif is_loud:
        say(f"{verdict.schedule}: {verdict.status}, {verdict.kills} kills, {verdict.rivals} rivals, as it should be")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
