"""Feeds: what is read every so often, when next, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from worker.store.database import insert
from worker.store.schema import FEED

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

LONGEST_WAIT = 86_400.0
"""Seconds; a feed that fails is read at least daily, and none is put off for longer."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed or sitemap; all times are seconds since 1970.

    Attributes:
        id: its number.
        url: where it is.
        seconds: how often it is read.
        due_at: when it is read next.
        read_at: when it was read last, None when it never was.
        failures: how often in a row it could not be read.
        reason: why it could not be read the last time, "" when it could.
        named: pages that it named then.
        fresh: those of them that were new here.
        created_at: when it was added.
    """

    id: int
    url: str
    seconds: float
    due_at: float
    read_at: float | None
    failures: int
    reason: str
    named: int
    fresh: int
    created_at: float


_COLUMNS = [FEED.c[name] for name in Feed.__dataclass_fields__]


def put(conn: Connection, url: str, *, seconds: float, now: float) -> Feed:
    """Add a feed, or change how often a known one is read.

    Args:
        conn: a writing transaction.
        url: where it is.
        seconds: how often it is read.
        now: seconds since 1970.
    """
    values: dict[str, Any] = {"url": url, "seconds": seconds, "due_at": now, "created_at": now}
    values |= {"failures": 0, "reason": "", "named": 0, "fresh": 0}
    renewed = {"seconds": seconds, "due_at": now}
    statement = insert(conn, FEED).values(values).on_conflict_do_update(index_elements=["url"], set_=renewed)
    return _feed(conn.execute(statement.returning(*_COLUMNS)).one())


def every(conn: Connection) -> list[Feed]:
    """All feeds by number."""
    return [_feed(row) for row in conn.execute(select(*_COLUMNS).order_by(FEED.c.id))]


def get(conn: Connection, number: int) -> Feed | None:
    """One feed by its number."""
    row = conn.execute(select(*_COLUMNS).where(FEED.c.id == number)).one_or_none()
    return None if row is None else _feed(row)


def remove(conn: Connection, number: int) -> bool:
    """Remove a feed; returns whether it was there."""
    return conn.execute(delete(FEED).where(FEED.c.id == number)).rowcount == 1


def due(conn: Connection, now: float) -> list[int]:
    """The feeds whose turn it is, the longest waiting first."""
    return list(conn.execute(select(FEED.c.id).where(_is_due(now)).order_by(FEED.c.due_at)).scalars())


def claim(conn: Connection, number: int, *, now: float) -> Feed | None:
    """Take a feed to read it: nobody else does before its next turn, which comes whatever becomes of this one.

    Returns:
        The feed; None when its turn has not come, or somebody has it.
    """
    row = conn.execute(
        update(FEED).where(FEED.c.id == number, _is_due(now)).values(due_at=now + FEED.c.seconds).returning(*_COLUMNS)
    ).one_or_none()
    return None if row is None else _feed(row)


def note(conn: Connection, number: int, *, now: float, named: int, fresh: int) -> None:
    """Note that a feed was read, how many pages it named, and how many of them were new."""
    values = {"read_at": now, "failures": 0, "reason": "", "named": named, "fresh": fresh}
    conn.execute(update(FEED).where(FEED.c.id == number).values(values))


def fail(conn: Connection, feed: Feed, *, reason: str, due_at: float, counts: bool = True) -> None:
    """Note that a feed could not be read, why, and when it is tried next.

    Args:
        conn: a writing transaction.
        feed: as it was claimed.
        reason: one sentence for a person.
        due_at: when it is tried next, in seconds since 1970.
        counts: whether the feed is at fault; waiting for a host's turn is not.
    """
    values = {"reason": reason, "due_at": due_at, "failures": feed.failures + counts}
    conn.execute(update(FEED).where(FEED.c.id == feed.id).values(values))


def _is_due(now: float) -> Any:
    # a wait longer than any was written by a clock that ran ahead
    return or_(FEED.c.due_at <= now, FEED.c.due_at > now + 2 * LONGEST_WAIT)


def _feed(row: Row[Any]) -> Feed:
    return Feed(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
