"""What a mutation is: one protective line less."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """`old` must stand in its file exactly once. `seen_by` are schedules, as `make faults REPLAY=` takes them, or test
    files: the first that fails kills the mutant.
    """

    name: str
    file: str
    old: str
    new: str
    seen_by: tuple[str, ...]


def mutation(name: str, file: str, old: str, new: str, *seen_by: str) -> Mutation:
    """A mutation in one line or four."""
    return Mutation(name, file, old, new, seen_by)
