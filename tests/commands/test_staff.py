"""`flask tmcard create-staff`, `disable-staff`, `list-staff`: the only ways to belong to the staff, or not to."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from tests import rows, staff_room
from tests.staff_room import KEYS
from tmcard.services.staffing import entering
from tmcard.services.staffing.entering import Attempt
from tmcard.web.clock import CLOCK


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    app.extensions[CLOCK] = lambda: rows.NOW
    return app.test_cli_runner()


def test_the_one_time_password_is_printed_with_where_to_use_it(runner: FlaskCliRunner, session: Session) -> None:
    done = runner.invoke(args=["tmcard", "create-staff", "lin"])
    password = done.stdout.partition("One-time password: ")[2].split()[0]
    attempt = Attempt("lin", password, "", "c", "")
    assert done.exit_code == 0
    assert "http://localhost/staff/sign-in" in done.stdout
    assert entering.sign_in(session, KEYS, attempt, rows.NOW).is_enrolling


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["create-staff", "Lin"], "lower-case"),
        (["create-staff", "taken"], "--again"),
        (["create-staff", "nobody", "--again"], "nobody"),
        (["disable-staff", "nobody"], "nobody"),
    ],
)
def test_what_cannot_be_is_said_and_fails(
    runner: FlaskCliRunner, session: Session, args: list[str], words: str
) -> None:
    staff_room.invited(session, "taken")
    done = runner.invoke(args=["tmcard", *args])
    assert (done.exit_code, words in done.stderr) == (1, True)
    assert "password:" not in done.stdout


def test_the_list_says_where_everybody_stands(runner: FlaskCliRunner, session: Session) -> None:
    staff_room.enrolled(session, "ada")
    staff_room.invited(session, "ben")
    staff_room.enrolled(session, "cem")
    assert runner.invoke(args=["tmcard", "disable-staff", "cem"]).exit_code == 0
    lines = runner.invoke(args=["tmcard", "list-staff"]).stdout.splitlines()
    standing = dict(line.split("\t")[:2] for line in lines if "\t" in line)
    assert standing == {"ada": "enrolled", "ben": "invited", "cem": "disabled"}


def test_a_new_start_makes_an_invitation_of_a_disabled_member(runner: FlaskCliRunner, session: Session) -> None:
    staff_room.enrolled(session, "ada")
    runner.invoke(args=["tmcard", "disable-staff", "ada"])
    assert runner.invoke(args=["tmcard", "create-staff", "ada", "--again"]).exit_code == 0
    assert "ada\tinvited\t" in runner.invoke(args=["tmcard", "list-staff"]).stdout
