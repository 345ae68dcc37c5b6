"""Statements that are built once: putting one together takes several times as long as SQLite takes to run it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import BindParameter, ColumnElement, Connection, Table

    Of = Callable[[ColumnElement[Any]], ColumnElement[bool]]

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""A list of numbers, handed in when the statement runs: `column.in_(IDS)`."""


class OfIds:
    """A statement about the rows of some numbers, with a form of its own for a single one.

    A list is written into the statement each time that it runs, which took a third of what asking for one row took; and
    most articles are asked for alone.

    Args:
        build: makes the statement; what it is given says of a column that it holds one of the numbers.
    """

    def __init__(self, build: Callable[[Of], Any]) -> None:
        self._many = build(lambda column: column.in_(IDS))
        self._one = build(lambda column: column == bindparam("ids"))

    def run(self, conn: Connection, ids: Collection[int], **more: Any) -> Any:
        """Run it.

        Args:
            conn: any transaction.
            ids: the numbers.
            more: its other parameters.

        Returns:
            What SQLAlchemy gives back.
        """
        numbers = list(ids)
        statement, told = (self._one, numbers[0]) if len(numbers) == 1 else (self._many, numbers)
        return conn.execute(statement, {"ids": told, **more})


def insert_row(
    conn: Connection,
    table: Table,
    *,
    key: tuple[str, ...] = (),
    renewed: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
) -> Any:
    """An INSERT whose values are handed in when it runs, one row or many.

    Args:
        conn: says which dialect it is for.
        table: where to.
        key: the columns that must be unique; what is there already stays, or is renewed.
        renewed: the columns that take the new values then.
        returning: columns of the row that was made; nothing comes back where one was there.
    """
    return _built(conn.dialect.name, table, key, renewed, returning)


@cache
def _built(
    dialect: str, table: Table, key: tuple[str, ...], renewed: tuple[str, ...], returning: tuple[str, ...]
) -> Any:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if renewed:
        taken = {name: getattr(statement.excluded, name) for name in renewed}
        statement = statement.on_conflict_do_update(index_elements=key, set_=taken)
    elif key:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    return statement.returning(*(table.c[name] for name in returning)) if returning else statement
