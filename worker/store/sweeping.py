"""Messages and the ledger: whose went out, whose must go out again, and who is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select, update

from worker.model.verdict import State, Verdict
from worker.store.ledger import submission
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from worker.model.submission import Submission


def mark_published(conn: Connection, ids: Sequence[int], now: float) -> None:
    """Note that the messages of these submissions went out."""
    conn.execute(update(SUBMISSION).where(SUBMISSION.c.id.in_(ids)).values(published_at=now))


def due(conn: Connection, *, now: float, lost_seconds: float, limit: int) -> list[Submission]:
    """The submissions whose message must go out (again).

    They are queued and due and either never published or published so long ago that the message counts as lost; or a
    worker took them and its lease ran out.

    Args:
        conn: any transaction.
        now: seconds since 1970.
        lost_seconds: age from which a published message that nobody took counts as lost.
        limit: most rows to return.
    """
    lost = or_(SUBMISSION.c.published_at.is_(None), SUBMISSION.c.published_at <= now - lost_seconds)
    waiting = and_(SUBMISSION.c.state == State.QUEUED.value, SUBMISSION.c.due_at <= now, lost)
    # a message that went out after the lease ended is on its way; one from before it belongs to the dead worker
    taken = or_(SUBMISSION.c.published_at <= SUBMISSION.c.lease_until, lost)
    dropped = and_(SUBMISSION.c.state == State.RUNNING.value, SUBMISSION.c.lease_until <= now, taken)
    rows = conn.execute(select(SUBMISSION).where(or_(waiting, dropped)).order_by(SUBMISSION.c.id).limit(limit))
    return [submission(row) for row in rows]


def pull_in(conn: Connection, *, now: float, lease_seconds: float, longest_wait: float) -> int:
    """Bring times back that a clock which ran ahead has written: no lease and no wait can end later than from now on.

    Without it, a row that was taken while the clock stood at next year would be held until next year.

    Args:
        conn: a writing transaction.
        now: seconds since 1970.
        lease_seconds: the longest lease.
        longest_wait: the longest wait that anybody writes.

    Returns:
        How many rows were brought back.
    """
    latest = {"lease_until": lease_seconds, "due_at": longest_wait, "published_at": longest_wait}
    # twice the time: clocks of several machines may disagree by a few seconds, and that is no fault
    ahead = {name: SUBMISSION.c[name] > now + 2 * seconds for name, seconds in latest.items()}
    changed = conn.execute(
        update(SUBMISSION)
        .where(SUBMISSION.c.state.in_([State.QUEUED.value, State.RUNNING.value]), or_(*ahead.values()))
        .values({name: case((ahead[name], now + latest[name]), else_=SUBMISSION.c[name]) for name in latest})
    )
    return changed.rowcount


def park_exhausted(conn: Connection, *, now: float, max_attempts: int) -> int:
    """Park what workers took `max_attempts` times and never let go of (each of them died with it).

    Returns:
        How many were parked.
    """
    changed = conn.execute(
        update(SUBMISSION)
        .where(
            SUBMISSION.c.state == State.RUNNING.value,
            SUBMISSION.c.lease_until <= now,
            SUBMISSION.c.attempts >= max_attempts,
        )
        .values(
            state=State.PARKED.value,
            verdict=Verdict.PARKED.value,
            lease="",
            lease_until=None,
            reason=f"Its worker died or ran out of time {max_attempts} times; `saring retry` tries again.",
            updated_at=now,
        )
    )
    return changed.rowcount
