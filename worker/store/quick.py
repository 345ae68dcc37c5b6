"""Statements that run on SQLite's own driver, compiled once for each set of parameters.

They are SQLAlchemy's statements with its types. What is left out is what it does for each run: looking the compiled
form up, a context, a cursor and a result of its own, 13 of the 16 µs of a small one. PostgreSQL's way is SQLAlchemy's,
since the network is what takes long there.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    Convert = Callable[[Any], Any] | None


class Quick:
    """A statement that is run often; its values are handed in.

    Args:
        statement: SELECT, INSERT, UPDATE or DELETE of SQLAlchemy Core; it names each value by a bind parameter or by
            its column, and holds no list.
    """

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._forms: dict[tuple[str, ...], _Form] = {}

    def run(self, conn: Connection, values: Mapping[str, Any]) -> Sequence[Any]:
        """Run it.

        Args:
            conn: any transaction.
            values: all that it asks for, by name.

        Returns:
            The rows, with the columns as attributes; none for a statement that returns none.

        Raises:
            DBAPIError: as SQLAlchemy raises it.
        """
        if conn.dialect.name != "sqlite":
            result = conn.execute(self.statement, values)
            return result.all() if result.returns_rows else ()
        form = self._form(conn, values)
        return form.run(_driver(conn), form.bound(values))

    def run_many(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each of several sets of values, at least one, all with the same names."""
        if conn.dialect.name != "sqlite":
            conn.execute(self.statement, rows)
            return
        for values in rows:
            self.run(conn, values)

    def _form(self, conn: Connection, values: Mapping[str, Any]) -> _Form:
        names = tuple(values)
        form = self._forms.get(names)
        if form is None:
            form = self._forms[names] = _Form(self.statement, conn.dialect, names)
        return form


class _Form:
    """The text of a statement for one set of names, and how values go in and come out."""

    def __init__(self, statement: Any, dialect: Any, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        self._text = str(compiled)
        keys = {name: bind for bind, name in compiled.bind_names.items()}
        fixed = compiled.construct_params(_check=False)
        self._in: list[tuple[str, Any]] = []
        self._converted_in: list[tuple[int, Callable[[Any], Any]]] = []  # a quarter of them
        for name in compiled.positiontup:
            bind = keys[name]
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            handed_in = bind.key in names
            if convert is not None:
                self._converted_in.append((len(self._in), convert))
            self._in.append((bind.key, None) if handed_in else ("", fixed[name]))
        columns = list(statement.exported_columns)
        self._out: list[Convert] = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
        self._converts = any(self._out)
        self._row = _row_type([getattr(one, "name", "") for one in columns])  # one that bears none is read by its place

    def bound(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the question marks, as the driver takes them."""
        found = [values[name] if name else fixed for name, fixed in self._in]
        for at, convert in self._converted_in:
            found[at] = convert(found[at])
        return found

    def run(self, driver: sqlite3.Connection, values: Sequence[Any]) -> Sequence[Any]:
        """The rows that come back."""
        try:
            found = driver.execute(self._text, values).fetchall()
        except sqlite3.Error as error:
            raise DBAPIError.instance(self._text, None, error, sqlite3.Error, hide_parameters=True) from error
        if not found:
            return found
        if not self._converts:
            return list(map(self._row._make, found))
        return [self._row._make(self._converted(row)) for row in found]

    def _converted(self, row: Sequence[Any]) -> Sequence[Any]:
        return [value if convert is None else convert(value) for value, convert in zip(row, self._out, strict=True)]


def _row_type(names: Sequence[str]) -> Any:
    make: Any = namedtuple  # noqa: PYI024 - its names are known at run time only
    return make("Row", names, rename=True)


def _driver(conn: Connection) -> sqlite3.Connection:
    """The driver's connection, in the transaction that SQLAlchemy began or would begin now."""
    if not conn.in_transaction():
        conn.begin()
    held: sqlite3.Connection = cast("Any", conn.connection.dbapi_connection)
    return held
