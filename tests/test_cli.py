"""`flask tmcard` and `flask db`: every command is found, however late it is loaded."""

import pytest
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from flask import Flask

from tests.meta.sources import ROOT
from tmcard.commands import book
from tmcard.web.ops.readiness import MIGRATIONS, wanted


def test_all_commands_are_listed(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["tmcard", "--help"]).output
    assert [each.name for each in book.commands if f"\n  {each.name} " not in shown] == []
    assert "\n  worker " in shown


def test_a_command_that_is_none_is_refused(app: Flask) -> None:
    assert "No such command" in app.test_cli_runner().invoke(args=["tmcard", "nonsense"]).output


@pytest.mark.parametrize(("arguments", "code"), [(["current"], 0), (["upgrade"], 0), (["upgrade", "9999"], 1)])
def test_migrations_are_commands_too(app: Flask, arguments: list[str], code: int) -> None:
    assert app.test_cli_runner().invoke(args=["db", *arguments]).exit_code == code


def test_the_site_and_alembic_agree_on_the_newest_migration() -> None:
    config = AlembicConfig()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    assert wanted(MIGRATIONS) == set(ScriptDirectory.from_config(config).get_heads())
