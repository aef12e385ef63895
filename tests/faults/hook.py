"""What waits at a crash point: a kill, a rival, or nothing but a mark that it was passed."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.faults.acts import Cast
from tests.faults.schedules import Schedule


@dataclass
class Hook:
    """`crashpoints.hook` of one process. Rivals pass points of their own unseen."""

    schedule: Schedule
    cast: Cast
    emit: Callable[[dict[str, Any]], None]
    thread: int

    def __call__(self, name: str) -> None:
        """Count the passing, and do what the schedule says for it."""
        if threading.get_ident() != self.thread:
            return
        memory = self.cast.memory
        nth = memory.passed[name] = memory.passed.get(name, 0) + 1
        for rival in self.schedule.rivals:
            if (rival.point, rival.nth) == (name, nth):
                self._let_act(rival.act)
        if any((kill.point, kill.nth) == (name, nth) for kill in self.schedule.kills):
            memory.kills += 1
            memory.died_at = memory.seconds
            memory.letters += self.cast.scene.letterbox.calls
            self.emit({"memory": memory.as_json()})
            os.kill(os.getpid(), signal.SIGKILL)

    def _let_act(self, act: str) -> None:
        """Let somebody else act from beginning to end: another thread, with its own connection and browser."""
        self.cast.memory.rivals += 1
        other = replace(self.cast, client=self.cast.ground.client(self.cast.scene))
        thread = threading.Thread(target=other.perform, args=(act,))
        thread.start()
        thread.join()
