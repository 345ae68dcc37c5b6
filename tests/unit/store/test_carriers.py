from datetime import UTC, datetime

from support.rows import cleaned

from worker.store import articles, clusters
from worker.store.carriers import carriers
from worker.store.clusters import Group
from worker.store.database import Database


def test_outlets_stand_in_the_order_of_their_first_article(db: Database) -> None:
    """By the time that an article bears, and by its arrival where it bears none; each outlet once."""
    told = [("b.example", 300), ("a.example", 100), ("b.example", 50), ("", 20), ("c.example", None)]
    with db.write() as conn:
        for number, (outlet, at) in enumerate(told, 1):
            written = cleaned(outlet=outlet, at=datetime.fromtimestamp(at, UTC) if at else None)
            articles.put(conn, f"k{number}", written, signature=b"", submission_id=None, now=60.0)
        clusters.show(conn, [1, 2, 3, 4, 5])
        clusters.assign(conn, [Group((1, 2, 3, 4), ((1, 2, 3, 4),)), Group((5,), ((5,),))], 400.0)
        found = carriers(conn, [1, 5])

    assert {1: ["b.example", "a.example"], 5: ["c.example"]} == found


def test_no_cluster_has_no_carriers(db: Database) -> None:
    """An empty list asks for nothing."""
    with db.read() as conn:
        assert {} == carriers(conn, [])
