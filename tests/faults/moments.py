"""The beginning that schedules of one script share, played once: each goes on from just before its first trouble.

A script plays the same until something goes wrong in it. What lies on disk before each of its steps is kept, with
the memory of whoever acts; a schedule then begins where the next process would after a kill.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from tests.faults.memory import Memory
from tests.faults.picture import calls
from tests.faults.scene import Scene
from tests.faults.schedules import Schedule

#: What SQLite makes anew whenever a file is opened.
PASSING = "-shm"


@dataclass(frozen=True, slots=True)
class Moment:
    """The world between two steps: its files, who remembers what, and how often each vendor's operation was called."""

    files: Mapping[str, bytes]
    memory: Mapping[str, object]
    called: Mapping[str, int]

    def comes_before(self, schedule: Schedule) -> bool:
        """Whether nothing of what goes wrong in the schedule has had its turn."""
        passed = Memory(**self.memory).passed  # type: ignore[arg-type]  # `Memory.as_json` wrote it
        points = [(kill.point, kill.nth) for kill in schedule.kills]
        points += [(rival.point, rival.nth) for rival in schedule.rivals]
        is_calm = all(passed.get(point, 0) < nth for point, nth in points)
        return is_calm and all(self.called.get(fault.operation, 0) < fault.nth for fault in schedule.faults)


@dataclass
class Moments:
    """Those of the script that is being played, as soon as it is played for the second time."""

    base: Schedule | None = None
    kept: list[Moment] | None = None

    def last_calm(self, schedule: Schedule, record: Callable[[Schedule], list[Moment]]) -> Moment | None:
        """Where the schedule may begin; None: at the beginning."""
        base = replace(schedule, kills=(), rivals=(), faults=(), is_gone=False)
        if base != self.base:
            self.base, self.kept = base, None
            return None
        if not schedule.weight:
            return None
        self.kept = record(base) if self.kept is None else self.kept
        return next((moment for moment in reversed(self.kept) if moment.comes_before(schedule)), None)


def keep(scene: Scene, memory: Memory, before: Moment | None) -> Moment:
    """The world as it is now, in no transaction. A file that is as it was `before` is kept once."""
    known = before.files if before is not None else {}
    paths = [path for path in scene.live.iterdir() if path.is_file() and not path.name.endswith(PASSING)]
    files = {path.name: path.read_bytes() for path in paths}
    shared = {name: known[name] if known.get(name) == content else content for name, content in files.items()}
    return Moment(shared, {**memory.as_json(), "letters": scene.letterbox.calls}, calls(scene))


def put_back(scene: Scene, moment: Moment) -> Memory:
    """Make the world what it was. Nothing may be open."""
    scene.clear()
    for name, content in moment.files.items():
        (scene.live / name).write_bytes(content)
    return Memory(**deepcopy(dict(moment.memory)))  # type: ignore[arg-type]  # `Memory.as_json` wrote it
