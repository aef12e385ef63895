"""Every setting: its name, unit and default. Refuses to start when one is missing or unsafe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tmcard.domain import access, currencies, texting, till
from tmcard.domain.access import Access
from tmcard.domain.currencies import Currencies
from tmcard.domain.hosts import is_loopback as is_loopback
from tmcard.domain.receipts import Seller
from tmcard.domain.texting import Texting
from tmcard.domain.till import Till

MIN_SECRET_LENGTH = 32
MIN_DISTINCT = 8
MAX_LINE = 255
#: What stands on receipts; may be left out.
SELLER = ("seller_name", "seller_address", "seller_tax_id")
DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")
#: What Flask takes for no.
OFF = ("", "0", "false", "no")


class Misconfigured(ValueError):
    """The environment does not make a configuration that is safe to run. `problems` names each setting."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process, read once from the environment. See `.env.example` for what each is for."""

    env: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    state_dir: Path
    database_url: str
    redis_url: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    currencies: Currencies
    till: Till
    paypal_base_url: str
    paypal_client_id: str
    paypal_client_secret: str
    paypal_webhook_id: str
    esimaccess_base_url: str
    esimaccess_access_code: str
    airalo: Access
    smtp_url: str
    mail_from: str
    mail_bounces_to: str
    sms_base_url: str
    sms_account_sid: str
    sms_auth_token: str
    sms_from: str
    texting: Texting
    support_email: str
    seller_name: str
    seller_address: str
    seller_tax_id: str
    log_level: str
    log_format: str
    clock_file: Path | None

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach this process."""
        return self.env == "production"

    @property
    def seller(self) -> Seller:
        """Who sells, as it stands on receipts."""
        return Seller(self.seller_name, self.seller_address, self.seller_tax_id)

    @property
    def is_https(self) -> bool:
        """Whether owners reach us encrypted: cookies and HSTS go by it."""
        return self.base_url.startswith("https://")


def from_environ(environ: Mapping[str, str]) -> Config:
    """Read and check all settings. `NAME_FILE` names a file that holds the value; an empty value counts as not set.

    Raises Misconfigured with every problem at once.
    """

    problems: list[str] = []

    def text(name: str, default: str = "") -> str:
        path = environ.get(f"{name}_FILE")
        value = _content(name, path, problems) if path else environ.get(name, "")
        return value.strip() or default

    config = Config(**_identity(text, problems), **_vendors(text))
    problems += _missing(config)
    if config.is_production:
        problems += _unsafe(config)
        problems += ["FLASK_DEBUG is on"] if environ.get("FLASK_DEBUG", "").lower() not in OFF else []
    if problems:
        raise Misconfigured(list(dict.fromkeys(problems)))
    return config


def _content(name: str, path: str, problems: list[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        problems.append(f"{name}_FILE cannot be read")
        return ""


def _identity(text: Callable[..., str], problems: list[str]) -> dict[str, Any]:
    state_dir = Path(text("STATE_DIR", "instance")).resolve()
    base_url = text("BASE_URL", f"http://127.0.0.1:{text('PORT', '8000')}").rstrip("/")
    host = urlsplit(base_url).hostname or ""
    proxies = text("TRUSTED_PROXIES", "0")
    known = currencies.read(text, problems)
    if not proxies.isdigit():
        problems.append("TRUSTED_PROXIES is not a number of proxies")
    return {
        "env": text("ENV", "development"),
        "secret_key": text("SECRET_KEY"),
        "secret_key_fallbacks": tuple(text("SECRET_KEY_FALLBACKS").split()),
        "state_dir": state_dir,
        "database_url": text("DATABASE_URL", f"sqlite:///{state_dir / 'tmcard.sqlite3'}"),
        "redis_url": text("REDIS_URL"),
        "base_url": base_url,
        "trusted_hosts": tuple(text("TRUSTED_HOSTS", host).split()),
        "trusted_proxies": int(proxies) if proxies.isdigit() else 0,
        "currencies": known,
        "till": till.read(text, known.names, problems),
        "texting": texting.read(text, problems),
        "airalo": access.read(text, "AIRALO", "https://partners-api.airalo.com", problems),
        "log_level": text("LOG_LEVEL", "INFO").upper(),
        "log_format": text("LOG_FORMAT", "json" if text("ENV") == "production" else "plain"),
        "clock_file": Path(clock_file).resolve() if (clock_file := text("CLOCK_FILE")) else None,
    }


def _vendors(text: Callable[..., str]) -> dict[str, Any]:
    defaults = {"paypal_base_url": "https://api-m.sandbox.paypal.com", "smtp_url": "", "mail_from": ""}
    defaults |= {"esimaccess_base_url": "https://api.esimaccess.com", "sms_base_url": "https://api.twilio.com"}
    names = [f.name for f in fields(Config) if f.name.startswith(("paypal_", "esimaccess_", "sms_"))]
    names += ["smtp_url", "mail_from", "mail_bounces_to", "support_email", *SELLER]
    return {name: text(name.upper(), defaults.get(name, "")).rstrip("/") for name in names}


def _missing(config: Config) -> list[str]:
    optional = {"secret_key_fallbacks", "redis_url", "trusted_proxies", "support_email", "mail_bounces_to", *SELLER}
    empty = [f.name for f in fields(Config) if f.name not in optional and getattr(config, f.name) in ("", ())]
    problems = [f"{name.upper()} is not set" for name in empty]
    if config.env not in ("development", "production"):
        problems.append("ENV is neither development nor production")
    if not config.database_url.startswith(DATABASES):
        problems.append("DATABASE_URL is neither SQLite nor PostgreSQL")
    problems += [f"{name.upper()} is not one short line" for name in SELLER if not _is_line(getattr(config, name))]
    return problems


def _unsafe(config: Config) -> list[str]:
    problems = []
    if any(_is_weak(secret) for secret in (config.secret_key, *config.secret_key_fallbacks)):
        problems.append(f"SECRET_KEY must be {MIN_SECRET_LENGTH} random characters or more")
    https = ("base_url", "paypal_base_url", "esimaccess_base_url", "sms_base_url")
    plain = [name for name in https if not getattr(config, name).startswith("https://")]
    problems += [f"{name.upper()} must begin with https://" for name in plain]
    problems += [f"{n.upper()} is this machine" for n in (*https, "smtp_url") if is_loopback(getattr(config, n))]
    if not config.smtp_url.startswith(("smtps://", "smtp+starttls://")):
        problems.append("SMTP_URL must begin with smtps:// or smtp+starttls://")
    if "sandbox" in config.paypal_base_url:
        problems.append("PAYPAL_BASE_URL is PayPal's sandbox")
    problems += config.till.unsafe(is_loopback) + config.airalo.unsafe(is_loopback)
    problems += ["CLOCK_FILE is set: only a local run may move its clock"] if config.clock_file is not None else []
    if "*" in config.trusted_hosts:
        problems.append("TRUSTED_HOSTS must name hosts")
    return problems


def _is_weak(secret: str) -> bool:
    return len(secret) < MIN_SECRET_LENGTH or len(set(secret)) < MIN_DISTINCT


def _is_line(text: str) -> bool:
    """Whether it fits the column: one that does not would keep payments from being written down."""
    return len(text) <= MAX_LINE and (not text or text.isprintable())
