"""Whether this process can serve: its database answers and is as new as the code."""

from functools import lru_cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def is_ready(engine: Engine) -> bool:
    """Whether the database can be reached and stands at the newest migration."""
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError:
        return False
    return set(found) == wanted(MIGRATIONS)


@lru_cache(maxsize=1)
def wanted(folder: Path) -> set[str]:
    """The newest migrations the code knows."""
    return set(ScriptDirectory(str(folder)).get_heads())
