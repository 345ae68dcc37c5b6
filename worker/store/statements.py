"""Statements that are built once: putting one together takes several times as long as SQLite takes to run it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Connection, Table

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""A list of numbers, handed in when the statement runs: `column.in_(IDS)`."""


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
