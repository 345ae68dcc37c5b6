from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.triangles import MOST, open_triangles, rounds

LINKS = st.dictionaries(
    st.sampled_from(list(itertools.combinations(range(7), 2))), st.sampled_from([0.1, 0.4, 0.5, 0.9]), max_size=12
)


def test_two_that_a_third_is_linked_with_are_asked_for() -> None:
    """They share no bucket, and yet may be one report."""
    assert {(1, 3)} == open_triangles({(1, 2): 0.9, (2, 3): 0.7}, 0.5)


def test_what_was_judged_is_not_asked_for_again() -> None:
    """A low probability is an answer too."""
    assert set() == open_triangles({(1, 2): 0.9, (2, 3): 0.7, (1, 3): 0.1}, 0.5)


def test_a_weak_link_opens_nothing() -> None:
    """Below the threshold two articles are not taken for one report."""
    assert set() == open_triangles({(1, 2): 0.9, (2, 3): 0.4}, 0.5)


def test_a_form_with_many_neighbours_asks_for_none() -> None:
    """Pairs would grow by the square."""
    links = {(0, other): 0.9 for other in range(1, MOST + 1)}

    assert MOST * (MOST - 1) // 2 == len(open_triangles(links, 0.5))
    assert set() == open_triangles(links | {(0, MOST + 1): 0.9}, 0.5)


@given(LINKS, LINKS)
def test_further_judgements_never_close_a_question_but_by_answering_it(
    some: dict[tuple[int, int], float], more: dict[tuple[int, int], float]
) -> None:
    """So whoever comes last, the same is asked in the end."""
    both = more | some

    assert open_triangles(some, 0.5) - both.keys() <= open_triangles(both, 0.5)


def test_rounds_end_when_nothing_opens_that_was_not_asked() -> None:
    """A pair that can't be judged stays open, and is asked for once."""
    links = {(1, 2): 0.9, (2, 3): 0.9, (3, 4): 0.9}
    asked = []

    for pairs in rounds(lambda: open_triangles(links, 0.5)):
        asked.append(pairs)
        links.update({pair: 0.9 for pair in pairs if pair != (1, 3)})

    assert [[(1, 3), (2, 4)], [(1, 4)]] == asked
