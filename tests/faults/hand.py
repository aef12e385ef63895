"""One of the processes that play schedules: reads a line, plays it, answers one line of JSON.

Started by `tests.faults.running` as `python -m tests.faults.hand FOLDER TEMPLATE`.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tests.faults.ground import lay
from tests.faults.moments import Moments
from tests.faults.playing import play, warm
from tests.faults.scene import scene_in
from tests.faults.schedules import parse


def main(folder: str, template: str) -> None:
    """Play until the input ends. What anything else prints goes to stderr: stdout is the answers'."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    scene = scene_in(Path(folder), Path(template))
    ground = lay(scene)
    warm(scene, ground)
    known = Moments()
    for line in sys.stdin:
        answers.write(json.dumps(asdict(play(scene, ground, parse(line), known))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:3])
