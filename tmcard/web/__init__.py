"""The top: Flask lives here and nowhere else."""

from flask import Flask

from tmcard.config import Config


def install(app: Flask, config: Config) -> None:
    """Put everything shared, and every blueprint, on `app`."""
