"""What the sweeper asks the ledger: whose message must go out again, and who is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import LEASE, claim, submit

from worker.model.verdict import State, Verdict
from worker.store import ledger, sweeping

if TYPE_CHECKING:
    from worker.store.database import Database

LOST = 600.0


def due(db: Database, now: float, *, limit: int = 100) -> list[int]:
    """The numbers of the rows that are due."""
    with db.read() as conn:
        return [row.id for row in sweeping.due(conn, now=now, lost_seconds=LOST, limit=limit)]


def test_a_row_that_was_never_published_is_due(db: Database) -> None:
    """Killed between commit and publish, a submission is found by the sweeper."""
    with db.write() as conn:
        row = submit(conn, "pagi.example/1", NOON)

    assert [row.id] == due(db, NOON)


def test_a_lost_message_is_due_only_after_lost_seconds(db: Database) -> None:
    """A published message gets its time; then it counts as lost."""
    with db.write() as conn:
        row = submit(conn, "pagi.example/1", NOON)
        sweeping.mark_published(conn, [row.id], NOON)

    assert [] == due(db, NOON + LOST - 1)
    assert [row.id] == due(db, NOON + LOST)


def test_a_row_that_waits_is_due_when_its_time_has_come(db: Database) -> None:
    """A wait that was left to the ledger ends with a message from the sweeper, not before."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        ledger.wait(conn, held, now=NOON, seconds=400, reason="Nanti.", message=False)

    assert [] == due(db, NOON + 399)
    assert [held.id] == due(db, NOON + 400)


def test_a_countdown_that_was_lost_is_due_after_lost_seconds(db: Database) -> None:
    """A worker that died with a countdown in its memory loses the message; the ledger does not."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        ledger.wait(conn, held, now=NOON, seconds=40, reason="Nanti.", message=True)

    assert [] == due(db, NOON + 40 + LOST - 1)
    assert [held.id] == due(db, NOON + 40 + LOST)


def test_a_lease_that_ended_is_due_once_until_its_message_counts_as_lost(db: Database) -> None:
    """A dead worker's row is published again, and not at every sweep while that message is on its way."""
    with db.write() as conn:
        row = submit(conn, "pagi.example/1", NOON)
        sweeping.mark_published(conn, [row.id], NOON)
        claim(conn, row.id, NOON + 1)
    ended = NOON + 1 + LEASE

    assert [] == due(db, ended - 0.5)
    assert [row.id] == due(db, ended)
    with db.write() as conn:
        sweeping.mark_published(conn, [row.id], ended + 5)
    assert [] == due(db, ended + 5 + LOST - 1)
    assert [row.id] == due(db, ended + 5 + LOST)


def test_a_lease_without_a_message_is_due_when_it_ended(db: Database) -> None:
    """A row that was claimed before its message was noted is found as well."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)

    assert [held.id] == due(db, NOON + LEASE)


def test_what_is_finished_is_never_due(db: Database) -> None:
    """Done and parked rows stay as they are."""
    with db.write() as conn:
        for key, verdict in (("pagi.example/1", Verdict.NEW), ("pagi.example/2", Verdict.PARKED)):
            ledger.finish(conn, claim(conn, submit(conn, key, NOON).id, NOON), verdict, now=NOON)

    assert [] == due(db, NOON + 10 * LOST)


def test_a_sweep_takes_the_oldest_first_and_no_more_than_asked(db: Database) -> None:
    """A large backlog goes out in portions."""
    with db.write() as conn:
        numbers = [submit(conn, f"pagi.example/{n}", NOON).id for n in range(5)]

    assert sorted(numbers)[:3] == due(db, NOON, limit=3)


def test_park_exhausted_gives_up_what_killed_its_worker_too_often(db: Database) -> None:
    """Only a row whose every try ended with its lease is parked, and it says why."""
    with db.write() as conn:
        poison = submit(conn, "pagi.example/1", NOON)
        once = submit(conn, "pagi.example/2", NOON)
        running = submit(conn, "pagi.example/3", NOON)
        for turn in range(3):
            claim(conn, poison.id, NOON + turn * LEASE)
        claim(conn, once.id, NOON)
        for turn in range(3):
            claim(conn, running.id, NOON + (turn + 1) * LEASE)
        now = NOON + 3 * LEASE + 1
        parked = sweeping.park_exhausted(conn, now=now, max_attempts=3)
        rows = {number: ledger.get(conn, number) for number in (poison.id, once.id, running.id)}

    assert 1 == parked
    assert State.PARKED is rows[poison.id].state  # type: ignore[union-attr]
    assert "retry" in rows[poison.id].reason  # type: ignore[union-attr]
    assert State.RUNNING is rows[once.id].state  # type: ignore[union-attr]
    assert State.RUNNING is rows[running.id].state  # type: ignore[union-attr]


@pytest.mark.parametrize("parked", [True, False])
def test_reopen_starts_over(db: Database, parked: bool) -> None:
    """Reopened rows are queued with their tries counted from nought, and due at once; others are left alone."""
    with db.write() as conn:
        ended = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        ledger.finish(conn, ended, Verdict.PARKED, now=NOON, reason="Gagal.")
        done = claim(conn, submit(conn, "pagi.example/2", NOON).id, NOON)
        ledger.finish(conn, done, Verdict.NEW, now=NOON)
        busy = claim(conn, submit(conn, "pagi.example/3", NOON).id, NOON)
        ids = [busy.id] if parked else [ended.id, done.id, busy.id]
        reopened = ledger.reopen(conn, now=NOON + 5, ids=ids, parked=parked)
        row = ledger.get(conn, ended.id)

    assert ([ended.id] if parked else [ended.id, done.id]) == reopened
    assert row is not None
    assert (State.QUEUED, None, "", 0) == (row.state, row.verdict, row.reason, row.attempts)
    assert reopened == due(db, NOON + 5)


def test_a_clock_that_ran_ahead_holds_nothing_for_ever(db: Database) -> None:
    """Leases, waits and messages from next year end soon after the clock is right again; ordinary ones stay."""
    ahead = NOON + 365 * 86400
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", ahead).id, ahead)
        waiting = submit(conn, "pagi.example/2", ahead)
        sent = submit(conn, "pagi.example/3", NOON)
        sweeping.mark_published(conn, [sent.id], ahead)
        fine = claim(conn, submit(conn, "pagi.example/4", NOON).id, NOON)
        changed = sweeping.pull_in(conn, now=NOON, lease_seconds=LEASE, longest_wait=3600)
        again = sweeping.pull_in(conn, now=NOON, lease_seconds=LEASE, longest_wait=3600)
        rows = {number: ledger.get(conn, number) for number in (held.id, waiting.id, sent.id, fine.id)}

    assert (3, 0) == (changed, again)
    assert NOON + LEASE == rows[held.id].lease_until  # type: ignore[union-attr]
    assert NOON + 3600 == rows[waiting.id].due_at  # type: ignore[union-attr]
    assert NOON + 3600 == rows[sent.id].published_at  # type: ignore[union-attr]
    assert fine == rows[fine.id]
    assert [held.id, waiting.id, sent.id, fine.id] == due(db, NOON + 3600 + LOST)
