"""Importing cards and plans from files."""

import click

commands: list[click.Command] = []
