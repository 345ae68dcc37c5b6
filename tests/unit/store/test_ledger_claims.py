"""The ledger's rows: submitted once, held by one worker, closed by whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import LEASE, claim, submit, wanted, wanted_text

from worker.model.submission import Pushed
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.store import ledger, payloads

if TYPE_CHECKING:
    from worker.store.database import Database


def test_submit_answers_with_the_row_it_has(db: Database) -> None:
    """A key that is known already makes no second row, and says so."""
    with db.write() as conn:
        first, first_new = ledger.submit(conn, wanted("pagi.example/1"), NOON)
        again, again_new = ledger.submit(conn, wanted("pagi.example/1"), NOON + 9)
        other, other_new = ledger.submit(conn, wanted("pagi.example/2"), NOON)

    assert (True, False, True) == (first_new, again_new, other_new)
    assert first == again
    assert first.id != other.id
    assert State.QUEUED is first.state


def test_a_pushed_text_waits_with_its_row_and_can_be_forgotten(db: Database) -> None:
    """What was pushed comes back whole, and is gone once the article holds it."""
    with db.write() as conn:
        row, _ = ledger.submit(conn, wanted_text("sha256:1", "Hujan turun \u00e9 \N{SNOWMAN} di \x00 lereng."), NOON)
        kept = payloads.get(conn, row.id)
        payloads.drop(conn, row.id)
        forgotten = payloads.get(conn, row.id)

    assert Pushed(key="sha256:1", text="Hujan turun \u00e9 \N{SNOWMAN} di \x00 lereng.") == kept
    assert forgotten is None


def test_a_url_that_names_a_nul_harms_nobody(db: Database) -> None:
    """PostgreSQL refuses NUL in text; a submission whose URL bears one is stored all the same."""
    with db.write() as conn:
        row, new = ledger.submit(conn, wanted("pagi.example/\x00\ud800"), NOON)

    assert new
    assert "\x00" not in row.url


def test_a_second_claim_fails_while_the_lease_holds(db: Database) -> None:
    """Only one worker may have a row, until its lease ends."""
    with db.write() as conn:
        row = submit(conn, "pagi.example/1", NOON)
        held = claim(conn, row.id, NOON)
        second = ledger.claim(conn, row.id, now=NOON + LEASE - 1, lease_seconds=LEASE, task_id="other")
        third = ledger.claim(conn, row.id, now=NOON + LEASE, lease_seconds=LEASE, task_id="other")

    assert State.RUNNING is held.state
    assert NOON + LEASE == held.lease_until
    assert second is None
    assert third is not None
    assert held.lease != third.lease
    assert (1, 2) == (held.attempts, third.attempts)
    assert "other" == third.task_id


def test_claim_leaves_alone_what_is_not_there_or_not_due(db: Database) -> None:
    """No row, a row that waits and a row that is done are nobody's to take."""
    with db.write() as conn:
        waiting = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        ledger.wait(conn, waiting, now=NOON, seconds=30, reason="Nanti.")
        done = claim(conn, submit(conn, "pagi.example/2", NOON).id, NOON)
        ledger.finish(conn, done, Verdict.NEW, now=NOON)
        answers = [
            ledger.claim(conn, number, now=NOON + 29, lease_seconds=LEASE, task_id="")
            for number in (999_999, waiting.id, done.id)
        ]
        due = ledger.claim(conn, waiting.id, now=NOON + 30, lease_seconds=LEASE, task_id="")

    assert [None, None, None] == answers
    assert due is not None


def test_finish_closes_the_row(db: Database) -> None:
    """A finished row bears its verdict, outcome, reason and article, and nobody's lease."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        kept = ledger.finish(
            conn, held, Verdict.JOINED, now=NOON + 2, reason="Ia bergabung.", outcome=FetchOutcome.OK, article_id=7
        )
        row = ledger.get(conn, held.id)

    assert kept
    assert row is not None
    assert (State.DONE, Verdict.JOINED, FetchOutcome.OK) == (row.state, row.verdict, row.outcome)
    assert ("Ia bergabung.", 7, "", None) == (row.reason, row.article_id, row.lease, row.lease_until)


def test_a_lost_lease_changes_nothing(db: Database) -> None:
    """Whoever was too slow can neither close the row nor put it back; the one who took it over can."""
    with db.write() as conn:
        row = submit(conn, "pagi.example/1", NOON)
        slow = claim(conn, row.id, NOON)
        quick = claim(conn, row.id, NOON + LEASE)
        before = ledger.get(conn, row.id)
        finished = ledger.finish(conn, slow, Verdict.NEW, now=NOON + LEASE + 1, article_id=1)
        waited = ledger.wait(conn, slow, now=NOON + LEASE + 1, seconds=5, reason="Nanti.")
        after = ledger.get(conn, row.id)
        held = ledger.finish(conn, quick, Verdict.NEW, now=NOON + LEASE + 2, article_id=2)
        twice = ledger.finish(conn, quick, Verdict.JOINED, now=NOON + LEASE + 3, article_id=3)

    assert (False, False) == (finished, waited)
    assert before == after
    assert (True, False) == (held, twice)


def test_a_parked_verdict_parks(db: Database) -> None:
    """Parked is a state of its own, so that it can be found and retried."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        ledger.finish(conn, held, Verdict.PARKED, now=NOON)
        row = ledger.get(conn, held.id)

    assert row is not None
    assert (State.PARKED, Verdict.PARKED) == (row.state, row.verdict)


@pytest.mark.parametrize(("counts", "attempts"), [(True, 1), (False, 0)])
def test_wait_puts_back(db: Database, counts: bool, attempts: int) -> None:
    """A row that waits is queued again, and a wait for a host's turn is no try."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        kept = ledger.wait(
            conn, held, now=NOON, seconds=40, reason="Nanti.", outcome=FetchOutcome.BUSY, counts=counts, message=True
        )
        row = ledger.get(conn, held.id)

    assert kept
    assert row is not None
    assert (State.QUEUED, FetchOutcome.BUSY, "Nanti.") == (row.state, row.outcome, row.reason)
    assert (attempts, NOON + 40, NOON + 40) == (row.attempts, row.due_at, row.published_at)


def test_an_endless_or_poisoned_reason_is_cut_and_kept(db: Database) -> None:
    """An error's text comes from anywhere; whatever it holds, the row can still be closed."""
    with db.write() as conn:
        held = claim(conn, submit(conn, "pagi.example/1", NOON).id, NOON)
        kept = ledger.finish(conn, held, Verdict.REJECTED, now=NOON, reason="a\x00b\ud800" + "c" * 5000)
        row = ledger.get(conn, held.id)

    assert kept
    assert row is not None
    assert ledger.REASON_CHARS == len(row.reason)
    assert "\x00" not in row.reason
