from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.dedup.partition import partition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.dedup.bonds import Pair

    Links = dict[Pair, float]

COUNT = 8
EVERY = list(itertools.combinations(range(COUNT), 2))
PROBABILITIES = st.sampled_from([0.1, 0.45, 0.55, 0.8, 0.97, 0.99])
LINKS = st.dictionaries(st.sampled_from(EVERY), PROBABILITIES)
PAIRS = st.lists(st.sampled_from(EVERY), unique=True, max_size=4)


def clique(members: Iterable[int], probability: float = 0.99) -> Links:
    """Links between all of these."""
    return dict.fromkeys(itertools.combinations(members, 2), probability)


def places(clusters: list[tuple[int, ...]]) -> dict[int, int]:
    """Which cluster each article stands in."""
    return {one: at for at, members in enumerate(clusters) for one in members}


def closed(pairs: Iterable[Pair]) -> dict[int, int]:
    """What a run of "together" makes one, by brute force."""
    at = {one: one for one in range(COUNT)}
    for a, b in pairs:
        at = {one: at[a] if place == at[b] else place for one, place in at.items()}
    return at


@settings(max_examples=500)
@given(LINKS, PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_neither_order_nor_names_matter(
    links: Links, together: list[Pair], apart: list[Pair], rng: random.Random
) -> None:
    """What people said must not bring the order of arrival in by the back door."""
    other = list(range(100, 100 + COUNT))
    rng.shuffle(other)

    def renamed(pairs: Iterable[Pair]) -> list[Pair]:
        made = [(other[b], other[a]) if rng.random() < 0.5 else (other[a], other[b]) for a, b in pairs]
        rng.shuffle(made)
        return made

    new_links = {(other[a], other[b]): p for (a, b), p in links.items()}
    expected = {
        frozenset(other[one] for one in members)
        for members in partition(range(COUNT), links, 0.5, together=together, apart=apart)
    }

    found = partition(other, new_links, 0.5, together=renamed(together), apart=renamed(apart))

    assert expected == {frozenset(members) for members in found}


@settings(max_examples=500)
@given(LINKS, PAIRS, PAIRS)
def test_every_word_holds(links: Links, together: list[Pair], apart: list[Pair]) -> None:
    """Pairs said to be apart never share a cluster; pairs said to be together do, unless that contradicts it."""
    ends = closed(together)
    broken = {ends[a] for a, b in apart if ends[a] == ends[b]}

    clusters = partition(range(COUNT), links, 0.5, together=together, apart=apart)
    at = places(clusters)

    assert list(range(COUNT)) == sorted(itertools.chain.from_iterable(clusters))
    assert [] == [(a, b) for a, b in apart if at[a] == at[b]]
    assert [] == [(a, b) for a, b in together if at[a] != at[b] and ends[a] not in broken]


@settings(max_examples=300)
@given(LINKS, PAIRS)
def test_together_joins_whole_clusters_and_changes_nothing_else(links: Links, together: list[Pair]) -> None:
    """Whoever says that two articles are the same report says it of the clusters that they stand in."""
    plain = places(partition(range(COUNT), links, 0.5))
    ends = closed([*together, *((a, b) for a, b in EVERY if plain[a] == plain[b])])

    assert {frozenset(one for one in ends if ends[one] == end) for end in ends.values()} == {
        frozenset(members) for members in partition(range(COUNT), links, 0.5, together=together)
    }


@given(LINKS)
def test_a_cluster_may_be_named_pair_by_pair(links: Links) -> None:
    """Saying of every pair what the links say already changes nothing."""
    plain = partition(range(COUNT), links, 0.5)
    at = places(plain)
    together = [(a, b) for a, b in EVERY if at[a] == at[b]]
    apart = [(a, b) for a, b in EVERY if at[a] != at[b]]

    assert plain == partition(range(COUNT), links, 0.5, together=together, apart=apart)


def test_two_clusters_become_one_by_one_word() -> None:
    """The mates of both articles come along, although they never met."""
    links = clique((0, 1, 2)) | clique((3, 4, 5))

    assert [(0, 1, 2, 3, 4, 5)] == partition(range(6), links, 0.5, together=[(0, 5)])


def test_an_article_that_was_put_apart_leaves_and_the_rest_stays() -> None:
    """Among copies that all tie, one word takes the two it names out; who of them is right the links do not say."""
    assert [(0,), (1, 2, 3), (4,)] == partition(range(5), clique(range(5)), 0.5, apart=[(0, 4)])


def test_the_rest_stays_with_whom_it_is_nearer_to() -> None:
    """Where the links tell, the others keep to one of the two."""
    links = clique((0, 1, 2, 3)) | {(0, 4): 0.8, (1, 4): 0.8, (2, 4): 0.8, (3, 4): 0.8}

    assert [(0, 1, 2, 3), (4,)] == partition(range(5), links, 0.5, apart=[(0, 4)])


def test_a_link_that_may_not_count_stands_in_nobodys_way() -> None:
    """0 ties with 1 and 2, and is to be apart from 2: nothing is left that could decide for 2 against 1."""
    assert [(0, 1), (2,)] == partition(range(3), {(0, 1): 0.9, (0, 2): 0.9}, 0.5, apart=[(0, 2)])


def test_what_must_stand_apart_is_not_joined_by_others() -> None:
    """0 and 9 are to be together, so of their mates 1 and 8, who are to be apart, the less sure one is left out."""
    links = clique((0, 1, 2)) | {(7, 9): 0.85, (7, 8): 0.8, (8, 9): 0.8}

    assert [(0, 1, 2, 7, 9), (8,)] == partition((0, 1, 2, 7, 8, 9), links, 0.5, together=[(0, 9)], apart=[(1, 8)])


def test_apart_wins_over_together() -> None:
    """0 with 1, 1 with 2, but not 0 with 2: the last holds, and the others weigh no more than a sure link."""
    assert [(0,), (1,), (2,)] == partition(range(3), {}, 0.5, together=[(0, 1), (1, 2)], apart=[(0, 2)])
    assert [(0, 1, 3), (2,)] == partition(
        range(4), {(0, 3): 0.9, (1, 3): 0.9}, 0.5, together=[(0, 1), (1, 2)], apart=[(0, 2)]
    )


def test_words_on_articles_outside_are_ignored() -> None:
    """A caller may hand over more than concerns these articles, and an article with itself."""
    assert [(1,), (2,)] == partition((1, 2), {}, 0.5, together=[(1, 7), (2, 7), (1, 1)], apart=[(1, 8), (2, 2)])


def test_many_words_are_bounded() -> None:
    """A thousand tied links with hundreds of words come back: no square of their number."""
    rng = random.Random(1)  # noqa: S311  no secret
    ids = range(400)
    links = dict.fromkeys((tuple(rng.sample(ids, 2)) for _ in range(4000)), 0.97)
    apart = [(a, b) for a, b in (rng.sample(ids, 2) for _ in range(200))]
    together = [(a, b) for a, b in (rng.sample(ids, 2) for _ in range(50))]

    assert 400 == sum(map(len, partition(ids, links, 0.5, together=together, apart=apart)))
