"""Two that a third is linked with are judged although they never met in the index."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.judges import FixedJudge
from support.rows import article, judged

from worker.closing import Closer
from worker.recluster import Recluster
from worker.regroup import Thresholds, regroup
from worker.store import articles, evidence
from worker.texts import Texts

if TYPE_CHECKING:
    from worker.store.database import Database

HALF = Thresholds(0.5, 0.5)


def together(db: Database, ids: list[int]) -> list[int]:
    """The cluster of each article."""
    with db.read() as conn:
        return [articles.get(conn, one).cluster_id for one in ids]  # type: ignore[union-attr]


@pytest.mark.parametrize(("found", "clusters"), [(0.8, 1), (0.1, 2), (0.001, 2)])
def test_the_judgement_of_who_never_met_decides(db: Database, found: float, clusters: int) -> None:
    """The first and the last share no bucket; what the judge says of them keeps the three together or not."""
    close = Closer(Texts(), FixedJudge(found, 0.0))
    with db.write() as conn:
        a, b, c = (article(conn, f"pagi.example/{n}", NOON) for n in range(3))
        evidence.put(conn, [judged(a, b, 0.9), judged(b, c, 0.7)])
        regroup(conn, [a, b, c], HALF, NOON, close=close)

    assert clusters == len(set(together(db, [a, b, c])))
    with db.read() as conn:
        assert (found > 0.02) is (evidence.pair(conn, a, c) is not None)


def test_without_a_judge_nobody_is_asked(db: Database) -> None:
    """What people say regroups by what is known."""
    with db.write() as conn:
        a, b, c = (article(conn, f"pagi.example/{n}", NOON) for n in range(3))
        evidence.put(conn, [judged(a, b, 0.9), judged(b, c, 0.7)])
        regroup(conn, [a, b, c], HALF, NOON)

    with db.read() as conn:
        assert evidence.pair(conn, a, c) is None


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_judgements_are_the_same_whoever_comes_last(db: Database, order: tuple[int, ...]) -> None:
    """A chain of four is closed to the last pair, also where one closing opens the next."""
    close = Closer(Texts(), FixedJudge(0.8, 0.0))
    chain = [(0, 1), (1, 2), (2, 3)]
    with db.write() as conn:
        ids = [article(conn, f"pagi.example/{n}", NOON) for n in range(4)]
    come: set[int] = set()
    for one in order:
        come.add(one)
        with db.write() as conn:
            evidence.put(conn, [judged(ids[a], ids[b], 0.9) for a, b in chain if one in (a, b) and {a, b} <= come])
            regroup(conn, [ids[one]], HALF, NOON, close=close)

    assert 1 == len(set(together(db, ids)))
    with db.read() as conn:
        assert 6 == len(evidence.links(conn, ids))


def test_reclustering_asks_too(db: Database) -> None:
    """Another model may link what the old one did not, and who never met is then judged."""
    with db.write() as conn:
        a, b, c = (article(conn, f"pagi.example/{n}", NOON) for n in range(3))
        evidence.put(conn, [judged(a, b, 0.9), judged(b, c, 0.1)])
        regroup(conn, [a, b, c], HALF, NOON)
    assert 2 == len(set(together(db, [a, b, c])))

    judge = FixedJudge(0.8, 0.0)
    Recluster(db=db, judge=judge, model="other", thresholds=HALF, linked=0.5, clock=lambda: NOON).run(dry_run=False)

    assert 1 == len(set(together(db, [a, b, c])))
    with db.read() as conn:
        assert evidence.pair(conn, a, c) is not None
