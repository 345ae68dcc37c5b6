"""How fast the ledger is worked off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from worker.model.verdict import State, Verdict
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    from sqlalchemy import Connection

NEWEST = 20_000
"""Submissions that are looked through: 5 a second for an hour, and a few milliseconds on SQLite."""
ARTICLES = (Verdict.NEW.value, Verdict.JOINED.value, Verdict.VERSION.value)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the ledger is worked off.

    Attributes:
        finished: submissions that were finished since then.
        articles: those of them that brought an article.
        whole: False when more may have been, beyond the newest that were looked through.
        waiting_since: when the oldest of those that wait was handed in, seconds since 1970; None when none waits.
    """

    finished: int
    articles: int
    whole: bool
    waiting_since: float | None


def pace(conn: Connection, *, since: float) -> Pace:
    """Count what was finished.

    Args:
        conn: any transaction.
        since: seconds since 1970.
    """
    newest = (
        select(SUBMISSION.c.state, SUBMISSION.c.verdict, SUBMISSION.c.updated_at)
        .order_by(SUBMISSION.c.id.desc())
        .limit(NEWEST)
        .subquery()
    )
    done = (newest.c.updated_at >= since) & newest.c.verdict.is_not(None)
    row = conn.execute(
        select(
            func.count().label("seen"),
            func.count(case((done, 1))).label("finished"),
            func.count(case((done & newest.c.verdict.in_(ARTICLES), 1))).label("articles"),
        )
    ).one()
    oldest = conn.execute(
        select(func.min(SUBMISSION.c.created_at)).where(SUBMISSION.c.state == State.QUEUED.value)
    ).scalar()
    return Pace(row.finished, row.articles, row.seen < NEWEST or row.finished < row.seen, oldest)
