"""Run migrations on the application's own engine, whichever database that is."""

from alembic import context
from flask import current_app

from tmcard.store.engine import WRITES
from tmcard.store.models import Base
from tmcard.store.models.base import Instant


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Write our own column types as plain SQLAlchemy ones, so that old migrations need no code of ours."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def migrate() -> None:
    """Bring the database to the wanted revision in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=True,
            render_item=render_item,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()


migrate()
