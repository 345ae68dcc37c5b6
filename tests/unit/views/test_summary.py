"""Clusters as lines that people read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from support.rows import cleaned

from worker.store import articles, clusters
from worker.store.clusters import Group
from worker.views.summary import summaries

if TYPE_CHECKING:
    from worker.store.database import Database
    from worker.views import View

NOW = 1_763_700_000.0


def summary(db: Database, *told: tuple[str, float | None, str]) -> View:
    """The line of a cluster of such articles: outlet, time (None for no time), headline."""
    with db.write() as conn:
        for number, (outlet, at, title) in enumerate(told, 1):
            written = cleaned(outlet=outlet, at=datetime.fromtimestamp(at, UTC) if at else None, title=title)
            articles.put(conn, f"k{number}", written, signature=b"", submission_id=None, now=NOW)
        ids = tuple(range(1, len(told) + 1))
        clusters.show(conn, ids)
        clusters.assign(conn, [Group(ids, (ids,))], NOW)
        row = clusters.get(conn, 1)
        assert row is not None
        return summaries(conn, [row])[0]


def test_the_first_teller_stands_first(db: Database) -> None:
    """Then the others in the order of telling, each once; who bears no time comes last."""
    found = summary(
        db,
        ("c.example", None, "Judul"),
        ("b.example", NOW - 60, "Judul"),
        ("a.example", NOW - 3600, "Judul"),
        ("b.example", NOW - 30, "Judul"),
    )

    assert ["a.example", "b.example", "c.example"] == found["carriers"]
    assert 3 == found["first_teller"]["article"]
    assert 1 == found["undated"]
    assert [NOW - 3600, NOW - 30] == [datetime.fromisoformat(at).timestamp() for at in found["span"]]


def test_arrivals_are_no_publications(db: Database) -> None:
    """An archive that was taken in today was not published today."""
    found = summary(db, ("a.example", None, "Judul"), ("b.example", None, "Judul"))

    assert (None, 2) == (found["span"], found["undated"])


def test_a_report_without_a_headline_is_named_by_another_or_by_its_beginning(db: Database) -> None:
    """A list of "no headline" says nothing."""
    assert "Satu-satunya" == summary(db, ("a.example", NOW - 60, ""), ("b.example", NOW, "Satu-satunya"))["title"]


def test_without_any_headline_the_text_begins(db: Database) -> None:
    """As far as a line reaches, up to a whole word."""
    found = summary(db, ("a.example", NOW - 60, ""))["title"]

    assert found.endswith(" …")
    assert len(found) < 95
    assert found.removesuffix(" …") == cleaned().text[: len(found) - 2]


def test_no_clusters_are_no_lines(db: Database) -> None:
    """An empty list asks for nothing."""
    with db.read() as conn:
        assert [] == summaries(conn, [])
