from support.rows import LEASE, claim, submit, wanted_text

from worker.model.verdict import Verdict
from worker.store import ledger
from worker.store.database import Database
from worker.store.pace import Pace, pace


def test_what_was_finished_since_then_is_counted_by_what_it_brought(db: Database) -> None:
    """A rejected page was worked on, and is no article; what was finished before does not count."""
    with db.write() as conn:
        for number, (verdict, at) in enumerate(
            [(Verdict.NEW, 50.0), (Verdict.JOINED, 200.0), (Verdict.VERSION, 210.0), (Verdict.REJECTED, 220.0)], 1
        ):
            submit(conn, f"a.example/{number}", 10.0)
            held = claim(conn, number, at - LEASE / 2)
            ledger.finish(conn, held, verdict, now=at, reason="", outcome=None)
        submit(conn, "a.example/wartet", 30.0)
        ledger.submit(conn, wanted_text("text:1", "Isi"), 40.0)
        found = pace(conn, since=100.0)

    assert Pace(finished=3, articles=2, whole=True, waiting_since=30.0) == found


def test_an_empty_ledger_has_no_pace(db: Database) -> None:
    """Nothing was finished, and nothing waits."""
    with db.read() as conn:
        assert Pace(0, 0, whole=True, waiting_since=None) == pace(conn, since=0.0)
