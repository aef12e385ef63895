"""How to reach a vendor that need not be there: an address and a client's credentials, all of them or none."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Access:
    """`prefix` is how its settings begin. The secret is kept out of whatever prints it."""

    prefix: str
    base_url: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def is_given(self) -> bool:
        """Whether the vendor is to be used."""
        return bool(self.client_id and self.client_secret)

    def unsafe(self, is_loopback: Callable[[str], bool]) -> list[str]:
        """What speaks against using it where strangers can reach us."""
        name, problems = f"{self.prefix}_BASE_URL", []
        if self.is_given and not self.base_url.startswith("https://"):
            problems.append(f"{name} must begin with https://")
        if self.is_given and is_loopback(self.base_url):
            problems.append(f"{name} is this machine")
        return problems


def read(text: Callable[..., str], prefix: str, base_url: str, problems: list[str]) -> Access:
    """The settings `PREFIX_BASE_URL` (default `base_url`), `PREFIX_CLIENT_ID` and `PREFIX_CLIENT_SECRET`."""
    names = [f"{prefix}_CLIENT_ID", f"{prefix}_CLIENT_SECRET"]
    values = [text(name) for name in names]
    if any(values):
        problems += [f"{name} is not set" for name, value in zip(names, values, strict=True) if not value]
    return Access(prefix, text(f"{prefix}_BASE_URL", base_url).rstrip("/"), *values)
