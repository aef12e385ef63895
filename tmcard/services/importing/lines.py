"""On which line of a TOML file something stands: the parser does not tell."""

import re
import tomllib

KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*(?:\.\s*["']?([\w-]+)["']?\s*)?=""")
AT = re.compile(r"at line (\d+)")
MULTILINE = ('"""', "'''")


class Lines:
    """Finds the fields of `[[plan]]` entries, or those of another `kind`, in a file that could be parsed."""

    def __init__(self, text: str, kind: str = "plan") -> None:
        self._kind = kind
        self._begin = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
        self._table = re.compile(rf"\s*\[\s*{kind}\s*\.\s*([\w-]+)\s*\]")
        self._found: dict[tuple[int, str], int] = {}
        self._entry, self._prefix = 0, ""
        inside = ""
        for number, line in enumerate(text.splitlines(), 1):
            if not inside:
                self._note(number, line)
            for mark in MULTILINE:
                if inside in ("", mark) and line.count(mark) % 2:
                    inside = "" if inside else mark

    def of(self, entry: int, field: str) -> int:
        """The line of a field (`prices.USD`) of the n-th entry; else of what it belongs to, else of the entry."""
        for name in (field, field.partition(".")[0], ""):
            if (entry, name) in self._found:
                return self._found[entry, name]
        return self._found.get((0, self._kind), 1)

    def _note(self, number: int, line: str) -> None:
        if self._begin.match(line):
            self._entry, self._prefix = self._entry + 1, ""
            self._found[self._entry, ""] = number
        elif table := self._table.match(line):
            self._prefix = f"{table[1]}."
            self._found.setdefault((self._entry, table[1]), number)
        elif key := KEY.match(line):
            name = self._prefix + ".".join(filter(None, key.groups()))
            self._found.setdefault((self._entry, name), number)
            self._found.setdefault((self._entry, name.partition(".")[0]), number)


def line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line at which a file can be read no further."""
    at = AT.search(str(error))
    return int(at[1]) if at else max(1, len(text.splitlines()))
