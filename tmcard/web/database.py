"""The request's database session: Flask-SQLAlchemy over the project's own engine."""

from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tmcard.store.engine import build_engine
from tmcard.store.receipts import SELLER


class Database(SQLAlchemy):
    """Flask-SQLAlchemy whose engines have the manners of `tmcard.store.engine`."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        engine = build_engine(make_url(options["url"]))
        engine.update_execution_options(**{SELLER: app.extensions["tmcard"].config.seller})
        return engine

    def reader(self) -> Session | Engine:
        """Whom to ask what changes nothing: SQLite's engine until this request has a session: making one costs a read.

        PostgreSQL's pool asks after every connection it lends, so there the session's one serves all reads.
        """
        if self.session.registry.has() or self.engine.dialect.name != "sqlite":
            return self.session()
        return self.engine


db = Database(session_options={"expire_on_commit": False})
