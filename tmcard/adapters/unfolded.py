"""Mail headers as they were written, each on one line."""

from email.policy import EmailPolicy

#: A header line may be this long (RFC 5322, 2.1.1, less some air).
MAX_LINE = 900


class _UnfoldedPolicy(EmailPolicy):
    """CRLF lines, and plain headers left whole: the library would turn a long List-Unsubscribe into encoded words."""

    def fold(self, name: str, value: str) -> str:
        text = str(value)
        whole = text.isascii() and len(text) < MAX_LINE
        return f"{name}: {text}{self.linesep}" if whole else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = _UnfoldedPolicy(linesep="\r\n")
