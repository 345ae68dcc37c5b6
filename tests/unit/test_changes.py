from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.changes import changes

PLACES = st.dictionaries(st.integers(1, 9), st.integers(1, 9))


def test_what_stays_is_not_told() -> None:
    """Also where only newcomers joined, or a number alone changed."""
    assert [] == changes({1: 1, 2: 1}, {1: 1, 2: 1, 3: 1})
    assert [] == changes({2: 2, 3: 2}, {1: 1, 2: 1, 3: 1})


def test_clusters_that_merge() -> None:
    """Those that came to the larger one moved."""
    [found] = changes({1: 1, 2: 1, 5: 5}, {1: 1, 2: 1, 5: 1})

    assert ("merged", {1: 2, 5: 1}, {1: 3}, (5,)) == (found.kind, found.before, found.after, found.moved)
    assert "Clusters 1 and 5 became 1 (3 articles)." == found.said


def test_a_cluster_that_falls_apart() -> None:
    """Those that left the larger part moved."""
    [found] = changes({1: 1, 2: 1, 3: 1}, {1: 1, 2: 1, 3: 3})

    assert ("split", (3,)) == (found.kind, found.moved)
    assert "Cluster 1 fell into 1 (2 articles) and 3 (1 article)." == found.said


def test_an_article_that_changes_sides() -> None:
    """Two clusters before and two after are told together."""
    [found] = changes({1: 1, 2: 1, 3: 1, 7: 7, 8: 7}, {1: 1, 2: 1, 3: 3, 7: 3, 8: 3})

    assert ("rearranged", (3,)) == (found.kind, found.moved)
    assert "Clusters 1 and 7 became 1 (2 articles) and 3 (3 articles)." == found.said


@given(PLACES, PLACES)
def test_changes_add_up(before: dict[int, int], after: dict[int, int]) -> None:
    """Every changed cluster is told once, and as many articles go out of the old ones as come into the new."""
    found = changes(before, after)
    olds = [old for one in found for old in one.before]

    assert len(set(olds)) == len(olds)
    assert all(sum(one.before.values()) == sum(one.after.values()) for one in found)
    assert all(one in before and one in after for change in found for one in change.moved)
