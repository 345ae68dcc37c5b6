"""Requests that come at the same moment and name the same URLs."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

from support.clock import NOON
from support.parts import Letterbox

from worker.intake import Accepted, Intake
from worker.store import ledger

if TYPE_CHECKING:
    from worker.store.database import Database

URLS = [f"https://pagi.example/berita/{n}" for n in range(50)]
ROUNDS = 10
"""Without the lock PostgreSQL ended one of the two in the first round."""


def test_in_opposite_orders(db: Database) -> None:
    """Both are answered, each URL has one row, and one of the two made it."""
    intake = Intake(db, Letterbox(), lambda: NOON)
    both = Barrier(2)
    answers: dict[tuple[int, bool], list[Accepted]] = {}

    def hand_in(*, turned: bool) -> None:
        for at in range(ROUNDS):
            urls = [f"{url}/{at}" for url in URLS]
            both.wait(60)
            answers[at, turned] = intake.urls(urls[::-1] if turned else urls)

    threads = [Thread(target=hand_in, kwargs={"turned": turned}) for turned in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2 * ROUNDS == len(answers)
    for at in range(ROUNDS):
        rows = [one.submission.id for turned in (False, True) for one in answers[at, turned] if one.submission]
        assert len(URLS) == len(set(rows))
        assert len(URLS) == sum(one.new for turned in (False, True) for one in answers[at, turned])
    with db.read() as conn:
        assert ROUNDS * len(URLS) == ledger.pending(conn)
