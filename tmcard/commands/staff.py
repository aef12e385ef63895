"""Who belongs to the staff: the only place where that is decided."""

from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from tmcard.domain.staff import INVITATION_LIFETIME, MAX_NAME_LENGTH
from tmcard.services.staffing import inviting
from tmcard.store import staff
from tmcard.store.models import StaffMember
from tmcard.web.callers import house, keys
from tmcard.web.clock import now
from tmcard.web.database import db

PATH = "/staff/sign-in"
FAULTS: dict[type[Exception], str] = {
    inviting.MalformedName: f"a name is lower-case letters, digits, dots and dashes, {MAX_NAME_LENGTH} at most",
    inviting.NameTaken: "this name is taken; --again gives the same person a new start",
    inviting.NoSuchStaff: "nobody of the staff has this name",
}


@click.command("create-staff")
@click.argument("name")
@click.option("--again", is_flag=True, help="For somebody who is there: forgotten password, lost phone, disabled.")
@with_appcontext
def create_staff(name: str, again: bool) -> None:
    """Let NAME enrol at the staff pages; prints a one-time password, once."""
    invite = inviting.invite_again if again else inviting.invite
    password = _done(invite, keys(), name)
    click.echo(f"One-time password: {password}")
    click.echo(f"With it, {name} signs in at {house().config.base_url}{PATH}; no code is needed the first time.")
    click.echo(f"It is good for {INVITATION_LIFETIME.days} days and shown only here.")


@click.command("disable-staff")
@click.argument("name")
@with_appcontext
def disable_staff(name: str) -> None:
    """Let NAME in no more, and sign them out everywhere. The journal keeps the name."""
    _done(inviting.disable, name)
    click.echo(f"{name} is disabled")


@click.command("list-staff")
@with_appcontext
def list_staff() -> None:
    """List everybody who is or was of the staff, and where they stand."""
    for member in staff.everybody(db.session()):
        click.echo(
            f"{member.name}\t{_standing(member, now())}\tsince {member.created_at.isoformat(timespec='seconds')}"
        )


commands: list[click.Command] = [create_staff, disable_staff, list_staff]


def _done(act: Any, *args: Any) -> Any:
    try:
        return act(db.session(), *args, now())
    except tuple(FAULTS) as error:
        raise click.ClickException(FAULTS[type(error)]) from error


def _standing(member: StaffMember, at: datetime) -> str:
    if member.disabled_at is not None:
        return "disabled"
    if member.enrolled_at is not None:
        return "enrolled"
    return "invited" if member.invited_until is not None and member.invited_until > at else "invitation lapsed"
