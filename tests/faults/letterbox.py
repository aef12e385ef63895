"""Where mails and texts of the schedules go: a file of lines, with the failures a mail server may have."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tmcard.domain.ports import Busy, Mail, NotSent, Refused, Unknown
from tmcard.store.engine import assert_no_transaction

FAILURES: Mapping[str, tuple[bool, Exception]] = {
    "timeout_with_effect": (True, Unknown("broken")),
    "timeout_without_effect": (False, Unknown("broken")),
    "no_connection": (False, NotSent("no_connection")),
    "429": (False, Busy("busy", retry_after_seconds=30)),
    "refuse": (False, Refused("address_refused")),
}


@dataclass
class Letterbox:
    """`ports.Mailer` and `ports.Texter`. `faults` says how the nth letter from now on goes wrong."""

    path: Path
    faults: dict[int, str] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    def send(self, to: Mail | str, body: str = "") -> str:
        """Keep one letter; answers its number. As every vendor call, it may not stand in a transaction."""
        assert_no_transaction()
        self._seen["message"] += 1
        reaches, error = FAILURES.get(self.faults.pop(self._seen["message"], ""), (True, None))
        if reaches:
            self._keep(to, body)
        if error is not None:
            raise error
        return str(self._seen["message"])

    @property
    def calls(self) -> int:
        """How many letters were handed over, or tried."""
        return self._seen["message"]

    def forget(self) -> None:
        """Begin to count anew."""
        self._seen.clear()

    def letters(self) -> list[Mapping[str, Any]]:
        """Everything that arrived, oldest first."""
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return [json.loads(line) for line in lines]

    def _keep(self, to: Mail | str, body: str) -> None:
        if isinstance(to, Mail):
            letter = {"to": to.to, "id": to.message_id, "text": to.text}
        else:
            letter = {"to": to, "id": "", "text": body}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(letter) + "\n")
