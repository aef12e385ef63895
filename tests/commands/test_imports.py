"""`flask tmcard import-cards` and `import-plans` say what they did, and every fault with its place."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tmcard.commands import imports
from tmcard.services.importing import faults
from tmcard.store.models import Card, Plan

PLANS = """
[[plan]]
sku = "asia-1-7"
name_en = "Asia 1 GB"
name_zh = "亚洲 1 GB"
period = { unit = "day", count = 7 }
data = "1 GB"
carrier = "esimaccess"
carrier_code = "AS-1-7"
prices = { USD = "3.50" }
"""
CARDS = "iccid,claim_code,carrier,carrier_ref,plan_sku\n8985207000000000001,abcdefgh1234,esimaccess,T1,asia-1-7\n"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def _write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_plans_then_cards(runner: FlaskCliRunner, session: Session, tmp_path: Path) -> None:
    first = runner.invoke(imports.import_plans, [_write(tmp_path, "plans.toml", PLANS)])
    assert (first.exit_code, first.output) == (0, "added: asia-1-7\nplans read: 1\n")
    second = runner.invoke(imports.import_cards, [_write(tmp_path, "cards.csv", CARDS)])
    assert (second.exit_code, second.output) == (0, "added: 1, unchanged: 0\n")
    assert session.scalar(select(func.count(Card.id))) == 1


def test_they_hang_on_flask_tmcard(runner: FlaskCliRunner, tmp_path: Path) -> None:
    done = runner.invoke(args=["tmcard", "import-plans", "--dry-run", _write(tmp_path, "plans.toml", PLANS)])
    assert done.output.endswith("plans read: 1; dry run, nothing was changed\n")


PROMOTIONS = """
[[promotion]]
key = "first"
kind = "first_order"
name_en = "First order"
name_zh = "首单优惠"
zone = "UTC"
starts = 2026-11-01T00:00:00
percent = 20
"""


def test_promotions_come_in_the_same_way(runner: FlaskCliRunner, session: Session, tmp_path: Path) -> None:
    done = runner.invoke(imports.import_promotions, [_write(tmp_path, "promotions.toml", PROMOTIONS)])
    assert (done.exit_code, done.output) == (0, "added: first\npromotions read: 1\n")
    wrong = _write(tmp_path, "wrong.toml", PROMOTIONS.replace("20", "0").replace('"UTC"', '"Mars"'))
    failed = runner.invoke(imports.import_promotions, [wrong])
    assert failed.exit_code == 1
    assert "line 8, promotion 1 (first): starts" not in failed.output
    assert "nothing was imported from wrong.toml" in failed.output


def test_a_dry_run_says_so(runner: FlaskCliRunner, session: Session, tmp_path: Path) -> None:
    done = runner.invoke(imports.import_plans, ["--dry-run", _write(tmp_path, "plans.toml", PLANS)])
    assert "dry run, nothing was changed" in done.output
    assert session.scalar(select(func.count(Plan.id))) == 0


def test_faults_are_told_with_their_place_and_end_in_failure(runner: FlaskCliRunner, tmp_path: Path) -> None:
    done = runner.invoke(imports.import_cards, [_write(tmp_path, "cards.csv", CARDS.replace("T1", ""))])
    assert done.exit_code == 1
    assert "line 2: carrier_ref must be a line of text" in done.stderr
    assert "line 2: plan_sku" not in done.stderr
    assert "nothing was imported from cards.csv; faults: 1" in done.stderr


def test_claim_codes_are_never_printed(runner: FlaskCliRunner, tmp_path: Path) -> None:
    done = runner.invoke(imports.import_cards, [_write(tmp_path, "cards.csv", CARDS.replace("abcdefgh1234", "ab#2"))])
    assert "claim_code must have" in done.stderr
    assert "ab#2" not in done.output


def test_a_fault_of_a_plan_names_its_line(runner: FlaskCliRunner, tmp_path: Path) -> None:
    wrong = PLANS + 'countries = ["JP", "QQ"]\nstarts = "purchase"\n'
    done = runner.invoke(imports.import_plans, [_write(tmp_path, "plans.toml", wrong)])
    assert done.exit_code == 1
    assert "line 11, plan 1 (asia-1-7): countries is not the code of a country" in done.stderr
    assert "line 12, plan 1 (asia-1-7): starts is no start that this carrier knows (found: purchase)" in done.stderr


def test_every_code_of_a_fault_can_be_told() -> None:
    folder = Path(faults.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r"""fault\("[^"]+", "(\w+)\"""", text)) | set(
        re.findall(r"""Fault\([^"\n]*"[^"]*", "(\w+)\"""", text)
    )
    assert len(codes) > 10
    assert codes - imports.FAULTS.keys() == set()


def test_every_kind_of_fault_has_its_words() -> None:
    folder = Path(faults.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [code for code in imports.FAULTS if f'"{code}"' not in text] == []
