"""The request's database session: Flask-SQLAlchemy over the project's own engine."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from tmcard.store.engine import build_engine


class Database(SQLAlchemy):
    """Flask-SQLAlchemy whose engines have the manners of `tmcard.store.engine`."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        return build_engine(make_url(options["url"]))


db = Database(session_options={"expire_on_commit": False})
