"""One thing that may happen to a renewal, and the one line that says it and plays it again.

    pay-redirect,mode=short-amount,kill=after:capture_call.1,rival=work@after:captured.1,fault=capture.2.500_after

A script, a mode of the world, and what goes wrong where: `kill` a process at the nth passing of a crash point,
let a `rival` act inside it, let the nth call of an operation meet a `fault`. `gone`: whoever lost their page to a
kill never comes back.
"""

from dataclasses import dataclass

#: A fault that meets the repetition of a call too, so that the sweeper has to look it up.
TWICE = "twice:"
#: A carrier that says no although it did it.
LIE = "lie:"


class Unreadable(ValueError):
    """A line that is no schedule."""


@dataclass(frozen=True, slots=True)
class Kill:
    """The process dies when it passes `point` for the `nth` time."""

    point: str
    nth: int = 1

    def __str__(self) -> str:
        return f"kill={self.point}.{self.nth}"


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody else does `act` while the process stands at `point` for the `nth` time."""

    act: str
    point: str
    nth: int = 1

    def __str__(self) -> str:
        return f"rival={self.act}@{self.point}.{self.nth}"


@dataclass(frozen=True, slots=True)
class Fault:
    """The `nth` call of a vendor's operation goes wrong in the way `kind` names."""

    operation: str
    nth: int
    kind: str

    def __str__(self) -> str:
        return f"fault={self.operation}.{self.nth}.{self.kind}"

    def single(self) -> list["Fault"]:
        """The faults to plan, call by call."""
        kind = self.kind.removeprefix(TWICE)
        count = 2 if self.kind.startswith(TWICE) else 1
        return [Fault(self.operation, self.nth + later, kind) for later in range(count)]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A script in a mode, with everything that goes wrong in it."""

    script: str
    mode: str = "usual"
    kills: tuple[Kill, ...] = ()
    rivals: tuple[Rival, ...] = ()
    faults: tuple[Fault, ...] = ()
    is_gone: bool = False

    def __str__(self) -> str:
        parts = [self.script]
        parts += [f"mode={self.mode}"] if self.mode != "usual" else []
        parts += ["gone"] if self.is_gone else []
        return ",".join([*parts, *map(str, self.kills), *map(str, self.rivals), *map(str, self.faults)])

    @property
    def weight(self) -> int:
        """How many things go wrong in it."""
        return len(self.kills) + len(self.rivals) + len(self.faults)


def parse(line: str) -> Schedule:
    """The schedule a line says. Raises Unreadable."""
    script, *parts = [part.strip() for part in line.strip().split(",")]
    found: dict[str, list[str]] = {"mode": [], "kill": [], "rival": [], "fault": []}
    try:
        for part in parts:
            if part != "gone":
                name, _, value = part.partition("=")
                found[name].append(value)
        return Schedule(
            script,
            (found["mode"] or ["usual"])[0],
            tuple(_kill(value) for value in found["kill"]),
            tuple(_rival(value) for value in found["rival"]),
            tuple(_fault(value) for value in found["fault"]),
            "gone" in parts,
        )
    except (KeyError, ValueError) as error:
        raise Unreadable(line) from error


def _kill(text: str) -> Kill:
    point, nth = text.rsplit(".", 1)
    return Kill(point, int(nth))


def _rival(text: str) -> Rival:
    act, at = text.split("@", 1)
    point, nth = at.rsplit(".", 1)
    return Rival(act, point, int(nth))


def _fault(text: str) -> Fault:
    operation, nth, kind = text.split(".", 2)
    return Fault(operation, int(nth), kind)
