"""What the environment may say, and what no site may start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ENVIRON
from tmcard import create_app
from tmcard.config import Misconfigured, from_environ, is_loopback

SECRET = "q7Zr1Vd0XhK4mT9wLs2Yb8NcGf5Ja3Pe6Ui"
LIVE = {
    **ENVIRON,
    "ENV": "production",
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://card.example",
    "TRUSTED_HOSTS": "card.example",
    "TRUSTED_PROXIES": "1",
    "PAYPAL_BASE_URL": "https://api-m.paypal.com",
    "ESIMACCESS_BASE_URL": "https://api.esimaccess.com",
    "AIRALO_BASE_URL": "https://partners-api.airalo.com",
    "SMS_BASE_URL": "https://api.twilio.com",
    "SMTP_URL": "smtps://mail.example",
}
LOCAL = ("127.0.0.1", "127.9.9.9", "[::1]", "[::]", "localhost", "LOCALHOST.", "a.localhost")
UNSAFE = [
    ("SECRET_KEY", "", "SECRET_KEY is not set"),
    ("SECRET_KEY", "dev", "SECRET_KEY must be 32 random"),
    ("SECRET_KEY", "0123456789" * 3, "SECRET_KEY must be 32 random"),
    ("SECRET_KEY", "x" * 64, "SECRET_KEY must be 32 random"),
    ("SECRET_KEY_FALLBACKS", f"{SECRET} old", "SECRET_KEY must be 32 random"),
    ("BASE_URL", "http://card.example", "BASE_URL must begin with https://"),
    ("BASE_URL", "https://localhost", "BASE_URL is this machine"),
    ("TRUSTED_HOSTS", "*", "TRUSTED_HOSTS must name hosts"),
    ("PAYPAL_BASE_URL", "https://api-m.sandbox.paypal.com", "PAYPAL_BASE_URL is PayPal's sandbox"),
    ("PAYPAL_BASE_URL", "https://127.0.0.1:8001", "PAYPAL_BASE_URL is this machine"),
    ("PAYPAL_BASE_URL", "http://api-m.paypal.com", "PAYPAL_BASE_URL must begin with https://"),
    ("PAYPAL_CLIENT_SECRET", " ", "PAYPAL_CLIENT_SECRET is not set"),
    ("PAYPAL_WEBHOOK_ID", "", "PAYPAL_WEBHOOK_ID is not set"),
    ("ESIMACCESS_BASE_URL", "https://[::1]:8002", "ESIMACCESS_BASE_URL is this machine"),
    ("AIRALO_BASE_URL", "http://partners-api.airalo.com", "AIRALO_BASE_URL must begin with https://"),
    ("AIRALO_BASE_URL", "https://127.0.0.1", "AIRALO_BASE_URL is this machine"),
    ("AIRALO_CLIENT_SECRET", "", "AIRALO_CLIENT_SECRET is not set"),
    ("SMS_BASE_URL", "https://sms.localhost", "SMS_BASE_URL is this machine"),
    ("SMTP_URL", "smtps://0.0.0.0", "SMTP_URL is this machine"),
    ("SMTP_URL", "smtp://mail.example", "SMTP_URL must begin with smtps://"),
    ("FLASK_DEBUG", "1", "FLASK_DEBUG is on"),
    ("CLOCK_FILE", "clock", "CLOCK_FILE is set"),
    ("DATABASE_URL", "mysql://db.example/x", "DATABASE_URL is neither"),
    ("DATABASE_URL", "sqlite://", "DATABASE_URL is neither"),
    ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is not a number"),
    ("ENV", "staging", "ENV is neither"),
    ("CURRENCIES", "USD dollar", "CURRENCIES: dollar is not"),
    ("CURRENCY_REGIONS", "HK:HKD", "CURRENCY_REGIONS: HKD is not among"),
    ("REFERENCE_RATES", "on = yesterday", "REFERENCE_RATES is not TOML"),
    ("SELLER_NAME", "x" * 256, "SELLER_NAME is not one short line"),
    ("SELLER_ADDRESS", "1 Example Street\nHong Kong", "SELLER_ADDRESS is not one short line"),
]


def problems(environ: dict[str, str]) -> list[str]:
    """Everything that speaks against starting."""
    with pytest.raises(Misconfigured) as caught:
        from_environ(environ)
    return caught.value.problems


def test_a_safe_configuration_is_taken() -> None:
    config = from_environ(LIVE)
    assert (config.is_production, config.is_https, config.log_format) == (True, True, "json")


@pytest.mark.parametrize(("name", "value", "words"), UNSAFE)
def test_no_site_starts_with(name: str, value: str, words: str) -> None:
    assert [problem for problem in problems({**LIVE, name: value}) if problem.startswith(words)]


def test_every_problem_is_named_at_once_and_no_secret_with_it() -> None:
    found = problems({**LIVE, "SECRET_KEY": "hunter2", "PAYPAL_CLIENT_ID": "", "BASE_URL": "http://x"})
    assert len(found) == 3
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("name", ["1", "true", "yes", "on"])
def test_whatever_flask_takes_for_debug_is_refused(name: str) -> None:
    assert problems({**LIVE, "FLASK_DEBUG": name}) == ["FLASK_DEBUG is on"]


@pytest.mark.parametrize("name", ["", "0", "false", "no"])
def test_debug_that_is_off_is_no_problem(name: str) -> None:
    assert from_environ({**LIVE, "FLASK_DEBUG": name}).is_production


def test_a_value_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    environ = {**LIVE, "SECRET_KEY": "loses against the file", "SECRET_KEY_FILE": str(tmp_path / "key")}
    assert from_environ(environ).secret_key == SECRET


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    environ = {**LIVE, "SECRET_KEY_FILE": str(tmp_path / "missing")}
    assert problems(environ)[0] == "SECRET_KEY_FILE cannot be read"


def test_an_empty_file_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / "key").touch()
    assert "SECRET_KEY is not set" in problems({**LIVE, "SECRET_KEY_FILE": str(tmp_path / "key")})


def test_defaults_and_empty_values(tmp_path: Path) -> None:
    config = from_environ({**ENVIRON, "STATE_DIR": str(tmp_path), "BASE_URL": "", "PORT": "9000", "TRUSTED_HOSTS": " "})
    assert (config.base_url, config.trusted_hosts) == ("http://127.0.0.1:9000", ("127.0.0.1",))
    assert config.database_url == f"sqlite:///{tmp_path}/tmcard.sqlite3"
    assert (config.env, config.currencies.names, config.log_level, config.log_format) == (
        "development",
        ("USD",),
        "INFO",
        "plain",
    )
    assert (config.trusted_proxies, config.redis_url, config.secret_key_fallbacks) == (0, "", ())


def test_the_clock_cannot_be_moved_unless_it_is_said_where() -> None:
    assert from_environ(LIVE).clock_file is None
    assert from_environ({**ENVIRON, "CLOCK_FILE": "/x/clock"}).clock_file == Path("/x/clock")


def test_the_second_carrier_may_be_left_out() -> None:
    config = from_environ({**LIVE, "AIRALO_CLIENT_ID": "", "AIRALO_CLIENT_SECRET": "", "AIRALO_BASE_URL": ""})
    assert not config.airalo.is_given
    assert ENVIRON["AIRALO_CLIENT_SECRET"] not in repr(from_environ(LIVE).airalo)


def test_the_host_of_the_site_is_the_one_it_answers_to() -> None:
    assert from_environ({**LIVE, "TRUSTED_HOSTS": ""}).trusted_hosts == ("card.example",)


@pytest.mark.parametrize("host", LOCAL)
def test_addresses_of_this_machine_are_known(host: str) -> None:
    assert is_loopback(f"https://{host}:1/x")


@pytest.mark.parametrize("host", ["card.example", "10.0.0.1", "localhost.example", "[2001:db8::1]"])
def test_other_addresses_are_not(host: str) -> None:
    assert not is_loopback(f"https://{host}:1/x")


def test_the_application_reads_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**LIVE, "STATE_DIR": str(tmp_path), "SECRET_KEY": "dev"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured):
        create_app()
    assert list(tmp_path.iterdir()) == []


def test_the_process_ends_and_says_why(tmp_path: Path) -> None:
    environ = {**LIVE, "STATE_DIR": str(tmp_path), "BASE_URL": "http://card.example", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "BASE_URL must begin with https://" in done.stderr


def test_reference_rates_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "rates.toml").write_text('on = 2026-11-20\nbase = "USD"\nrates = { CNY = 7.12 }')
    rates = from_environ({**LIVE, "REFERENCE_RATES_FILE": str(tmp_path / "rates.toml")}).currencies.rates
    assert rates is not None
    assert (rates.on.isoformat(), str(rates.per_base["CNY"])) == ("2026-11-20", "7.12")
