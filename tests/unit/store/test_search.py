"""Search by words in what is visible, on both kinds of store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from support.clock import NOON
from support.rows import cleaned

from worker.store import articles, clusters, search
from worker.store.schema import ARTICLE
from worker.store.search import Term, terms

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.store.database import Database

TEXTS = (
    ("Pasar Wonolelo Terbakar", "Api menghanguskan 27 kios pakaian di Pasar Wonolelo.", ("Kantor Berita Selasar",)),
    ("Pasar Murah Dibuka", "Warga antre membeli beras di dekat kios pupuk.", ("pagisawah.example",)),
    ("Perahu Karam", "Kafé terapung di Teluk Panjang tenggelam; api unggun padam.", ()),
)


def store(conn: Connection, *, shown: bool = True) -> list[int]:
    """Three articles; their numbers."""
    made = []
    for place, (title, text, sources) in enumerate(TEXTS):
        one = replace(cleaned(text, title=title), cited_sources=sources)
        made.append(articles.put(conn, f"{place}", one, signature=b"", submission_id=None, now=NOON).id)
    if shown:
        clusters.show(conn, made)
    return made


def found(conn: Connection, q: str = "", cited: str = "") -> list[int]:
    """Which of the three are found, by their places from 1."""
    hits = search.matching(conn, q=q, cited=cited)
    keys = conn.execute(select(ARTICLE.c.key).where(ARTICLE.c.visible, hits).order_by(ARTICLE.c.key)).scalars()
    return [int(key) + 1 for key in keys]


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ([1, 2], "pasar"),
        ([1, 2], "PASAR kios"),
        ([1], "pasar api"),
        ([1], '"kios pakaian"'),
        ([], '"pakaian kios"'),
        ([1, 3], "api"),
        ([2], "antre beras"),
        ([1], "wono*"),
        ([], "wono"),
        ([1], '"pasar wono"*'),
        ([1], "27"),
        ([], "Selasar"),
        ([], "!!!"),
        ([1], "wonolelo !!!"),
        ([], "pasar OR perahu"),
        ([], "NOT pasar AND {title : text} ^api NEAR(a b)"),
    ],
)
def test_words_phrases_and_beginnings_are_found(db: Database, expected: list[int], typed: str) -> None:
    """All words must stand there, in any order and place; operators of the databases are words like others."""
    with db.write() as conn:
        store(conn)
        assert expected == found(conn, typed)


@pytest.mark.parametrize(
    ("expected", "name"),
    [([1], "selasar"), ([1], "kantor berita"), ([2], "pagisawah*"), ([], "wonolelo"), ([1], '"berita selasar"')],
)
def test_cited_sources_are_found_by_their_names(db: Database, expected: list[int], name: str) -> None:
    """A source's name is looked for among the sources alone."""
    with db.write() as conn:
        store(conn)
        assert expected == found(conn, cited=name)
        assert [1] == found(conn, "pasar", "selasar")


def test_only_what_is_visible_is_found(db: Database) -> None:
    """An article on its way is not found, nor one that was replaced, by its old words."""
    with db.write() as conn:
        numbers = store(conn, shown=False)
        assert [] == found(conn, "pasar")
        clusters.show(conn, numbers)
        assert [1, 2] == found(conn, "pasar")

        other = cleaned("Isi yang lain sama sekali.", title="Judul Lain")
        articles.put(conn, "0", other, signature=b"", submission_id=None, now=NOON)
        assert [2] == found(conn, "pasar")
        clusters.show(conn, numbers)
        assert ([2], [1]) == (found(conn, "pasar"), found(conn, "lain"))

        articles.renew(conn, numbers[1], cleaned("Isi yang baru.", title="Judul Baru"))
        assert ([], [2]) == (found(conn, "pasar"), found(conn, "baru"))

        conn.execute(delete(ARTICLE).where(ARTICLE.c.id == numbers[2]))
        assert [] == found(conn, "api")


def test_what_is_taken_back_leaves_no_words(db: Database) -> None:
    """A transaction that is rolled back is not found, and the search goes on to work."""
    with db.write() as conn:
        store(conn)
        conn.rollback()
    with db.write() as conn:
        assert [] == found(conn, "pasar")
        store(conn)
        assert [1, 2] == found(conn, "pasar")


@given(typed=st.text(max_size=60) | st.text(alphabet="\"*'\\:()-+^{}&|!<> ab1é\x00", max_size=30))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_no_fault(db: Database, typed: str) -> None:
    """There is no such thing as a wrong search."""
    with db.read() as conn:
        found(conn, typed, typed)


def test_what_is_typed_is_read_as_words_phrases_and_beginnings() -> None:
    """Quotation marks and asterisks mean something, all else is a word."""
    assert [Term("api"), Term("kios pakaian"), Term("wono", prefix=True)] == terms('api "kios pakaian" wono*')
    assert [Term("pasar wono", prefix=True)] == terms('"pasar wono"*')
    assert [Term("terbuka")] == terms('"terbuka')
    assert [] == terms('* "" - "!?"')
    assert 16 == len(terms("a " * 40))


def test_a_long_text_of_rare_words_can_be_stored(db: Database) -> None:
    """PostgreSQL's vectors hold a megabyte; an article that is longer must not fail."""
    text = " ".join(f"k{number:x}z" for number in range(200_000))
    with db.write() as conn:
        made = articles.put(conn, "panjang", cleaned(text), signature=b"", submission_id=None, now=NOON)
        clusters.show(conn, [made.id])
        hits = search.matching(conn, q="k1z")
        assert [made.id] == list(conn.execute(select(ARTICLE.c.id).where(ARTICLE.c.visible, hits)).scalars())
