"""Who may use the API from elsewhere: names and digests of keys, never a key itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from worker.store.schema import API_KEY

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the store knows it.

    Attributes:
        id: its number.
        name: whom it was made for.
        digest: SHA-256 of the key, in hex.
        created_at: when it was made, seconds since 1970.
        revoked_at: from when on it opens nothing, None while it does.
    """

    id: int
    name: str
    digest: str
    created_at: float
    revoked_at: float | None


def add(conn: Connection, name: str, digest: str, *, now: float) -> ApiKey | None:
    """Keep a new key.

    Args:
        conn: a writing transaction.
        name: whom it is for.
        digest: SHA-256 of the key, in hex.
        now: seconds since 1970.

    Returns:
        The key, None when one of this name was made before: a name says for ever who did something.
    """
    if conn.execute(select(API_KEY.c.id).where(API_KEY.c.name == name)).first():
        return None
    made = insert(API_KEY).values(name=name, digest=digest, created_at=now).returning(API_KEY.c.id)
    return ApiKey(conn.execute(made).scalar_one(), name, digest, now, None)


def revoke(conn: Connection, name: str, *, now: float) -> bool:
    """Let a key open nothing any more; False when there is none of this name that does."""
    changed = conn.execute(
        update(API_KEY).where(API_KEY.c.name == name, API_KEY.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    return changed.rowcount > 0


def listed(conn: Connection) -> list[ApiKey]:
    """All keys that were ever made, the oldest first."""
    return [_key(row) for row in conn.execute(select(API_KEY).order_by(API_KEY.c.id))]


def active(conn: Connection) -> list[ApiKey]:
    """The keys that open something, the oldest first."""
    return [
        _key(row) for row in conn.execute(select(API_KEY).where(API_KEY.c.revoked_at.is_(None)).order_by(API_KEY.c.id))
    ]


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
