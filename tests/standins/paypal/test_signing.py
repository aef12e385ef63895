"""The signing pair: made once, kept whole."""

from pathlib import Path

from standins.paypal.signing import Signer


def signer(path: Path) -> Signer:
    return Signer(beside=path, base_url="http://127.0.0.1:8001", webhook_id="W")


def test_pair_is_kept_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state"
    assert signer(path).certificate_url == signer(path).certificate_url
    assert (tmp_path / "state.signing.pem").stat().st_mode & 0o777 == 0o600


def test_a_half_written_draft_is_no_pair(tmp_path: Path) -> None:
    (tmp_path / "state.signing.pem.draft").write_bytes(b"-----BEGIN")
    assert signer(tmp_path / "state").pair.certificate_pem.startswith(b"-----BEGIN CERTIFICATE")
