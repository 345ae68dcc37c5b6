"""What requests with an idempotency key were answered, so that a repeated one is answered alike and done once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from worker.store.database import insert
from worker.store.schema import ANSWERED

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEPT_SECONDS = 86_400.0
"""How long an answer is kept; whoever has not seen it by then asks anew."""
PENDING = 0
"""The status of a request that is still being answered."""
PENDING_SECONDS = 120.0
"""Age from which a request that got no answer counts as dead, with the process that had it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a request.

    Attributes:
        request: the hash of what was asked.
        status: the HTTP status; `PENDING` while it is being answered.
        body: what was said.
    """

    request: str
    status: int
    body: bytes


def claim(conn: Connection, key: str, request: str, now: float) -> Answered | None:
    """Take a key for a request, or find what it stands for already.

    Args:
        conn: a writing transaction.
        key: the idempotency key, with its caller's name.
        request: the hash of what is asked.
        now: seconds since 1970.

    Returns:
        None when the caller is to answer the request; else what was answered under this key.
    """
    dead = (ANSWERED.c.created_at <= now - KEPT_SECONDS) | (
        (ANSWERED.c.status == PENDING) & (ANSWERED.c.created_at <= now - PENDING_SECONDS)
    )
    conn.execute(delete(ANSWERED).where(ANSWERED.c.key == key, dead))
    made = conn.execute(
        insert(conn, ANSWERED)
        .values(key=key, request=request, status=PENDING, body=b"", created_at=now)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(ANSWERED.c.key)
    ).scalar()
    if made is not None:
        return None
    row = conn.execute(select(ANSWERED).where(ANSWERED.c.key == key)).one()
    return Answered(row.request, row.status, row.body)


def keep(conn: Connection, key: str, status: int, body: bytes) -> None:
    """Write down what a claimed request was answered."""
    conn.execute(update(ANSWERED).where(ANSWERED.c.key == key).values(status=status, body=body))


def release(conn: Connection, key: str) -> None:
    """Let go of a claimed key: the request was refused, and nothing was done."""
    conn.execute(delete(ANSWERED).where(ANSWERED.c.key == key, ANSWERED.c.status == PENDING))


def sweep(conn: Connection, now: float) -> int:
    """Forget old answers; returns how many."""
    return conn.execute(delete(ANSWERED).where(ANSWERED.c.created_at <= now - KEPT_SECONDS)).rowcount
