"""All of the commands."""

import click

from tmcard.commands import bounces, clock, imports, reconcile, staff, syncing

commands: list[click.Command] = [
    command for part in (bounces, clock, imports, reconcile, staff, syncing) for command in part.commands
]
