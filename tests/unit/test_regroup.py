from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.clock import NOON
from support.rows import article, judged

from worker.regroup import Thresholds, Word, plan, regroup, settle
from worker.store import articles, clusters, events, evidence, opinions
from worker.store.opinions import Opinion

if TYPE_CHECKING:
    import random

    from sqlalchemy import Connection

    from worker.store.database import Database

NOTHING = Word((), (), ())
HALF = Thresholds(0.5, 0.5)
COUNT = 7
EVERY = list(itertools.combinations(range(1, COUNT + 1), 2))


def said(a: int, b: int, *, same: bool, at: float = NOON) -> Opinion:
    """An opinion."""
    return Opinion(a, b, same, "", "", at)


@st.composite
def opinion_lists(draw: st.DrawFn) -> list[Opinion]:
    """Opinions on some pairs, some of them of one moment."""
    pairs = draw(st.lists(st.sampled_from(EVERY), unique=True, max_size=8))
    return [said(a, b, same=draw(st.booleans()), at=draw(st.integers(0, 3))) for a, b in pairs]


def test_the_newer_opinion_wins_over_what_contradicts_it() -> None:
    """1 with 2, 2 with 3, and last: not 1 with 3; of the former two the older falls."""
    first, second, last = said(1, 2, same=True), said(2, 3, same=True, at=NOON + 1), said(1, 3, same=False, at=NOON + 2)

    assert Word(((2, 3),), ((1, 3),), (first,)) == settle([first, second, last])


def test_a_newer_same_overrules_an_older_apart() -> None:
    """Whoever joins 2 with 3 after 1 with 2 and not 1 with 3 has seen more."""
    apart, one, two = said(1, 3, same=False), said(1, 2, same=True, at=NOON + 1), said(2, 3, same=True, at=NOON + 2)

    assert Word(((2, 3), (1, 2)), (), (apart,)) == settle([apart, one, two])


def test_of_one_moment_apart_wins() -> None:
    """An import of many opinions has one time; neither of the two that contradict it together is better."""
    found = settle([said(1, 2, same=True), said(2, 3, same=True), said(1, 3, same=False), said(4, 5, same=True)])

    assert ((4, 5),) == found.together
    assert ((1, 3),) == found.apart
    assert {(1, 2), (2, 3)} == {(one.a, one.b) for one in found.overruled}


@settings(max_examples=300)
@given(opinion_lists(), st.randoms(use_true_random=False))
def test_what_is_settled_holds_together_and_loses_nothing(held: list[Opinion], rng: random.Random) -> None:
    """Nothing that counts contradicts, every opinion either counts or is named, and order does not matter."""
    word = settle(held)
    shuffled = list(held)
    rng.shuffle(shuffled)

    at = {one: one for one in range(1, COUNT + 1)}
    for a, b in word.together:
        at = {one: at[a] if place == at[b] else place for one, place in at.items()}
    assert [] == [(a, b) for a, b in word.apart if at[a] == at[b]]
    assert len(held) == len(word.together) + len(word.apart) + len(word.overruled)
    assert word == settle(shuffled)


@settings(max_examples=200)
@given(
    st.dictionaries(st.sampled_from(EVERY), st.sampled_from([0.1, 0.45, 0.55, 0.8, 0.97])),
    opinion_lists(),
)
def test_parts_may_be_asked_for_together_or_alone(links: dict[tuple[int, int], float], held: list[Opinion]) -> None:
    """What else is partitioned with a component must not change it: re-clustering gives what the workers give."""
    found = {pair: (p, 0.0) for pair, p in links.items()}
    word = settle(held)
    whole = plan(range(1, COUNT + 1), found, word, HALF)
    reach = {one: {one} for one in range(1, COUNT + 1)}
    for _ in range(COUNT):
        for a, b in [*word.together, *(pair for pair, p in links.items() if p >= 0.5)]:
            reach[a] |= reach[b]
            reach[b] |= reach[a]

    for part in {frozenset(ids) for ids in reach.values()}:
        inside = {pair: p for pair, p in found.items() if set(pair) <= part}
        assert [group for group in whole if set(group.ids) <= part] == plan(part, inside, word, HALF)


def test_versions_are_found_inside_a_cluster() -> None:
    """One text in two clusters is two versions."""
    found = plan({1, 2, 3}, {(1, 2): (0.9, 0.9), (2, 3): (0.2, 0.9)}, NOTHING, HALF)

    assert [((1, 2), ((1, 2),)), ((3,), ((3,),))] == [(group.ids, group.versions) for group in found]


def test_copies_may_be_parted_by_word() -> None:
    """Of two copies a person said that one is the same as 3 and the other is not: both words hold."""
    word = settle([said(1, 3, same=True), said(2, 3, same=False)])

    assert [(1, 3), (2,)] == [group.ids for group in plan({1, 2, 3}, {(1, 2): (0.99, 0.99)}, word, HALF)]


@settings(max_examples=300)
@given(
    st.dictionaries(
        st.sampled_from(EVERY), st.sampled_from([(0.1, 0.0), (0.6, 0.1), (0.9, 0.6), (0.95, 0.92), (0.99, 0.99)])
    ),
    opinion_lists(),
)
def test_every_word_that_counts_holds(found: dict[tuple[int, int], tuple[float, float]], held: list[Opinion]) -> None:
    """Whatever the links and copies."""
    word = settle(held)
    at = {one: number for number, group in enumerate(plan(range(1, COUNT + 1), found, word, HALF)) for one in group.ids}

    assert [] == [(a, b) for a, b in word.together if at[a] != at[b]]
    assert [] == [(a, b) for a, b in word.apart if at[a] == at[b]]


@pytest.fixture
def five(db: Database) -> list[int]:
    """Five visible articles: two clusters of two, and one alone."""
    with db.write() as conn:
        ids = [article(conn, f"pagi.example/{n}", NOON) for n in range(5)]
        evidence.put(conn, [judged(ids[0], ids[1], 0.9), judged(ids[2], ids[3], 0.9)])
        regroup(conn, ids, HALF, NOON)
        return ids


def standing(conn: Connection, ids: list[int]) -> list[int]:
    """The cluster of each, by its place among these."""
    return [ids.index(place.cluster) for _, place in sorted(clusters.places(conn, ids).items()) if place.cluster]


def opine(conn: Connection, a: int, b: int, *, same: bool, at: float = NOON) -> list[str]:
    """Say something and regroup; what changed."""
    opinions.put(conn, a, b, same=same, now=at)
    return [change.said for change in regroup(conn, [a, b], HALF, at)]


def test_a_word_joins_two_clusters_that_never_met(db: Database, five: list[int]) -> None:
    """The clusters become one, at once, and listeners are told."""
    with db.write() as conn:
        before = max(event.id for event in events.after(conn, 0))
        changed = opine(conn, five[1], five[2], same=True)
        now = standing(conn, five)
        told = [(event.type, dict(event.payload)) for event in events.after(conn, before)]

    assert [0, 0, 0, 0, 4] == now
    assert [f"Clusters {five[0]} and {five[2]} became {five[0]} (4 articles)."] == changed
    assert [("clusters.merged", {"cluster": five[0], "from": [five[0], five[2]], "articles": []})] == told


def test_a_word_parts_what_the_links_join(db: Database, five: list[int]) -> None:
    """However sure the judgement is, the pair does not stand in one cluster."""
    with db.write() as conn:
        before = max(event.id for event in events.after(conn, 0))
        changed = opine(conn, five[0], five[1], same=False)
        now = standing(conn, five)
        told = [event.type for event in events.after(conn, before)]

    assert [0, 1, 2, 2, 4] == now
    assert [f"Cluster {five[0]} fell into {five[0]} (1 article) and {five[1]} (1 article)."] == changed
    assert ["cluster.split"] == told


def test_what_was_taken_back_counts_no_more(db: Database, five: list[int]) -> None:
    """The evidence decides again, as if nothing had been said."""
    with db.write() as conn:
        before = standing(conn, five)
        opine(conn, five[1], five[4], same=True)
        opinions.drop(conn, five[1], five[4])
        regroup(conn, [five[1], five[4]], HALF, NOON)
        now = standing(conn, five)

    assert before == now


def test_a_word_waits_for_an_article_whose_text_is_being_replaced(db: Database, five: list[int]) -> None:
    """While it is hidden nothing pulls it in; once it is shown again the word holds without being said again."""
    with db.write() as conn:
        opine(conn, five[1], five[4], same=True)
        text = article(conn, "pagi.example/4", NOON, shown=False, text="Teks yang lain.")
        regroup(conn, [five[1]], HALF, NOON)
        clusters.show(conn, [text])
        regroup(conn, [text], HALF, NOON)
        now = standing(conn, five)
        stored = articles.get(conn, five[4])

    assert [0, 0, 2, 2, 0] == now
    assert stored is not None
    assert stored.visible
