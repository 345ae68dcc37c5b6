"""The ledger's law: whatever happens to messages and workers, what is not finished is found again."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.clock import NOON
from support.rows import submit

from worker.model.verdict import State, Verdict
from worker.store import ledger, sweeping
from worker.store.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.model.submission import Submission

LEASE, LOST, LONGEST_WAIT = 60.0, 600.0, 3600.0
WAITS = ("wait for a message", "wait for the sweeper", "wait without a try")
DEEDS = ("publish", "claim", "finish", *WAITS, "sweep", "reopen")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2), st.floats(0, 900)), max_size=25))
def test_what_is_not_finished_is_found_again(migrated_sqlite: Path, deeds: list[tuple[str, int, float]]) -> None:
    """After any history, a row is finished, or due (or parked) once lease, wait and message have had their time."""
    folder = Path(tempfile.mkdtemp(prefix="srg-"))
    shutil.copy(migrated_sqlite, folder / "saring.db")
    db = Database(f"sqlite:///{folder / 'saring.db'}")
    now = NOON
    held: dict[int, Submission] = {}
    with db.write() as conn:
        numbers = [submit(conn, f"pagi.example/{n}", now).id for n in range(3)]
        for deed, which, passed in deeds:
            now += passed
            number = numbers[which]
            before = ledger.get(conn, number)
            assert before is not None
            kept = _do(conn, deed, number, held, now)
            after = ledger.get(conn, number)
            assert after is not None
            if kept is False:
                assert before == after
            if before.state is State.DONE and deed != "reopen":
                assert State.DONE is after.state
        now += LEASE + LOST + LONGEST_WAIT
        sweeping.park_exhausted(conn, now=now, max_attempts=3)
        due = {row.id for row in sweeping.due(conn, now=now, lost_seconds=LOST, limit=100)}
        open_rows = {row.id for row in ledger.page(conn) if row.state in (State.QUEUED, State.RUNNING)}
        pending = ledger.pending(conn)
    db.close()
    shutil.rmtree(folder)

    assert open_rows == due
    assert pending == len(open_rows)


def _do(conn: Connection, deed: str, number: int, held: dict[int, Submission], now: float) -> bool | None:
    """Do one deed; for the deeds of a worker, whether its lease held."""
    mine = held.get(number)
    if deed == "publish":
        sweeping.mark_published(conn, [number], now)
    elif deed == "claim":
        if taken := ledger.claim(conn, number, now=now, lease_seconds=LEASE, task_id=""):
            held[number] = taken
    elif deed == "sweep":
        sweeping.park_exhausted(conn, now=now, max_attempts=3)
        due = sweeping.due(conn, now=now, lost_seconds=LOST, limit=100)
        sweeping.mark_published(conn, [row.id for row in due], now)
    elif deed == "reopen":
        ledger.reopen(conn, now=now, ids=[number])
    elif mine is not None and deed == "finish":
        return ledger.finish(conn, mine, Verdict.NEW, now=now)
    elif mine is not None:
        return ledger.wait(
            conn,
            mine,
            now=now,
            seconds=now % LONGEST_WAIT,
            reason="Nanti.",
            counts=deed != "wait without a try",
            message=deed == "wait for a message",
        )
    return None
