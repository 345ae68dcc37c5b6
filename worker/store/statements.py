"""Statements that are built once: putting one together takes several times as long as SQLite takes to run it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from worker.store.quick import Quick

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection, Table

    Of = Callable[[ColumnElement[Any]], ColumnElement[bool]]

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""A list of numbers, handed in when the statement runs: `column.in_(IDS)`."""


FEW = 8
"""Numbers for which there is a form of its own: the largest cluster of 41,354 articles has 9."""


class OfIds:
    """A statement about the rows of some numbers, with forms of their own for few.

    SQLAlchemy writes a list into the statement each time that it runs, and most articles are asked for alone.

    Args:
        build: makes the statement; what it is given says of a column that it holds one of the numbers.
    """

    def __init__(self, build: Callable[[Of], Any]) -> None:
        self._build = build
        self._many = build(lambda column: column.in_(IDS))
        self._few: dict[int, Quick] = {}

    def run(self, conn: Connection, ids: Collection[int], **more: Any) -> Sequence[Any]:
        """Run it.

        Args:
            conn: any transaction.
            ids: the numbers.
            more: its other parameters.

        Returns:
            The rows; none for a statement that returns none.
        """
        numbers = list(ids)
        if not 0 < len(numbers) <= FEW:
            result = conn.execute(self._many, {"ids": numbers, **more})
            return result.all() if result.returns_rows else ()
        if len(numbers) not in self._few:
            names = [f"id_{at}" for at in range(len(numbers))]
            self._few[len(numbers)] = Quick(self._build(lambda column: column.in_([bindparam(one) for one in names])))
        told = {f"id_{at}": number for at, number in enumerate(numbers)}
        return self._few[len(numbers)].run(conn, told | more)


def insert_row(
    conn: Connection,
    table: Table,
    *,
    key: tuple[str, ...] = (),
    renewed: tuple[str, ...] = (),
    returning: tuple[str, ...] = (),
) -> Quick:
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
) -> Quick:
    statement: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    if renewed:
        taken = {name: getattr(statement.excluded, name) for name in renewed}
        statement = statement.on_conflict_do_update(index_elements=key, set_=taken)
    elif key:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    return Quick(statement.returning(*(table.c[name] for name in returning)) if returning else statement)
