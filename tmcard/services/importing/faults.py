"""What is wrong with a file, place by place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where (a line, or an entry), in which field, what kind of fault, and the value met.

    `line` is where it stands, in files whose places are entries.
    """

    place: str
    field: str
    code: str
    value: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        """The place as people look for it: `line 12, plan 2 (asia-day-1)`."""
        return f"line {self.line}, {self.place}" if self.line else self.place


class Faulty(ValueError):
    """The file cannot be imported as it is. Nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults")


def text_of(content: bytes) -> str:
    """The file's text: UTF-8, with or without a byte order mark. Raises Faulty with the line that is something else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Faulty([Fault(f"line {line}", "", "not_utf8")]) from error
