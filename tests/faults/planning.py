"""Which schedules there are: every single thing that can go wrong where a script really comes by, then random pairs.

A script is played once undisturbed; only the crash points and calls it reached are worth a schedule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, takewhile
from random import Random

from tests.faults import second
from tests.faults.schedules import LIE, TWICE, Fault, Kill, Rival, Schedule, parse
from tests.faults.scripts import MODES, QUEUED, SCRIPTS

#: Nobody knows whether it worked; the second of a pair meets the repetition inside the call.
UNCLEAR = ("timeout_with_effect", "timeout_without_effect", "500_before", "500_after", "reset", "malformed", "empty")
REPEATED = tuple(f"{TWICE}{kind}" for kind in UNCLEAR)
PAYPAL = (*UNCLEAR, "503", "429", "redirect_302", "refuse:INTERNAL_SERVER_ERROR", "refuse:PERMISSION_DENIED")
CARRIER = (*UNCLEAR, "429", "redirect_302", "slow", "refuse:900001", "refuse:000001", "refuse:101001")
LOOK = ("timeout_without_effect", "500_before", "429", "reset", "malformed", "empty", f"{TWICE}500_before")
KINDS: Mapping[str, tuple[str, ...]] = {
    "token": LOOK,
    "create": (*PAYPAL, *REPEATED, "refuse:DUPLICATE_INVOICE_ID"),
    "read": (*LOOK, "refuse:PERMISSION_DENIED", "refuse:INVALID_RESOURCE_ID"),
    "capture": (
        *PAYPAL, *REPEATED, "refuse:INSTRUMENT_DECLINED", "refuse:PAYER_ACTION_REQUIRED", "refuse:TRANSACTION_REFUSED",
        "refuse:ORDER_NOT_APPROVED", "refuse:ORDER_ALREADY_CAPTURED", "refuse:DUPLICATE_INVOICE_ID",
    ),
    "refund": (*PAYPAL, *REPEATED, "refuse:REFUND_FAILED_INSUFFICIENT_FUNDS"),
    "topup": (*CARRIER, *REPEATED, "refuse:310243", "refuse:310403", "refuse:200002", "refuse:200007", "refuse:200010",
              f"{LIE}refuse:310243", f"{LIE}refuse:200007"),
    "query": (*LOOK, "refuse:900001", "refuse:000001", "slow"),
    "letter": ("timeout_with_effect", "timeout_without_effect", "no_connection", "429", "refuse",
               f"{TWICE}timeout_with_effect"),
    **second.KINDS,
}  # fmt: skip
#: Who may come in between. 90 seconds later a lease has run out: whoever held it has overslept.
RIVALS = ("work", "work:90", "return", "hooks", "pay",
          "change:price", "change:plan", "change:card", "change:owner")  # fmt: skip
SWEEPERS = ("work", "work:90")
#: What else the owner of a queued renewal may do, in another tab.
WHILE_QUEUED = ("call-off", "start-now")
#: Somebody who waits passes the same points again and again: from then on nothing is new.
MOST_PASSINGS = 4
#: Where the worker is at it: whether the payer comes back makes no difference.
BACKSTAGE = (
    "credit",
    "observe",
    "top_up",
    "message",
    "refund",
    "delivery",
    "alert",
    "order_lapsed",
    "queue",
    "usage",
    "card_read",
)
#: Points of what others do, not of ours.
NOT_OURS = ("repriced", "withdrawn", "card_gone", "card_expired", "sold_on", "not_offered", "moved", "usage_due")
#: Hostile modes are tried where money and data move.
HOSTILE_SCRIPTS = ("pay-redirect", "tab-closed", "pressed-twice", "webhook-first", "plan-gone", "lost-answer",
                   "refused-then-again", "carrier-mumbles", "surplus", "two-orders")  # fmt: skip
MONEY = ("create", "capture", "refund", "topup", "query")


@dataclass(frozen=True)
class Reached:
    """What a script came by in a mode when nothing went wrong."""

    base: Schedule
    passed: Mapping[str, int]
    calls: Mapping[str, int]
    #: What other scripts reach in the very same way: schedules of those are not made again.
    known_passed: Mapping[str, int] = field(default_factory=dict)
    known_calls: Mapping[str, int] = field(default_factory=dict)

    def points(self) -> Iterator[tuple[str, int]]:
        """Every crash point of ours, each passing."""
        for name, count in self.passed.items():
            if name.partition(":")[2] not in NOT_OURS:
                yield from ((name, nth) for nth in _new(self.known_passed.get(name, 0), count))

    def meeting_points(self) -> Iterator[tuple[str, int]]:
        """Those outside any transaction, where somebody else can act from beginning to end.

        Between a commit and the call that follows nothing happens: one meeting is enough for both.
        """
        yield from ((name, nth) for name, nth in self.points() if name.startswith("after:"))


def _new(known: int, count: int) -> range:
    """The passings that are this script's own, less those that are one too many."""
    return range(known + 1, min(count, known + MOST_PASSINGS) + 1)


def shared_steps(script: str, earlier: Iterable[str]) -> int:
    """With how many of its steps an earlier script begins as well."""
    steps = SCRIPTS[script].steps
    others = [SCRIPTS[name].steps for name in earlier]
    pairs = [zip(steps, other, strict=False) for other in others]
    return max((sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], each)) for each in pairs), default=0)


def bases() -> list[Schedule]:
    """Every script undisturbed, in every mode it is tried in."""
    hostile = [Schedule(name, mode) for mode, kind in MODES.items() if kind.is_hostile for name in HOSTILE_SCRIPTS]
    return [*(Schedule(name) for name in SCRIPTS), *hostile]


def singles(reached: Reached) -> Iterator[Schedule]:
    """Every one thing that can go wrong with it."""
    yield reached.base
    yield from kills(reached)
    yield from faults(reached)
    if reached.base.mode == "usual":
        yield from rivals(reached)


def kills(reached: Reached) -> Iterator[Schedule]:
    """A death at every point; the payer comes back, or never. Where vendors are hostile, at every call of theirs."""
    for point, nth in reached.points():
        if reached.base.mode != "usual" and not point.endswith("_call"):
            continue
        yield replace(reached.base, kills=(Kill(point, nth),))
        if reached.base.mode == "usual" and not point.partition(":")[2].startswith(BACKSTAGE):
            yield replace(reached.base, kills=(Kill(point, nth),), is_gone=True)


def faults(reached: Reached) -> Iterator[Schedule]:
    """Every way in which a call can go wrong, at every call."""
    is_usual = reached.base.mode == "usual"
    for operation, count in reached.calls.items():
        kinds = KINDS.get(operation, ()) if is_usual or operation in MONEY else ()
        for nth in _new(reached.known_calls.get(operation, 0), count):
            for kind in kinds if is_usual else [kind for kind in kinds if "effect" in kind or "after" in kind]:
                yield replace(reached.base, faults=(Fault(operation, nth, kind),))


def rivals(reached: Reached) -> Iterator[Schedule]:
    """Somebody else at every point where two can meet."""
    others = RIVALS + WHILE_QUEUED if SCRIPTS[reached.base.script].about == QUEUED else RIVALS
    for point, nth in reached.meeting_points():
        for act in SWEEPERS if "message" in point else others:
            yield replace(reached.base, rivals=(Rival(act, point, nth),))


def combined(found: list[Schedule], random: Random) -> Iterator[Schedule]:
    """Two or three single things at once, for ever: drawn from what each script reaches, later passings included."""
    by_base: dict[tuple[str, str], list[Schedule]] = {}
    for schedule in found:
        by_base.setdefault((schedule.script, schedule.mode), []).append(schedule)
    pools = [pool for pool in by_base.values() if len(pool) > 2]
    while True:
        parts = random.sample(random.choice(pools), random.choice((2, 2, 3)))
        yield Schedule(
            parts[0].script,
            parts[0].mode,
            tuple(later(kill, random) for part in parts for kill in part.kills),
            tuple(chain.from_iterable(part.rivals for part in parts)),
            tuple(chain.from_iterable(part.faults for part in parts)),
            any(part.is_gone for part in parts),
        )


def later(kill: Kill, random: Random) -> Kill:
    """The same point, or its next passing: what went wrong before may bring the process by once more."""
    return replace(kill, nth=kill.nth + random.choice((0, 0, 1)))


def plan(found: list[Schedule], count: int, seed: int) -> Iterator[Schedule]:
    """All singles, filled up to `count` with combinations. Fewer than all are taken evenly, others by another seed."""
    if count < len(found):
        step = len(found) / count
        yield from (found[int(number * step + seed - 1) % len(found)] for number in range(count))
        return
    yield from found
    more = combined(found, Random(seed))  # noqa: S311  # to be repeatable is the point
    yield from (next(more) for _ in range(count - len(found)))


def read(lines: list[str]) -> list[Schedule]:
    """The schedules of a list of lines, comments and empty lines left out."""
    return [parse(line) for line in lines if line.strip() and not line.startswith("//")]
