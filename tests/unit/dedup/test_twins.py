from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.twins import TWIN, Twins


def test_articles_that_bear_one_text_stand_as_one() -> None:
    """The twin of a twin is one, and the smallest number stands for all."""
    twins = Twins([1, 2, 3, 4], {(1, 2): 0.99, (2, 3): 0.95, (3, 4): 0.4})
    assert [1, 4] == twins.firsts
    assert (1, 2, 3) == twins.unfold([1])


def test_only_pairs_that_were_judged_count_between_two_sets() -> None:
    """A copy that the index never introduced to a stranger says nothing about it."""
    twins = Twins([1, 2, 3], {(1, 2): 0.99})
    assert {(1, 3): 0.8} == twins.links({(1, 2): 0.99, (1, 3): 0.8})
    assert {(1, 3): 0.6} == twins.links({(1, 3): 0.8, (2, 3): 0.4})


def test_twins_that_a_person_told_apart_are_none() -> None:
    """A person's word parts a set, so that the partition can hold to it."""
    twins = Twins([1, 2, 3], {(1, 2): 0.99, (2, 3): 0.99}, apart=[(1, 3)])
    assert [1, 2, 3] == twins.firsts
    assert [(1, 3)] == twins.pairs([(3, 1)])


PAIRS = st.dictionaries(
    st.sampled_from(list(combinations(range(8), 2))), st.sampled_from([0.2, 0.85, TWIN, 0.99]), max_size=16
)


@given(PAIRS, st.permutations(range(8)))
def test_neither_order_nor_numbering_decides_who_are_twins(
    pairs: dict[tuple[int, int], float], names: list[int]
) -> None:
    """The same judgements under other numbers, in another order, give the same sets."""
    plain = Twins(range(8), pairs)
    renamed = Twins(
        sorted(range(8), reverse=True), {(names[b], names[a]): p for (a, b), p in reversed(list(pairs.items()))}
    )
    assert {frozenset(names[i] for i in plain.unfold([f])) for f in plain.firsts} == {
        frozenset(renamed.unfold([f])) for f in renamed.firsts
    }
