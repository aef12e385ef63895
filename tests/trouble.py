"""What may go wrong with a fake: wished for by a test, met by the code under test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tmcard.store.engine import assert_no_transaction


@dataclass
class Trouble:
    """What is to come, by operation, each once: an error before or after the effect, or something that happens."""

    errors: dict[str, list[Exception]] = field(default_factory=dict)
    losses: dict[str, list[Exception]] = field(default_factory=dict)
    events: dict[str, list[Callable[[], object]]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def fail(self, operation: str, *errors: Exception) -> None:
        """Let the next calls of `operation` end in `errors`, one after the other."""
        self.errors.setdefault(operation, []).extend(errors)

    def lose(self, operation: str, *errors: Exception) -> None:
        """Let the next calls of `operation` have their effect, but their answers be lost in `errors`."""
        self.losses.setdefault(operation, []).extend(errors)

    def meanwhile(self, operation: str, event: Callable[[], object]) -> None:
        """Let `event` happen while the next call of `operation` is on its way."""
        self.events.setdefault(operation, []).append(event)

    def met(self, operation: str) -> None:
        """Note the call, and fail if that was wished. Nobody may call out inside a transaction."""
        assert_no_transaction()
        self.calls.append(operation)
        if self.events.get(operation):
            self.events[operation].pop(0)()
        if self.errors.get(operation):
            raise self.errors[operation].pop(0)

    @contextmanager
    def meeting(self, operation: str) -> Iterator[None]:
        """`met`, around an effect whose answer may get lost."""
        self.met(operation)
        yield
        if self.losses.get(operation):
            raise self.losses[operation].pop(0)
