"""The ledger of submissions: the truth about what was accepted and what became of it.

Every function works inside the caller's transaction: a row and what it led to are written together or not at all.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, not_, or_, select, update

from worker.model.submission import Submission, SubmissionKind, Wanted
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.store import payloads
from worker.store.quick import Quick
from worker.store.schema import SUBMISSION
from worker.store.statements import insert_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

REASON_CHARS = 1000
"""Longest reason that is kept; a traceback's last line fits many times."""

_BY_KEY = Quick(select(SUBMISSION).where(SUBMISSION.c.key == bindparam("known")))
_BY_ID = Quick(select(SUBMISSION).where(SUBMISSION.c.id == bindparam("number")))
_HELD = (
    SUBMISSION.c.id == bindparam("number"),
    SUBMISSION.c.lease == bindparam("held"),
    SUBMISSION.c.state == State.RUNNING.value,
)
_HOLDS = Quick(select(SUBMISSION.c.id).where(*_HELD).with_for_update())
_LET_GO = Quick(update(SUBMISSION).where(*_HELD).returning(SUBMISSION.c.id))
_CLAIM = Quick(
    update(SUBMISSION)
    .where(
        SUBMISSION.c.id == bindparam("number"),
        or_(
            and_(SUBMISSION.c.state == State.QUEUED.value, SUBMISSION.c.due_at <= bindparam("now")),
            and_(SUBMISSION.c.state == State.RUNNING.value, SUBMISSION.c.lease_until <= bindparam("now")),
        ),
    )
    .values(state=State.RUNNING.value, attempts=SUBMISSION.c.attempts + 1)
    .returning(*SUBMISSION.c)
)


def submit(conn: Connection, wanted: Wanted, now: float) -> tuple[Submission, bool]:
    """Write a submission down.

    Args:
        conn: a writing transaction.
        wanted: what is to be ingested.
        now: seconds since 1970.

    Returns:
        The row, and whether it is new: a key that is known already answers with the row it has.
    """
    row = {
        "kind": wanted.kind.value,
        "key": wanted.key,
        "url": wanted.url,
        "state": State.QUEUED.value,
        "reason": "",
        "attempts": 0,
        "lease": "",
        "due_at": now,
        "task_id": "",
        "created_at": now,
        "updated_at": now,
    }
    if known := find(conn, wanted.key):  # asked first, since an insert that conflicts uses a number up
        return known, False
    every = tuple(column.name for column in SUBMISSION.c)
    for made in insert_row(conn, SUBMISSION, key=("key",), returning=every).run(conn, row):
        payloads.put(conn, made.id, wanted.payload)
        return submission(made), True
    [there] = _BY_KEY.run(conn, {"known": wanted.key})
    return submission(there), False


def claim(conn: Connection, submission_id: int, *, now: float, lease_seconds: float, task_id: str) -> Submission | None:
    """Take a submission to work on it.

    Args:
        conn: a writing transaction.
        submission_id: which one.
        now: seconds since 1970.
        lease_seconds: how long nobody else may take it.
        task_id: the Celery task that takes it.

    Returns:
        The row with its new lease, or None when it is finished, parked, not yet due or held by another worker.
    """
    taken = {
        "number": submission_id,
        "now": now,
        "lease": secrets.token_hex(8),
        "lease_until": now + lease_seconds,
        "task_id": task_id,
        "updated_at": now,
    }
    return _only(_CLAIM.run(conn, taken))


def holds(conn: Connection, held: Submission) -> bool:
    """Whether the lease still holds; nobody else can claim the row before this transaction ends."""
    return bool(_HOLDS.run(conn, {"number": held.id, "held": held.lease}))


def finish(
    conn: Connection,
    held: Submission,
    verdict: Verdict,
    *,
    now: float,
    reason: str = "",
    outcome: FetchOutcome | None = None,
    article_id: int | None = None,
) -> bool:
    """Close a submission with its verdict.

    Returns:
        Whether the lease still held. If not, another worker has the row, and the caller must roll back.
    """
    state = State.PARKED if verdict is Verdict.PARKED else State.DONE
    values: dict[str, Any] = {"state": state.value, "verdict": verdict.value, "article_id": article_id}
    return _let_go(conn, held, now=now, reason=reason, outcome=outcome, values=values)


def wait(
    conn: Connection,
    held: Submission,
    *,
    now: float,
    seconds: float,
    reason: str,
    outcome: FetchOutcome | None = None,
    counts: bool = True,
    message: bool = False,
) -> bool:
    """Put a submission back to be taken again later.

    Args:
        conn: a writing transaction.
        held: the claimed row.
        now: seconds since 1970.
        seconds: how long to wait.
        reason: why, for a person.
        outcome: what the fetch came back with.
        counts: whether the try counts; waiting for a host's turn does not.
        message: whether the caller sends the message itself, with a countdown.

    Returns:
        Whether the lease still held.
    """
    values: dict[str, Any] = {
        "state": State.QUEUED.value,
        "due_at": now + seconds,
        "published_at": now + seconds if message else None,
    }
    if not counts:  # only who holds the lease changes it, and it took the row with this number
        values["attempts"] = held.attempts - 1
    return _let_go(conn, held, now=now, reason=reason, outcome=outcome, values=values)


def _let_go(
    conn: Connection, held: Submission, *, now: float, reason: str, outcome: FetchOutcome | None, values: dict[str, Any]
) -> bool:
    written = {
        "number": held.id,
        "held": held.lease,
        "lease": "",
        "lease_until": None,
        "reason": reason[:REASON_CHARS],
        "outcome": None if outcome is None else outcome.value,
        "updated_at": now,
    }
    return bool(_LET_GO.run(conn, written | values))


def reopen(conn: Connection, *, now: float, ids: Sequence[int] = (), parked: bool = False) -> list[int]:
    """Queue finished or parked submissions again, with their tries counted from nought.

    Args:
        conn: a writing transaction.
        now: seconds since 1970.
        ids: which ones.
        parked: every parked one as well.

    Returns:
        The numbers of those that were reopened.
    """
    which: list[ColumnElement[bool]] = [
        and_(SUBMISSION.c.id.in_(ids), SUBMISSION.c.state.in_([State.DONE.value, State.PARKED.value]))
    ]
    if parked:
        which.append(SUBMISSION.c.state == State.PARKED.value)
    rows = conn.execute(
        update(SUBMISSION)
        .where(or_(*which))
        .values(
            state=State.QUEUED.value,
            verdict=None,
            outcome=None,
            reason="",
            attempts=0,
            due_at=now,
            published_at=None,
            updated_at=now,
        )
        .returning(SUBMISSION.c.id)
    )
    return sorted(rows.scalars())


def get(conn: Connection, submission_id: int) -> Submission | None:
    """One submission by its number."""
    return _only(_BY_ID.run(conn, {"number": submission_id}))


def find(conn: Connection, key: str) -> Submission | None:
    """One submission by its key."""
    return _only(_BY_KEY.run(conn, {"known": key}))


def page(
    conn: Connection,
    *,
    state: State | None = None,
    verdict: Verdict | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Submission]:
    """Submissions, newest first.

    Args:
        conn: any transaction.
        state: only those in this state.
        verdict: only those with this verdict.
        before: only those with a smaller number; the cursor of the page before.
        limit: most rows to return.
    """
    query = select(SUBMISSION).order_by(SUBMISSION.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(SUBMISSION.c.state == state.value)
    if verdict is not None:
        query = query.where(SUBMISSION.c.verdict == verdict.value)
    if before is not None:
        query = query.where(SUBMISSION.c.id < before)
    return [submission(row) for row in conn.execute(query)]


def pending(conn: Connection, ids: Iterable[int] | None = None, *, now: float | None = None) -> int:
    """How many submissions are not finished yet.

    Args:
        conn: any transaction.
        ids: only of these; None counts all.
        now: seconds since 1970; given, those that failed once and wait for another try are left out. Waiting for a
            host's turn is no failure.
    """
    query = select(func.count()).where(SUBMISSION.c.state.in_([State.QUEUED.value, State.RUNNING.value]))
    if now is not None:
        failed = and_(SUBMISSION.c.state == State.QUEUED.value, SUBMISSION.c.attempts > 0, SUBMISSION.c.due_at > now)
        query = query.where(not_(failed))
    if ids is not None:
        query = query.where(SUBMISSION.c.id.in_(list(ids)))
    return conn.execute(query).scalar_one()


def counts(conn: Connection) -> dict[str, int]:
    """How many submissions bear each verdict; those unfinished count under their state."""
    word = case((SUBMISSION.c.verdict.is_(None), SUBMISSION.c.state), else_=SUBMISSION.c.verdict)
    return dict(conn.execute(select(word, func.count()).group_by(word)).all())


def _only(rows: Sequence[Any]) -> Submission | None:
    return submission(rows[0]) if rows else None


def submission(row: Any) -> Submission:
    """A row as plain data."""
    fields = row._asdict()
    fields["kind"] = SubmissionKind(fields["kind"])
    fields["state"] = State(fields["state"])
    fields["verdict"] = None if fields["verdict"] is None else Verdict(fields["verdict"])
    fields["outcome"] = None if fields["outcome"] is None else FetchOutcome(fields["outcome"])
    return Submission(**fields)
