"""What the machine did meanwhile: CPU time of a process group, busy cores, and how fast a core is just now."""

import time
from pathlib import Path

TICKS_PER_SECOND = 100
PROC = Path("/proc")
#: Position of the process group, and of user and system time, behind the name in /proc/<pid>/stat.
GROUP, USER, SYSTEM = 2, 11, 12
#: user, nice, system, irq, softirq and steal in the first line of /proc/stat.
BUSY = (1, 2, 3, 6, 7, 8)
CALIBRATION_TURNS = 400_000


def cpu_seconds(group: int) -> float:
    """User and system time that the living processes of `group` have used so far."""
    ticks = 0
    for path in PROC.glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        if int(fields[GROUP]) == group:
            ticks += int(fields[USER]) + int(fields[SYSTEM])
    return ticks / TICKS_PER_SECOND


def busy_seconds() -> float:
    """CPU time that anybody has used since the machine started, all cores together."""
    fields = (PROC / "stat").read_text(encoding="ascii").partition("\n")[0].split()
    return sum(int(fields[index]) for index in BUSY) / TICKS_PER_SECOND


def calibrate() -> float:
    """Seconds of CPU that a fixed piece of work takes now, some 40 ms of them: cores change their speed unseen."""
    begun = time.process_time()
    total = 0
    for turn in range(CALIBRATION_TURNS):
        total ^= turn * 3
    return time.process_time() - begun
