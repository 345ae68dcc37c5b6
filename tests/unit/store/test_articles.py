"""Articles in the store: written, found unchanged, replaced; raw pages; what the store does with odd text."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import article, cleaned, judged

from worker.model.article import Cleaned, Kind, Removed
from worker.model.page import Page
from worker.model.verdict import FetchOutcome
from worker.store import articles, clusters, evidence, raw_pages

if TYPE_CHECKING:
    from worker.store.database import Database

WIB = timezone(timedelta(hours=7))


def test_a_new_article_is_added_and_not_yet_visible(db: Database) -> None:
    """Nobody sees an article before its cluster is known."""
    with db.write() as conn:
        written = articles.put(conn, "pagi.example/1", cleaned(), signature=b"s", submission_id=4, now=NOON)
        stored = articles.get(conn, written.id)
        visible = articles.count(conn)

    assert articles.Change.ADDED is written.change
    assert stored is not None
    assert (False, None, None, b"s", 4) == (
        stored.visible,
        stored.cluster_id,
        stored.version_id,
        stored.signature,
        stored.submission_id,
    )
    assert 0 == visible


def test_everything_that_cleaning_found_comes_back(db: Database) -> None:
    """Lists, dates with their offset and removed stretches survive the store."""
    removed = (Removed(Kind.READALSO, "Baca juga: Lain", "common.readalso.line", 3, 18),)
    whole = Cleaned(
        is_article=True,
        url="https://pagi.example/1",
        title="Judul \N{SNOWMAN}",
        text="Isi.",
        raw_text="Isi. Baca juga: Lain",
        dateline="MALANG -",
        published=datetime(2026, 5, 4, 3, 2, 1, tzinfo=WIB),
        updated=datetime(2026, 5, 5, tzinfo=WIB),
        authors=("Rara Widya", "Bagus Tirta"),
        editors=("Sekar Ayu",),
        cited_sources=("Kabar Utara",),
        outlet="pagi.example",
        network="pagi.example",
        section="Daerah",
        language="id",
        removed=removed,
    )
    with db.write() as conn:
        number = articles.put(conn, "pagi.example/1", whole, signature=b"", submission_id=None, now=NOON).id
        stored = articles.get(conn, number)

    assert stored is not None
    assert ("2026-05-04T03:02:01+07:00", "2026-05-05T00:00:00+07:00") == (stored.published, stored.updated)
    assert (("Rara Widya", "Bagus Tirta"), ("Sekar Ayu",), ("Kabar Utara",)) == (
        stored.authors,
        stored.editors,
        stored.cited_sources,
    )
    assert removed == stored.removed
    assert ("Judul \N{SNOWMAN}", "MALANG -", "Daerah", "id", NOON) == (
        stored.title,
        stored.dateline,
        stored.section,
        stored.language,
        stored.created_at,
    )


def test_the_same_text_is_the_same_once_it_is_shown(db: Database) -> None:
    """Written but never shown counts as added, so that a run that was killed is gone through again."""
    with db.write() as conn:
        first = articles.put(conn, "pagi.example/1", cleaned(), signature=b"", submission_id=None, now=NOON)
        unshown = articles.put(conn, "pagi.example/1", cleaned(), signature=b"", submission_id=None, now=NOON)
        clusters.show(conn, [first.id])
        shown = articles.put(conn, "pagi.example/1", cleaned(), signature=b"", submission_id=None, now=NOON)

    assert {first.id} == {first.id, unshown.id, shown.id}
    assert (articles.Change.ADDED, articles.Change.SAME) == (unshown.change, shown.change)


@pytest.mark.parametrize("what", ["text", "title"])
def test_another_text_replaces_and_takes_the_evidence_along(db: Database, what: str) -> None:
    """Evidence spoke of the old text; the old signature is handed out, so that the index can forget it."""
    other = cleaned("Isi baru.") if what == "text" else cleaned(title="Judul baru")
    with db.write() as conn:
        first = articles.put(conn, "pagi.example/1", cleaned(), signature=b"old", submission_id=None, now=NOON)
        clusters.show(conn, [first.id])
        mate, stranger = (article(conn, f"pagi.example/{n}", NOON) for n in (2, 3))
        evidence.put(conn, [judged(first.id, mate, 0.9), judged(mate, stranger, 0.8)])
        replaced = articles.put(conn, "pagi.example/1", other, signature=b"new", submission_id=9, now=NOON + 1)
        stored = articles.get(conn, first.id)
        left = evidence.touching(conn, [first.id, mate, stranger])

    assert articles.Written(first.id, articles.Change.REPLACED, b"old") == replaced
    assert stored is not None
    assert (False, b"new", 9, NOON) == (stored.visible, stored.signature, stored.submission_id, stored.created_at)
    assert [(mate, stranger)] == [(e.a, e.b) for e in left]


def test_text_that_databases_refuse_is_stored_at_the_same_places(db: Database) -> None:
    """NUL and lone surrogates are replaced one for one, so that the places of removed stretches stay true."""
    odd = Cleaned(
        is_article=True,
        title="a\x00b",
        text="c\ud800d",
        raw_text="e\udfff\x00f",
        authors=("g\x00",),
        outlet="h\x00.example",
        removed=(Removed(Kind.PROMO, "\ud900i", "r", 0, 2),),
    )
    with db.write() as conn:
        first = articles.put(conn, "key\x00\ud800", odd, signature=b"", submission_id=None, now=NOON)
        clusters.show(conn, [first.id])
        again = articles.put(conn, "key\x00\ud800", odd, signature=b"", submission_id=None, now=NOON)
        stored = articles.get(conn, first.id)

    assert articles.Written(first.id, articles.Change.SAME) == again
    assert stored is not None
    assert ("a\ufffdb", "c?d", "e?\ufffdf", ("g\ufffd",)) == (
        stored.title,
        stored.text,
        stored.raw_text,
        stored.authors,
    )
    assert "?i" == stored.removed[0].text


def test_a_raw_page_keeps_its_bytes_and_the_last_fetch_counts(db: Database) -> None:
    """Any bytes come back as they were; a second fetch replaces the first."""
    body = bytes(range(256)) * 50
    with db.write() as conn:
        raw_pages.put(conn, 5, Page(FetchOutcome.OK, "", "https://pagi.example/1", body=b"old"), NOON)
        raw_pages.put(conn, 5, Page(FetchOutcome.OK, "", "https://pagi.example/1", body=body), NOON + 1)
        kept = (raw_pages.get(conn, 5), raw_pages.get(conn, 6))

    assert ((body, "", "https://pagi.example/1"), None) == kept


def test_find_by_key_or_url_prefers_the_visible(db: Database) -> None:
    """People ask with what they have; a hidden draft never stands before the article they can see."""
    at = "https://pagi.example/1"
    with db.write() as conn:
        hidden = articles.put(
            conn, "k1", Cleaned(is_article=True, url=at, text="a"), signature=b"", submission_id=None, now=NOON
        )
        shown = articles.put(
            conn, "k2", Cleaned(is_article=True, url=at, text="b"), signature=b"", submission_id=None, now=NOON
        )
        clusters.show(conn, [shown.id])
        found = [articles.find(conn, asked) for asked in (at, "k1", "nowhere")]

    assert [shown.id, hidden.id, None] == [one.id if one else None for one in found]


def test_streams_cover_every_article_once_in_order(db: Database) -> None:
    """Reading in batches skips nothing at their borders; hidden articles keep their signature but are not streamed."""
    with db.write() as conn:
        numbers = [article(conn, f"pagi.example/{n}", NOON + n, shown=n != 3) for n in range(7)]
    with db.read() as conn:
        streamed = [one.id for one in articles.stream(conn, batch=2)]
        signed = [row for batch in articles.signatures(conn, batch=3) for row in batch]
        visible = articles.count(conn)

    assert [n for at, n in enumerate(numbers) if at != 3] == streamed
    assert [(number, b"", NOON + at) for at, number in enumerate(numbers)] == signed
    assert 6 == visible


def test_sides_hold_what_the_evidence_reads(db: Database) -> None:
    """Sides come in order of their numbers, shown or not, with a time that bears its offset."""
    when = datetime(2026, 5, 4, 3, 2, 1, tzinfo=WIB)
    with db.write() as conn:
        first = article(conn, "a", NOON, shown=False)
        second = articles.put(
            conn, "b", cleaned("Isi.", outlet="pagi.example", at=when), signature=b"", submission_id=None, now=NOON
        ).id
        sides = articles.sides(conn, [second, first, 999_999])

    assert [first, second] == [side.id for side in sides]
    assert (None, when) == (sides[0].published, sides[1].published)
    assert ("Judul", "Isi.", "pagi.example") == (sides[1].title, sides[1].text, sides[1].outlet)
