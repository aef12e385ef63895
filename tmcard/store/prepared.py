"""One SELECT that is asked so often that the usual way to run it would be most of what it costs.

SQLAlchemy writes the SQL and knows the types; the driver runs it, outside any transaction of a session.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement as one kind of database wants it. `order` is None where values go by name."""

    sql: str
    constants: dict[str, Any]
    order: Sequence[str] | None
    binds: list[tuple[str, Convert]]
    results: list[tuple[int, Callable[[Any], Any]]]

    def arguments(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = self.constants.copy()
        for name, convert in self.binds:
            given[name] = convert(values[name]) if convert else values[name]
        return given if self.order is None else tuple([given[name] for name in self.order])

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """A row in Python's types. Most columns have them already."""
        row = list(raw)
        for index, convert in self.results:
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
    kept: WeakKeyDictionary[Pool, Any] = _thread.__dict__.setdefault("connections", WeakKeyDictionary())
    return kept


class Prepared:
    """A statement whose parameters without a value are given at each run."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
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
        plan = self._plans.get(engine.dialect.name) or self._compile(engine.dialect)
        arguments = plan.arguments(values)
        driver, is_kept = engine.dialect.loaded_dbapi, engine.dialect.name == "sqlite"
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
        names = [name for name, bind in compiled.binds.items() if bind.required]
        written = compiled.construct_expanded_state(dict.fromkeys(names))
        constants = {name: value for name, value in written.parameters.items() if name not in names}
        columns = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        converts = [kind.result_processor(dialect, None) for kind in columns]
        results: list[tuple[int, Callable[[Any], Any]]] = [
            (index, convert) for index, convert in enumerate(converts) if convert is not None
        ]
        kinds = {name: compiled.binds[name].type.dialect_impl(dialect) for name in names}
        binds: list[tuple[str, Convert]] = [(name, kind.bind_processor(dialect)) for name, kind in kinds.items()]
        plan = _Plan(written.statement, constants, written.positiontup, binds, results)
        self._plans[dialect.name] = plan
        return plan
