"""Who met whom in a batch, and what hangs together."""

from __future__ import annotations

from worker.dedup.bands import FAR_SHARED
from worker.local.batch_pairs import Links, Pairs
from worker.local.batch_work import Judged

DAY = 86_400.0


def test_pairs_of_one_day_come_together() -> None:
    """Pairs are handed out by the day of the later article, whatever the order of the input."""
    pairs = Pairs()
    numbers = [pairs.number(at) for at in (5 * DAY, 1 * DAY, 5 * DAY, 1 * DAY)]
    pairs.met(numbers[2], {1: 3})
    pairs.met(numbers[3], {2: 3})
    pairs.met(numbers[3], {})

    assert [1, 2, 3, 4] == numbers
    assert 2 == pairs.count
    assert [[(2, 4)], [(1, 3)]] == list(pairs.lots(1))
    assert [[(2, 4), (1, 3)]] == list(pairs.lots(10))


def test_who_lies_far_away_is_met_for_a_whole_text_only() -> None:
    """A month apart a few shared runs are names and offices; a text that comes again shares nearly all of its own."""
    pairs = Pairs()
    old, undated, copy = (pairs.number(at) for at in (1 * DAY, None, 1 * DAY))
    new = pairs.number(31 * DAY)
    pairs.met(new, {old: FAR_SHARED - 1, undated: 2, copy: FAR_SHARED})

    assert [[(undated, new), (copy, new)]] == [sorted(lot) for lot in pairs.lots(10)]


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
