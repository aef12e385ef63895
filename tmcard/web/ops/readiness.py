"""Whether this process can serve: its database answers and is as new as the code."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, Select, String, column, select, table
from sqlalchemy.exc import SQLAlchemyError

MIGRATIONS = Path(__file__).parents[3] / "migrations"
#: Where Alembic writes how far a database is. Asked without Alembic, which would stay in the memory of every process.
REACHED: Select[str] = select(column("version_num", String)).select_from(table("alembic_version"))


def is_ready(engine: Engine) -> bool:
    """Whether the database can be reached and stands at the newest migration."""
    try:
        with engine.connect() as connection:
            found = set(connection.scalars(REACHED))
    except SQLAlchemyError:
        return False
    return found == wanted(MIGRATIONS)


@lru_cache(maxsize=1)
def wanted(folder: Path) -> set[str]:
    """The newest migration the code knows, by the number its file is named for (a test holds that they agree)."""
    return {max(path.name.partition("_")[0] for path in (folder / "versions").glob("*.py"))}
