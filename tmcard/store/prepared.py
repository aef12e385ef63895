"""One SELECT that is asked so often that the usual way to run it would be most of what it costs.

SQLAlchemy writes the SQL and knows the types; the driver runs it, outside any transaction of a session.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Plan:
    """The statement as one kind of database wants it. `order` is None where values go by name."""

    sql: str
    constants: dict[str, Any]
    order: Sequence[str] | None
    binds: dict[str, Convert]
    results: list[Convert]

    def arguments(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {name: convert(values[name]) if convert else values[name] for name, convert in self.binds.items()}
        given = {**self.constants, **given}
        return given if self.order is None else tuple([given[name] for name in self.order])

    def row(self, raw: Sequence[Any]) -> tuple[Any, ...]:
        """A row in Python's types."""
        return tuple([convert(v) if convert else v for convert, v in zip(self.results, raw, strict=True)])


class Prepared:
    """A statement whose parameters without a value are given at each run."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._plans: dict[str, _Plan] = {}

    def run(self, session: Session, **values: Any) -> Sequence[Any]:
        """Its rows: in the session's transaction where one is open, else in none.

        PostgreSQL's pool asks after every connection it lends, so there one transaction serves all reads.
        """
        engine = session.get_bind()
        if isinstance(engine, Engine) and engine.dialect.name == "sqlite" and not session.in_transaction():
            return self.ask(engine, **values)
        return session.connection().execute(self._statement, values).all()

    def ask(self, engine: Engine, **values: Any) -> list[tuple[Any, ...]]:
        """Its rows, in no transaction of ours. Errors are SQLAlchemy's."""
        plan = self._plans.get(engine.dialect.name) or self._compile(engine.dialect)
        arguments = plan.arguments(values)
        driver, connection = engine.dialect.loaded_dbapi, engine.raw_connection()
        try:
            cursor = connection.cursor()
            for listener in engine.dispatch.before_cursor_execute:  # whoever counts or traces statements sees this one
                listener(None, cursor, plan.sql, arguments, None, False)
            cursor.execute(plan.sql, arguments)
            return [plan.row(raw) for raw in cursor.fetchall()]
        except driver.Error as error:
            named = DBAPIError.instance(
                plan.sql, None, error, driver.Error, hide_parameters=True, dialect=engine.dialect
            )
            raise named from error
        finally:
            connection.close()

    def _compile(self, dialect: Dialect) -> _Plan:
        compiled = self._statement.compile(dialect=dialect)
        names = [name for name, bind in compiled.binds.items() if bind.required]
        written = compiled.construct_expanded_state(dict.fromkeys(names))
        constants = {name: value for name, value in written.parameters.items() if name not in names}
        columns = [column.type.dialect_impl(dialect) for column in self._statement.selected_columns]
        results: list[Convert] = [kind.result_processor(dialect, None) for kind in columns]
        kinds = {name: compiled.binds[name].type.dialect_impl(dialect) for name in names}
        binds: dict[str, Convert] = {name: kind.bind_processor(dialect) for name, kind in kinds.items()}
        plan = _Plan(written.statement, constants, written.positiontup, binds, results)
        self._plans[dialect.name] = plan
        return plan
