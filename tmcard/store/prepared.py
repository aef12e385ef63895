"""One SELECT that is asked so often that the usual way to run it would be most of what it costs.

SQLAlchemy writes the SQL and knows the types; the driver runs it, outside any transaction of a session.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CompoundSelect, Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeEngine

from tmcard.store.models.base import Instant

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement as one kind of database wants it. `given` holds its constants, with gaps for the values.

    `names` is None where values go by their order.
    """

    sql: str
    given: list[Any]
    names: Sequence[str] | None
    binds: list[tuple[int, str, Convert]]
    results: list[tuple[int, Callable[[Any], Any]]]

    def arguments(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = self.given.copy()
        for index, name, convert in self.binds:
            given[index] = convert(values[name]) if convert else values[name]
        return given if self.names is None else dict(zip(self.names, given, strict=True))

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """A row in Python's types. Most columns have them already."""
        row = list(raw)
        for index, convert in self.results:
            if row[index] is not None:
                row[index] = convert(row[index])
        return tuple(row)


_thread = threading.local()


def _kept(engine: Engine) -> Any:
    """This thread's own connection for reads of SQLite: lending one from the pool costs half as much as a read.

    It never holds a transaction, which other drivers begin by themselves. A pool that is disposed of takes it along.
    """
    connection = _connections().get(engine.pool)
    if connection is None:
        lent = engine.raw_connection()
        connection = _connections()[engine.pool] = lent.driver_connection
        lent.detach()
    return connection


def _connections() -> WeakKeyDictionary[Pool, Any]:
    try:
        kept: WeakKeyDictionary[Pool, Any] = _thread.connections
    except AttributeError:
        kept = _thread.connections = WeakKeyDictionary()
    return kept


class Prepared:
    """A statement whose parameters without a value are given at each run."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._plans: dict[str, _Plan] = {}

    def run(self, session: Session | Engine, **values: Any) -> Sequence[Any]:
        """Its rows: in the session's transaction where one is open, else in none.

        PostgreSQL's pool asks after every connection it lends, so there one transaction serves all reads.
        """
        if isinstance(session, Engine):
            return self.ask(session, **values)
        engine = session.get_bind()
        if isinstance(engine, Engine) and engine.dialect.name == "sqlite" and not session.in_transaction():
            return self.ask(engine, **values)
        return session.connection().execute(self._statement, values).all()

    def ask(self, engine: Engine, **values: Any) -> list[tuple[Any, ...]]:
        """Its rows, in no transaction of ours. Errors are SQLAlchemy's."""
        kind = engine.dialect.name
        plan = self._plans.get(kind) or self._compile(engine.dialect)
        arguments, driver, is_kept = plan.arguments(values), engine.dialect.loaded_dbapi, kind == "sqlite"
        connection = _kept(engine) if is_kept else engine.raw_connection()
        try:
            cursor = connection.cursor()
            for listener in engine.dispatch.before_cursor_execute:  # whoever counts or traces statements sees this one
                listener(None, cursor, plan.sql, arguments, None, False)
            cursor.execute(plan.sql, arguments)
            return [plan.row(raw) for raw in cursor.fetchall()]
        except driver.Error as error:
            _connections().pop(engine.pool, None)  # it may be the connection that is broken
            named = DBAPIError.instance(
                plan.sql, None, error, driver.Error, hide_parameters=True, dialect=engine.dialect
            )
            raise named from error
        finally:
            if not is_kept:
                connection.close()

    def _compile(self, dialect: Dialect) -> _Plan:
        compiled = self._statement.compile(dialect=dialect)
        wanted = [name for name, bind in compiled.binds.items() if bind.required]
        written = compiled.construct_expanded_state(dict.fromkeys(wanted))
        names = written.positiontup if written.positiontup is not None else list(written.parameters)
        kinds = {name: compiled.binds[name].type for name in wanted}
        binds = [(index, name, _bind(kinds[name], dialect)) for index, name in enumerate(names) if name in kinds]
        converts = [_result(column.type, dialect) for column in self._statement.selected_columns]
        results = [(index, convert) for index, convert in enumerate(converts) if convert is not None]
        given = [_plain(written.parameters[name]) for name in names]
        plan = _Plan(written.statement, given, None if written.positiontup is not None else names, binds, results)
        self._plans[dialect.name] = plan
        return plan


def _plain(constant: Any) -> Any:
    """What stands behind a name of ours: the driver searches long for how to take an enum."""
    return constant.value if isinstance(constant, Enum) else constant


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(kind, Instant) and dialect.name == "sqlite":
        return instant_as_text
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(kind, Instant) and dialect.name == "sqlite":
        return text_as_instant
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def instant_as_text(at: datetime) -> str:
    """What `Instant` and SQLAlchemy store on SQLite, in one step instead of four."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[: -len("+00:00")]


def text_as_instant(text: str) -> datetime:
    """What they read from it."""
    return datetime.fromisoformat(text + "+00:00")
