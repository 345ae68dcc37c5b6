"""The outbox: what happened, in order, from where a listener left off."""

from __future__ import annotations

import threading

import pytest
from support.clock import NOON
from support.rows import article

from worker.store import clusters, events
from worker.store.database import Database


def fail_after_an_event(db: Database) -> None:
    """Write an event in a transaction that then fails."""
    with db.write() as conn:
        events.add(conn, "article.stored", {"article": 1}, NOON)
        raise LookupError


def test_a_listener_goes_on_where_it_left_off(db: Database) -> None:
    """Events come oldest first, none twice, in portions."""
    with db.write() as conn:
        for number in range(5):
            events.add(conn, "article.stored", {"article": number}, NOON + number)
    with db.read() as conn:
        first = events.after(conn, 0, limit=3)
        rest = events.after(conn, first[-1].id, limit=3)
        nothing = events.after(conn, rest[-1].id)

    assert list(range(5)) == [event.payload["article"] for event in [*first, *rest]]
    assert ("article.stored", NOON) == (first[0].type, first[0].created_at)
    assert [] == nothing


def test_what_is_rolled_back_never_happened(db: Database) -> None:
    """An event lives and dies with the transaction in which it happened."""
    with pytest.raises(LookupError):
        fail_after_an_event(db)
    with db.read() as conn:
        assert [] == events.after(conn, 0)


def test_numbers_become_visible_in_order(store_url: str) -> None:
    """Two writers at once: whoever reads the later event has the earlier one before it.

    PostgreSQL gives both numbers out before either commits; without the lock the second is seen first, and a listener
    that goes on after it never sees the first.
    """
    first, second, reader = Database(store_url), Database(store_url), Database(store_url)
    begun, written = threading.Event(), threading.Event()

    def write_second() -> None:
        begun.wait()
        with second.write() as conn:
            events.add(conn, "article.stored", {"article": 2}, NOON)
        written.set()

    other = threading.Thread(target=write_second)
    other.start()
    with first.write() as conn:
        events.add(conn, "article.stored", {"article": 1}, NOON)
        begun.set()
        overtaken = written.wait(0.5)
        with reader.read() as early:
            seen = events.after(early, 0)
    other.join()
    with reader.read() as late:
        told = [(event.id, event.payload["article"]) for event in events.after(late, 0)]
    for db in (first, second, reader):
        db.close()

    assert (False, []) == (overtaken, seen)
    assert [(1, 1), (2, 2)] == told


def test_old_events_go_and_leave_a_mark(db: Database) -> None:
    """A listener that knows the last dropped event goes on; one that knows less is told that it would miss some."""
    with db.write() as conn:
        for number in range(10):
            events.add(conn, "article.stored", {"article": number}, NOON + number)
        dropped = [events.prune(conn, before=NOON + 4, limit=3) for _ in range(3)]
        kept = [event.id for event in events.after(conn, 0)]
        reach = [bool(events.out_of_reach(conn, known)) for known in (0, 3, 4, 5, 10, 11)]
        mark = events.pruned(conn)
        again = events.prune(conn, before=NOON + 6, limit=100)
        gone = events.prune(conn, before=NOON + 100, limit=100)
        nothing = (events.after(conn, 0), events.newest(conn), events.prune(conn, before=NOON + 100))

    assert ([3, 4, 0], 4) == (dropped, mark)
    assert [5, 6, 7, 8, 9, 10] == kept
    assert [False, True, False, False, False, True] == reach
    assert (6, 10) == (again, gone)
    assert ([], 10, 0) == nothing


def test_every_change_of_a_partition_is_told_once(db: Database) -> None:
    """Each article comes in by one event; writing the same partition again tells nothing."""
    with db.write() as conn:
        a, b, c, d = (article(conn, f"pagi.example/{number}", NOON) for number in range(4))

        def assign(*groups: tuple[int, ...]) -> list[tuple[str, object]]:
            before = events.newest(conn)
            for _ in range(2):
                clusters.assign(conn, [clusters.Group(ids, (ids,)) for ids in groups], NOON)
            return [(event.type, dict(event.payload)) for event in events.after(conn, before)]

        told = [assign((a,)), assign((a, b)), assign((c,)), assign((a, b, c, d)), assign((a, d), (b, c))]

    assert [("cluster.created", {"cluster": a, "articles": [a]})] == told[0]
    assert [("cluster.grew", {"cluster": a, "articles": [b]})] == told[1]
    assert [("cluster.created", {"cluster": c, "articles": [c]})] == told[2]
    assert [("clusters.merged", {"cluster": a, "from": [a, c], "articles": [d]})] == told[3]
    assert [("cluster.split", {"cluster": a, "into": [a, b]})] == told[4]
