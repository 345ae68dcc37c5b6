"""What people said of pairs: kept, replaced, taken back, and seen by the component."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import article, cleaned

from worker.store import articles, clusters, opinions

if TYPE_CHECKING:
    from worker.store.database import Database


@pytest.fixture
def four(db: Database) -> list[int]:
    """Four visible articles."""
    with db.write() as conn:
        return [article(conn, f"pagi.example/{n}", NOON) for n in range(4)]


def test_an_opinion_is_kept_for_the_pair_in_either_order(db: Database, four: list[int]) -> None:
    """Who says it of B and A says it of A and B."""
    with db.write() as conn:
        said = opinions.put(conn, four[1], four[0], same=True, by="Sekar", note="Siaran pers", now=NOON)
        found = [opinions.of(conn, four[0], four[1]), opinions.of(conn, four[1], four[0])]

    assert [said, said] == found
    assert (four[0], four[1], True, "Sekar", "Siaran pers", NOON) == (
        said.a,
        said.b,
        said.same,
        said.by,
        said.note,
        said.created_at,
    )


def test_a_newer_opinion_replaces_the_older(db: Database, four: list[int]) -> None:
    """Of one pair there is one word."""
    with db.write() as conn:
        opinions.put(conn, four[0], four[1], same=True, by="Sekar", now=NOON)
        newer = opinions.put(conn, four[0], four[1], same=False, by="Bagas", now=NOON + 1)
        found = list(opinions.stream(conn))

    assert [newer] == found


def test_an_opinion_can_be_taken_back(db: Database, four: list[int]) -> None:
    """And the answer tells whether there was one."""
    with db.write() as conn:
        opinions.put(conn, four[0], four[1], same=True, now=NOON)
        done = [opinions.drop(conn, four[1], four[0]), opinions.drop(conn, four[1], four[0])]
        left = opinions.of(conn, four[0], four[1])

    assert ([True, False], None) == (done, left)


def test_nobody_has_an_opinion_of_one_article(db: Database, four: list[int]) -> None:
    """An article is always the same report as itself."""
    with db.write() as conn, pytest.raises(ValueError, match="itself"):
        opinions.put(conn, four[0], four[0], same=False, now=NOON)


def test_opinions_are_found_by_their_articles(db: Database, four: list[int]) -> None:
    """`among` wants both ends, `touching` one; all come once, whatever the batch."""
    with db.write() as conn:
        for a, b, same in ((0, 1, True), (1, 2, False), (0, 3, True)):
            opinions.put(conn, four[a], four[b], same=same, now=NOON)
        among = [(one.a, one.b) for one in opinions.among(conn, four[:3])]
        touching = [(one.a, one.b) for one in opinions.touching(conn, [four[3], four[2]])]
        every = [(one.a, one.b) for one in opinions.stream(conn, batch=1)]

    assert [(four[0], four[1]), (four[1], four[2])] == among
    assert [(four[0], four[3]), (four[1], four[2])] == touching
    assert [(four[0], four[1]), (four[0], four[3]), (four[1], four[2])] == every


def test_the_component_follows_what_was_said_to_be_the_same(db: Database, four: list[int]) -> None:
    """A pair that never met in the index is pulled together; "not the same" and hidden articles pull nobody."""
    with db.write() as conn:
        hidden = article(conn, "sore.example/1", NOON, shown=False)
        opinions.put(conn, four[0], four[1], same=True, now=NOON)
        opinions.put(conn, four[1], four[2], same=False, now=NOON)
        opinions.put(conn, four[0], hidden, same=True, now=NOON)
        found = clusters.component(conn, [four[1]], at_least=0.5)

    assert set(four[:2]) == found


def test_an_opinion_outlives_the_text(db: Database, four: list[int]) -> None:
    """An article whose text is replaced loses its evidence, not what people said of it."""
    with db.write() as conn:
        said = opinions.put(conn, four[0], four[1], same=True, now=NOON)
        articles.put(conn, "pagi.example/0", cleaned("Teks baru."), signature=b"", submission_id=None, now=NOON + 1)
        found = opinions.of(conn, four[0], four[1])

    assert said == found
