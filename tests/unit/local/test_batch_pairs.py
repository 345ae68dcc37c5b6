"""Who met whom in a batch, and what hangs together."""

from __future__ import annotations

from worker.local.batch_pairs import Links, Pairs
from worker.local.batch_work import Judged

DAY = 86_400.0


def test_pairs_of_one_day_come_together() -> None:
    """Pairs are handed out by the day of the later article, whatever the order of the input."""
    pairs = Pairs()
    numbers = [pairs.number(at) for at in (5 * DAY, 1 * DAY, 5 * DAY, 1 * DAY)]
    pairs.met(numbers[2], [1])
    pairs.met(numbers[3], [2])
    pairs.met(numbers[3], [])

    assert [1, 2, 3, 4] == numbers
    assert 2 == pairs.count
    assert [[(2, 4)], [(1, 3)]] == list(pairs.lots(1))
    assert [[(2, 4), (1, 3)]] == list(pairs.lots(10))


def test_nothing_met_is_nothing_to_judge() -> None:
    """A batch of strangers, or of nobody, has no lots."""
    assert [] == list(Pairs().lots(10))


def test_pieces_hold_whole_components_with_their_judgements() -> None:
    """What a likely link joins stands in one piece, with the unlikely judgements inside it as well."""
    links = Links(4, 0.5)
    links.add(Judged([(1, 2, 0.9, 0.1), (1, 3, 0.3, 0.0)], []))
    links.add(Judged([(2, 3, 0.6, 0.2)], []))
    [(ids, judged)] = links.pieces()

    assert [1, 2, 3, 4] == sorted(ids)
    assert {(1, 2): (0.9, 0.1), (1, 3): (0.3, 0.0), (2, 3): (0.6, 0.2)} == judged


def test_who_failed_is_left_out_with_all_that_was_judged_of_it() -> None:
    """An article that could not be judged is no part of any cluster."""
    links = Links(3, 0.5)
    links.add(Judged([(1, 2, 0.9, 0.1), (2, 3, 0.9, 0.1)], [(2, "ValueError: no")]))
    [(ids, judged)] = links.pieces()

    assert [1, 3] == sorted(ids)
    assert {} == judged
    assert {2: "ValueError: no"} == links.failed
