"""Texts that stay ready between judgements are never other texts than the store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.clock import NOON
from support.rows import article

from worker.store import articles
from worker.store.schema import ARTICLE
from worker.texts import Texts

if TYPE_CHECKING:
    from worker.store.database import Database


def test_a_text_is_prepared_once(db: Database) -> None:
    """Asked for again, the very same object comes back; what is gone does not."""
    texts = Texts()
    with db.write() as conn:
        one = article(conn, "pagi.example/1", NOON, text="Bupati meresmikan pasar baru.")
        first = texts.ready(conn, [one, 999])
        again = texts.ready(conn, [one])

    assert [one] == list(first)
    assert again[one] is first[one]


def test_what_changes_is_prepared_anew(db: Database) -> None:
    """Another text, another time or another outlet: each is read again."""
    texts = Texts()
    with db.write() as conn:
        one = article(conn, "pagi.example/1", NOON, text="Bupati meresmikan pasar baru.")
        before = texts.ready(conn, [one])[one]
        conn.execute(ARTICLE.update().where(ARTICLE.c.id == one).values(outlet="sore.example"))
        moved = texts.ready(conn, [one])[one]
        conn.execute(ARTICLE.update().where(ARTICLE.c.id == one).values(text="Pasar sepi.", content_hash="other"))
        changed = texts.ready(conn, [one])[one]

    told = [(one.prepared.side.outlet, one.prepared.side.text) for one in (before, moved, changed)]
    old, new = "Bupati meresmikan pasar baru.", "Pasar sepi."
    assert [("", old), ("sore.example", old), ("sore.example", new)] == told
    assert "other" == changed.mark.hash


def test_only_so_many_are_kept(db: Database) -> None:
    """The one that was asked for longest ago goes first."""
    texts = Texts(kept=2)
    with db.write() as conn:
        numbers = [article(conn, f"pagi.example/{n}", NOON) for n in range(3)]
        first = texts.ready(conn, numbers[:1])[numbers[0]]
        texts.ready(conn, numbers[1:])
        again = texts.ready(conn, numbers[:1])[numbers[0]]
        marks = articles.marks(conn, numbers)

    assert again is not first
    assert set(numbers) == set(marks)
