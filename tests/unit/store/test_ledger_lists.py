"""The ledger's lists: pages, counts, and what is pending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import claim, submit

from worker.model.verdict import State, Verdict
from worker.store import ledger

if TYPE_CHECKING:
    from worker.store.database import Database


@pytest.fixture
def five(db: Database) -> list[int]:
    """Five rows: new, joined, parked, running, queued."""
    with db.write() as conn:
        numbers = [submit(conn, f"pagi.example/{n}", NOON).id for n in range(5)]
        for number, verdict in zip(numbers, (Verdict.NEW, Verdict.JOINED, Verdict.PARKED), strict=False):
            ledger.finish(conn, claim(conn, number, NOON), verdict, now=NOON)
        claim(conn, numbers[3], NOON)
    return numbers


def test_pages_cover_every_row_once_newest_first(db: Database, five: list[int]) -> None:
    """Following the cursor gives every row, none twice, even when a new one comes in between two pages."""
    seen: list[int] = []
    before = None
    with db.write() as conn:
        while page := ledger.page(conn, before=before, limit=2):
            seen += [row.id for row in page]
            before = page[-1].id
            submit(conn, f"sore.example/{before}", NOON)

    assert sorted(five, reverse=True) == seen


def test_pages_filter(db: Database, five: list[int]) -> None:
    """A page can be asked for one state or one verdict."""
    with db.read() as conn:
        done = [row.id for row in ledger.page(conn, state=State.DONE)]
        joined = [row.id for row in ledger.page(conn, verdict=Verdict.JOINED)]
        nothing = ledger.page(conn, state=State.QUEUED, verdict=Verdict.JOINED)

    assert [five[1], five[0]] == done
    assert [five[1]] == joined
    assert [] == nothing


def test_counts_name_each_row_once(db: Database, five: list[int]) -> None:
    """The finished count under their verdict, the others under their state."""
    with db.read() as conn:
        counts = ledger.counts(conn)
        pending = (ledger.pending(conn), ledger.pending(conn, five[2:4]), ledger.pending(conn, []))

    assert {"new": 1, "joined": 1, "parked": 1, "running": 1, "queued": 1} == counts
    assert (2, 1, 0) == pending


def test_find_by_key(db: Database, five: list[int]) -> None:
    """A row is found by its key, and an unknown key finds none."""
    with db.read() as conn:
        found = ledger.find(conn, "pagi.example/2")
        unknown = ledger.find(conn, "pagi.example/99")

    assert found is not None
    assert five[2] == found.id
    assert unknown is None


def test_what_failed_and_waits_for_another_try_can_be_left_out_of_the_pending(db: Database) -> None:
    """Whoever waits does not wait for an hour; a row that waits for its host's turn has not failed."""
    with db.write() as conn:
        failed, turn = (submit(conn, f"pagi.example/{n}", NOON).id for n in range(2))
        ledger.wait(conn, claim(conn, failed, NOON), now=NOON, seconds=60, reason="No answer.")
        ledger.wait(conn, claim(conn, turn, NOON), now=NOON, seconds=60, reason="Its turn.", counts=False)
    with db.read() as conn:
        pending = (ledger.pending(conn), ledger.pending(conn, now=NOON), ledger.pending(conn, now=NOON + 61))

    assert (2, 1, 2) == pending
