"""The addresses and credentials of a local run: what `make run` puts into the environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
#: What depends on no port and no folder: names and keys that the stand-ins believe in.
FIXED = {
    "PAYPAL_CLIENT_ID": "local-client",
    "PAYPAL_CLIENT_SECRET": "local-client-secret",
    "PAYPAL_WEBHOOK_ID": "LOCALWEBHOOK",
    "APPLE_PAY_DOMAIN_ASSOCIATION": "local stand-in: no domain is registered with Apple",
    "MAIL_FROM": "T-M card <noreply@tmcard.example>",
    "SMS_ACCOUNT_SID": "ACLOCAL",
    "SMS_AUTH_TOKEN": "local-token",
    "SMS_FROM": "TMCARD",
    "SMS_REPORTS": "on",
    "SMS_REGISTERED": "CN: code already_registered no_account password_changed receipt queued refund reminder",
    "SUPPORT_EMAIL": "help@tmcard.example",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """The site's port and the stand-ins' ports above it."""

    site: int

    @property
    def paypal(self) -> int:
        """PayPal's API, approval page and certificate."""
        return self.site + 1

    @property
    def carriers(self) -> int:
        """The carriers' APIs and their page."""
        return self.site + 2

    @property
    def mailbox(self) -> int:
        """The mailbox page and the SMS endpoint."""
        return self.site + 3

    @property
    def smtp(self) -> int:
        """The mail sink."""
        return self.site + 4

    def all(self) -> list[int]:
        """Every port of a local run."""
        return [self.site, self.paypal, self.carriers, self.mailbox, self.smtp]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a local run needs, on top of what is set already: a value that is set wins."""
    ports = Ports(int(environ.get("PORT") or "8000"))
    state_dir = Path(environ.get("STATE_DIR") or "instance").resolve()
    state_dir.mkdir(parents=True, exist_ok=True)
    defaults = {
        "ENV": "development",
        "PORT": str(ports.site),
        "STATE_DIR": str(state_dir),
        "SECRET_KEY": _secret(state_dir / "secret_key"),
        "CLOCK_FILE": str(state_dir / "clock"),
        "BASE_URL": f"http://{HOST}:{ports.site}",
        "TRUSTED_HOSTS": "127.0.0.1 localhost [::1]",
        **FIXED,
        "PAYPAL_BASE_URL": f"http://{HOST}:{ports.paypal}",
        "PAYPAL_SDK_URL": f"http://{HOST}:{ports.paypal}/sdk/js",
        "APPLE_PAY_SCRIPT_URL": f"http://{HOST}:{ports.paypal}/sdk/apple-pay.js",
        "ESIMACCESS_BASE_URL": f"http://{HOST}:{ports.carriers}",
        "ESIMACCESS_ACCESS_CODE": "local-access-code",
        "AIRALO_BASE_URL": f"http://{HOST}:{ports.carriers}",
        "AIRALO_CLIENT_ID": "local-airalo",
        "AIRALO_CLIENT_SECRET": "local-airalo-secret",
        "SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "SMS_BASE_URL": f"http://{HOST}:{ports.mailbox}",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    return {**environ, **{name: environ.get(name) or value for name, value in defaults.items()}}


def _secret(path: Path) -> str:
    """A key of this machine's own, made once, so that a restart signs nobody out."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")
