from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.dedup.partition import partition

if TYPE_CHECKING:
    from collections.abc import Iterable

Graph = tuple[int, dict[tuple[int, int], float]]
PROBABILITIES = st.sampled_from([0.1, 0.45, 0.55, 0.8, 0.97, 0.99])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to nine articles and some links, many of them tied."""
    count = draw(st.integers(0, 9))
    every = list(itertools.combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    return count, {pair: draw(PROBABILITIES) for pair in chosen}


def clique(members: Iterable[int], probability: float = 0.99) -> dict[tuple[int, int], float]:
    """Links between all of these."""
    return dict.fromkeys(itertools.combinations(members, 2), probability)


@settings(max_examples=800)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_of_links_and_articles_does_not_matter(graph: Graph, rng: random.Random) -> None:
    """Articles arrive in any order, so neither the order of ids nor of links may change a cluster."""
    count, links = graph
    ids, shuffled = list(range(count)), [((b, a) if rng.random() < 0.5 else (a, b), p) for (a, b), p in links.items()]
    rng.shuffle(ids)
    rng.shuffle(shuffled)

    assert partition(range(count), links, 0.5) == partition(ids, dict(shuffled), 0.5)


@settings(max_examples=800)
@given(graphs(), st.randoms(use_true_random=False))
def test_names_of_articles_do_not_matter(graph: Graph, rng: random.Random) -> None:
    """Ids are dealt by arrival, so giving the articles other ids must give the same clusters under these ids."""
    count, links = graph
    other = list(range(100, 100 + count))
    rng.shuffle(other)
    renamed = {(other[a], other[b]): p for (a, b), p in links.items()}

    expected = {frozenset(other[one] for one in members) for members in partition(range(count), links, 0.5)}

    assert expected == {frozenset(members) for members in partition(other, renamed, 0.5)}


@given(graphs())
def test_every_article_stands_in_one_cluster(graph: Graph) -> None:
    """A partition loses nothing, invents nothing, and comes sorted."""
    count, links = graph

    clusters = partition(range(count), links, 0.5)

    assert list(range(count)) == sorted(itertools.chain.from_iterable(clusters))
    assert clusters == sorted(tuple(sorted(members)) for members in clusters)


@given(graphs())
def test_cluster_holds_a_link_of_threshold(graph: Graph) -> None:
    """Nobody joins a cluster without one link in it that reaches the threshold."""
    count, links = graph
    strong = {one for pair, p in links.items() if p >= 0.5 for one in pair}

    for members in partition(range(count), links, 0.5):
        assert len(members) == 1 or set(members) <= strong


def test_article_without_links_stands_alone() -> None:
    """What was never judged like anything is a cluster of its own."""
    assert [(3,), (5,)] == partition([5, 3], {}, 0.5)


def test_links_below_threshold_join_nobody() -> None:
    """The threshold is what the operator set."""
    links = {(1, 2): 0.49}

    assert [(1,), (2,)] == partition([1, 2], links, 0.5)
    assert [(1, 2)] == partition([1, 2], links, 0.49)


def test_links_to_articles_outside_are_ignored() -> None:
    """A caller may hand over more links than the component has."""
    assert [(1, 2)] == partition([1, 2], {(1, 2): 0.9, (2, 7): 0.9}, 0.5)


def test_bridge_does_not_weld_two_cliques() -> None:
    """A roundup that is linked to one article of each of two reports leaves them apart, however surely."""
    links = clique(range(4)) | clique(range(4, 8)) | {(3, 4): 0.99}

    assert [(0, 1, 2, 3), (4, 5, 6, 7)] == partition(range(8), links, 0.5)


def test_bridging_article_joins_one_side() -> None:
    """An article that is strongly linked to one report and weakly to another joins the first."""
    links = clique((0, 1, 2)) | clique((4, 5, 6)) | {(0, 3): 0.9, (1, 3): 0.9, (2, 3): 0.9, (3, 4): 0.6}

    assert [(0, 1, 2, 3), (4, 5, 6)] == partition(range(7), links, 0.5)


def test_copies_that_did_not_all_meet_stay_together() -> None:
    """In a big cluster of copies some pairs never meet; what links the others holds them."""
    links = clique(range(12))
    for pair in random.Random(3).sample(sorted(links), 20):  # noqa: S311  no secret
        del links[pair]

    assert [tuple(range(12))] == partition(range(12), links, 0.5)


def test_tie_that_nothing_breaks_stays_apart() -> None:
    """In a chain of equal links no end is nearer than the other, and ids may not decide."""
    assert [(1,), (2,), (3,), (4,), (5,)] == partition(range(1, 6), {(i, i + 1): 0.9 for i in range(1, 5)}, 0.5)


def test_large_component_is_bounded() -> None:
    """A thousand articles with fifteen thousand tied links come back: no square or cube of their number."""
    rng = random.Random(1)  # noqa: S311  no secret
    ids = range(1000)
    links = dict.fromkeys((tuple(rng.sample(ids, 2)) for _ in range(15000)), 0.97)

    clusters = partition(ids, links, 0.5)

    assert 1000 == sum(map(len, clusters))
