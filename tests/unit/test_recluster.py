from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import NOON
from support.judges import Killed
from support.rows import article, cleaned, judged
from support.table import contents

from worker.dedup.evidence import Judge
from worker.recluster import Recluster
from worker.regroup import Thresholds, regroup
from worker.store import articles, clusters, evidence, listing, opinions, standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from worker.dedup.prepared import Prepared
    from worker.model.evidence import Evidence
    from worker.recluster import Report
    from worker.store.database import Database

HALF = Thresholds(0.5, 0.5)
COUNT = 12
OLD = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9, (3, 4): 0.9, (5, 6): 0.3, (8, 9): 0.9, (2, 3): 0.1, (10, 11): 0.6}
NEW = {(0, 1): 0.9, (1, 2): 0.2, (0, 2): 0.3, (3, 4): 0.9, (5, 6): 0.8, (8, 9): 0.9, (2, 3): 0.7, (10, 11): 0.6}
"""Another model's view: 2 leaves its cluster, 5 and 6 come together; 2 with 3 is outweighed by 4."""


class TableJudge(Judge):
    """Finds what a table says, by the numbers of the articles; what it does not say is 0.

    Args:
        table: probability of one report for pairs of numbers.
    """

    def __init__(self, table: Mapping[tuple[int, int], float]) -> None:
        self._table = table

    def judge(self, a: Prepared, b: Prepared) -> Evidence:
        """The table's word."""
        low, high = sorted((a.side.id, b.side.id))
        return judged(low, high, self._table.get((low, high), 0.0))


@pytest.fixture
def ids(db: Database) -> list[int]:
    """Twelve articles, judged and clustered by the old model."""
    with db.write() as conn:
        made = [article(conn, f"pagi.example/{n}", NOON) for n in range(COUNT)]
        evidence.put(conn, [judged(made[a], made[b], p) for (a, b), p in OLD.items()])
        regroup(conn, made, HALF, NOON)
    return made


def table(ids: list[int], pairs: Mapping[tuple[int, int], float]) -> TableJudge:
    """A judge of these articles."""
    return TableJudge({(ids[a], ids[b]): p for (a, b), p in pairs.items()})


def made(db: Database, judge: Judge, threshold: float = 0.5, **more: object) -> Recluster:
    """A run with small pieces."""
    fields: dict[str, object] = {
        "db": db,
        "judge": judge,
        "model": "new",
        "thresholds": Thresholds(threshold, 0.5),
        "linked": 0.5,
        "clock": lambda: NOON + 9,
        "piece": 1,
    }
    return Recluster(**fields | more)  # type: ignore[arg-type] - the fields are as they should be


def groups(db: Database, ids: list[int]) -> set[frozenset[int]]:
    """The clusters, by the articles' places among these."""
    held: dict[int, set[int]] = {}
    with db.read() as conn:
        for one, cluster in standing.clusters(conn):
            held.setdefault(cluster, set()).add(ids.index(one))
    return {frozenset(members) for members in held.values() if len(members) > 1}


def told(report: Report) -> tuple[object, ...]:
    """What a report says, without its time."""
    return (
        report.articles,
        report.pairs,
        report.before,
        report.after,
        report.merged,
        report.split,
        report.rearranged,
        report.moved,
        report.examples,
    )


def test_another_model_gives_other_clusters(db: Database, ids: list[int]) -> None:
    """Every stored pair is judged anew, and clusters, counts and rows follow."""
    assert {frozenset({0, 1, 2}), frozenset({3, 4}), frozenset({8, 9}), frozenset({10, 11})} == groups(db, ids)

    report = made(db, table(ids, NEW)).run(dry_run=False)

    assert {
        frozenset({0, 1}),
        frozenset({3, 4}),
        frozenset({5, 6}),
        frozenset({8, 9}),
        frozenset({10, 11}),
    } == groups(db, ids)
    assert (COUNT, len(OLD), 7, 7, 1, 1, 2) == (
        report.articles,
        report.pairs,
        report.before,
        report.after,
        report.merged,
        report.split,
        report.moved,
    )
    with db.read() as conn:
        assert 7 == listing.count(conn)
        assert {(ids[a], ids[b]): p for (a, b), p in NEW.items()} == {
            pair: report for pair, (report, _) in evidence.links(conn, ids).items()
        }


def test_a_dry_run_tells_the_same_and_writes_nothing(db: Database, ids: list[int]) -> None:
    """What it says would change is what then changes."""
    before = contents(db)
    dry = made(db, table(ids, NEW)).run(dry_run=True)

    assert before == contents(db)
    assert told(dry) == told(made(db, table(ids, NEW)).run(dry_run=False))
    assert (True, "new") == (dry.dry_run, dry.model)


def test_the_same_model_changes_nothing(db: Database, ids: list[int]) -> None:
    """Neither clusters nor events."""
    before = contents(db, passing=False)
    report = made(db, table(ids, OLD)).run(dry_run=False)

    assert before == contents(db, passing=False)
    assert (0, 0, 0, 0, ()) == (report.merged, report.split, report.rearranged, report.moved, report.examples)


@pytest.mark.parametrize(("threshold", "together"), [(0.95, 0), (0.7, 3), (0.2, 5)])
def test_another_threshold(db: Database, ids: list[int], threshold: float, together: int) -> None:
    """The same judgements under a stricter or a laxer eye."""
    made(db, table(ids, OLD), threshold).run(dry_run=False)

    assert together == len(groups(db, ids))


def test_what_people_said_holds(db: Database, ids: list[int]) -> None:
    """Opinions survive whatever the new model finds; the dry run knows them too."""
    with db.write() as conn:
        opinions.put(conn, ids[3], ids[4], same=False, now=NOON)
        opinions.put(conn, ids[7], ids[9], same=True, now=NOON)
    dry = made(db, table(ids, NEW)).run(dry_run=True)
    done = made(db, table(ids, NEW)).run(dry_run=False)

    assert {
        frozenset({0, 1}),
        frozenset({2, 3}),
        frozenset({5, 6}),
        frozenset({7, 8, 9}),
        frozenset({10, 11}),
    } == groups(db, ids)
    assert told(dry) == told(done)


@pytest.mark.parametrize("after", range(1, 6))
def test_a_run_that_is_killed_leaves_clusters_that_agree_with_their_evidence(
    db: Database, ids: list[int], after: int
) -> None:
    """Whatever was written is whole; running again brings the rest."""
    count = 0

    def kill(stage: str, _done: int) -> None:
        nonlocal count
        count += stage == "Partitioning"
        if count == after:
            raise Killed

    with pytest.raises(Killed):
        made(db, table(ids, NEW), progress=kill).run(dry_run=False)

    with db.write() as conn:
        assert [] == regroup(conn, ids, HALF, NOON)
    made(db, table(ids, NEW)).run(dry_run=False)
    assert 5 == len(groups(db, ids))
    assert frozenset({5, 6}) in groups(db, ids)


def test_a_text_that_is_replaced_meanwhile_keeps_its_own_judgement(db: Database, ids: list[int]) -> None:
    """The worker that replaced it has judged the new text; the run must not write what it found about the old one."""

    def replace(stage: str, _done: int) -> None:
        if stage == "Judging":
            with db.write() as conn:
                articles.put(conn, "pagi.example/5", cleaned("Baru."), signature=b"", submission_id=None, now=NOON)
                evidence.put(conn, [judged(ids[5], ids[6], 0.04)])
                clusters.show(conn, [ids[5]])

    made(db, table(ids, NEW), progress=replace).run(dry_run=False)

    with db.read() as conn:
        found = evidence.pair(conn, ids[5], ids[6])
    assert found is not None
    assert 0.04 == found.same_report
    assert frozenset({5, 6}) not in groups(db, ids)


def test_what_hung_together_is_written_together(db: Database) -> None:
    """0 and 2 tied for 1, so all stood alone; without the one link the other holds, and no crash may come between."""
    with db.write() as conn:
        own = [article(conn, f"malam.example/{n}", NOON) for n in range(3)]
        evidence.put(conn, [judged(own[0], own[1], 0.7), judged(own[1], own[2], 0.7)])
        regroup(conn, own, HALF, NOON)
    assert set() == groups(db, own)

    def kill(stage: str, _done: int) -> None:
        if stage == "Partitioning":
            raise Killed

    with pytest.raises(Killed):
        made(db, table(own, {(0, 1): 0.1, (1, 2): 0.7}), progress=kill).run(dry_run=False)

    with db.write() as conn:
        assert [] == regroup(conn, own, HALF, NOON)
    assert {frozenset({1, 2})} == groups(db, own)


def test_an_article_that_goes_into_hiding_meanwhile_is_left_alone(db: Database, ids: list[int]) -> None:
    """Its new text is on its way; until it is shown there is no cluster for it."""

    def hide(stage: str, _done: int) -> None:
        if stage == "Judging":
            with db.write() as conn:
                articles.put(conn, "pagi.example/1", cleaned("Baru."), signature=b"", submission_id=None, now=NOON)

    made(db, table(ids, NEW), progress=hide).run(dry_run=False)

    with db.read() as conn:
        assert len({cluster for _, cluster in standing.clusters(conn)}) == listing.count(conn)


def test_hidden_articles_stay_hidden(db: Database, ids: list[int]) -> None:
    """An article on its way is not put into a cluster by the run."""
    with db.write() as conn:
        hidden = article(conn, "sore.example/1", NOON, shown=False)
    made(db, table(ids, NEW)).run(dry_run=False)

    with db.read() as conn:
        stored = articles.get(conn, hidden)
    assert stored is not None
    assert (False, None) == (stored.visible, stored.cluster_id)


def test_an_empty_store_is_no_fault(db: Database) -> None:
    """Nothing is judged, nothing changes."""
    report = made(db, TableJudge({})).run(dry_run=False)

    assert (0, 0, 0, 0) == (report.articles, report.pairs, report.before, report.after)
