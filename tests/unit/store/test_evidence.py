"""Stored judgements of pairs, and what they link."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.rows import article, judged

from worker.store import clusters, evidence

if TYPE_CHECKING:
    from worker.store.database import Database


@pytest.fixture
def five(db: Database) -> list[int]:
    """Five visible articles."""
    with db.write() as conn:
        return [article(conn, f"pagi.example/{n}", NOON) for n in range(5)]


def test_a_judgement_comes_back_whole_in_either_order(db: Database, five: list[int]) -> None:
    """Whoever asks for (b, a) means (a, b)."""
    found = judged(five[0], five[1], 0.75, 0.25)
    with db.write() as conn:
        evidence.put(conn, [found])
        answers = (
            evidence.pair(conn, five[0], five[1]),
            evidence.pair(conn, five[1], five[0]),
            evidence.pair(conn, five[0], five[2]),
        )

    assert (found, found, None) == answers


def test_a_newer_judgement_replaces_the_older(db: Database, five: list[int]) -> None:
    """Judged again, a pair has one judgement: the newer."""
    with db.write() as conn:
        evidence.put(conn, [judged(five[0], five[1], 0.75), judged(five[2], five[3], 0.5)])
        evidence.put(conn, [judged(five[0], five[1], 0.125, 0.0625)])
        evidence.put(conn, [])
        links = evidence.links(conn, five)

    assert {(five[0], five[1]): (0.125, 0.0625), (five[2], five[3]): (0.5, 0.0)} == links


def test_touching_is_sorted_by_strength(db: Database, five: list[int]) -> None:
    """The strongest judgement stands first, ties by number, each once."""
    with db.write() as conn:
        evidence.put(
            conn, [judged(five[0], five[1], 0.25), judged(five[1], five[2], 0.75), judged(five[0], five[2], 0.25)]
        )
        every = evidence.touching(conn, five)
        strong = evidence.touching(conn, [five[1]], at_least=0.5)

    assert [(five[1], five[2]), (five[0], five[1]), (five[0], five[2])] == [(e.a, e.b) for e in every]
    assert [(five[1], five[2])] == [(e.a, e.b) for e in strong]


def test_neighbours_are_visible_and_linked_strongly_enough(db: Database, five: list[int]) -> None:
    """A weak link and an article that nobody sees yet lead nowhere."""
    with db.write() as conn:
        hidden = article(conn, "pagi.example/hidden", NOON, shown=False)
        evidence.put(
            conn,
            [
                judged(five[0], five[1], 0.5),
                judged(five[2], five[0], 0.75),
                judged(five[0], five[3], 0.25),
                judged(five[0], hidden, 1.0),
            ],
        )
        found = clusters.component(conn, [five[0]], at_least=0.5)
        backwards = clusters.component(conn, [hidden], at_least=0.5)

    assert set(five[:3]) == found
    assert {hidden, *five[:3]} == backwards


def test_links_and_neighbours_reach_over_the_borders_of_chunks(db: Database) -> None:
    """More ids than one query takes at once give the same answer as one query would."""
    many = 2 * evidence.CHUNK + 7
    with db.write() as conn:
        numbers = [article(conn, f"pagi.example/{n}", NOON) for n in range(many)]
        chain = list(itertools.pairwise(numbers))
        evidence.put(conn, [judged(a, b, 0.75, 0.5) for a, b in chain])
        links = evidence.links(conn, numbers)
        near = clusters.component(conn, numbers, at_least=0.5)
        inner = evidence.links(conn, numbers[1:])

    assert dict.fromkeys(chain, (0.75, 0.5)) == links
    assert set(numbers) == near
    assert many - 2 == len(inner)
