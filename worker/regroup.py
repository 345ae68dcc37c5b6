"""The partition of what an article touches, written down in the transaction that holds the clusters' lock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from worker.changes import Change, changes
from worker.dedup.bonds import Sets, consistent
from worker.dedup.partition import partition
from worker.dedup.triangles import open_triangles
from worker.dedup.twins import Twins
from worker.store import clusters, events, evidence, opinions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from worker.dedup.bonds import Pair
    from worker.store.events import Happened
    from worker.store.opinions import Opinion

    Close = Callable[[Connection, Sequence[Pair]], None]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a probability becomes a yes.

    Attributes:
        report: probability from which two articles count as the same report.
        version: probability from which two articles of one report count as the same text.
    """

    report: float = 0.5
    version: float = 0.5


@dataclass(frozen=True, slots=True)
class Word:
    """What people said, with what contradicts it taken out.

    Attributes:
        together: pairs that must stand in one cluster.
        apart: pairs that must not.
        overruled: what newer opinions contradict; it counts for nothing as long as they stand.
    """

    together: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    overruled: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A component as it was partitioned and written down.

    Attributes:
        groups: its clusters.
        before: the cluster that each article stood in before, where it stood in one.
        happened: the events, which are the caller's to write in this very transaction.
    """

    groups: list[clusters.Group]
    before: dict[int, int]
    happened: list[Happened]

    def places(self) -> dict[int, clusters.Place]:
        """Where each of its articles stands now."""
        return {
            one: clusters.Place(min(group.ids), min(version), len(group.ids), len(version))
            for group in self.groups
            for version in group.versions
            for one in version
        }


def regroup(
    conn: Connection, seeds: Collection[int], thresholds: Thresholds, now: float, *, close: Close | None = None
) -> list[Change]:
    """Partition the component of these articles into clusters and versions, and write it down.

    The result depends on the stored evidence and opinions alone, so whoever comes last, and however often, the groups
    are the same.

    Args:
        conn: a writing transaction that holds the clusters' lock.
        seeds: visible articles whose evidence changed, or of which somebody said something.
        thresholds: where a probability becomes a yes.
        now: seconds since 1970.
        close: judges who never met although both are linked with a third; None asks for nobody.

    Returns:
        Which clusters became which others.
    """
    found = group_anew(conn, seeds, thresholds, now, close=close)
    events.add_all(conn, found.happened, now)
    return changes(found.before, {one: min(group.ids) for group in found.groups for one in group.ids})


def group_anew(
    conn: Connection,
    seeds: Collection[int],
    thresholds: Thresholds,
    now: float,
    *,
    shown: Collection[int] = (),
    close: Close | None = None,
) -> Grouped:
    """The same but for the events, for who asks where the articles stand and not what became of the clusters.

    Args:
        conn: as in `regroup`.
        seeds: as in `regroup`, or articles that become visible.
        thresholds: as in `regroup`.
        now: seconds since 1970.
        shown: those of the seeds that become visible.
        close: as in `regroup`.
    """
    ids, links = _hanging_together(conn, seeds, thresholds.report, close)
    groups = plan(ids, links, settle(opinions.among(conn, ids)), thresholds)
    return Grouped(groups, *clusters.write_down(conn, groups, now, shown=shown))


def _hanging_together(
    conn: Connection, seeds: Collection[int], report: float, close: Close | None
) -> tuple[set[int], dict[Pair, tuple[float, float]]]:
    """What hangs together with the seeds, with the judgements among it, once all its triangles are closed.

    What is judged depends on the judgements alone, and more of them never take one away: so whoever comes last, the
    judgements are the same in the end.
    """
    asked: set[Pair] = set()
    while True:
        ids = clusters.component(conn, seeds, at_least=report)
        links = evidence.links(conn, ids)
        if close is None:
            return ids, links
        unmet = open_triangles({pair: probable for pair, (probable, _) in links.items()}, report) - asked
        if not unmet:
            return ids, links
        asked.update(unmet)
        close(conn, sorted(unmet))


def plan(
    ids: Collection[int], judged: Mapping[Pair, tuple[float, float]], word: Word, thresholds: Thresholds
) -> list[clusters.Group]:
    """Partition articles into clusters and versions, and write nothing.

    What hangs together is partitioned by itself, so that it does not matter with what else it was asked for.

    Args:
        ids: whole components.
        judged: probabilities (same report, same version) of every judged pair among them.
        word: what people said.
        thresholds: where a probability becomes a yes.

    Returns:
        The groups, by their first article.
    """
    if len(ids) == 1:  # more than half of all articles
        return [clusters.Group(tuple(ids), (tuple(ids),))]
    sets = Sets()
    for pair in (*word.together, *(pair for pair, (report, _) in judged.items() if report >= thresholds.report)):
        sets.join(*pair)
    parts: dict[int, list[int]] = defaultdict(list)
    for one in ids:
        parts[sets.root(one)].append(one)
    links = _within(sets, {pair: report for pair, (report, _) in judged.items()})
    texts = _within(sets, {pair: version for pair, (_, version) in judged.items()})
    return sorted(
        (
            group
            for root, members in parts.items()
            for group in _grouped(members, links[root], texts[root], word, thresholds)
        ),
        key=lambda group: group.ids,
    )


def _grouped(
    members: Collection[int],
    links: Mapping[Pair, float],
    texts: Mapping[Pair, float],
    word: Word,
    thresholds: Thresholds,
) -> list[clusters.Group]:
    """Partition one component, with twins as one."""
    twins = Twins(members, texts, word.apart)
    together = twins.pairs(word.together)
    if len(consistent(set(members), together, twins.pairs(word.apart))[0]) < len(together):
        twins = Twins(members, {})  # of one text's copies people said what can't hold of all of them
    found = partition(
        twins.firsts,
        twins.links(links),
        thresholds.report,
        together=twins.pairs(word.together),
        apart=twins.pairs(word.apart),
    )
    place = {one: at for at, firsts in enumerate(found) for one in firsts}
    own: dict[int, dict[Pair, float]] = defaultdict(dict)
    for (a, b), version in twins.links(texts).items():
        if place[a] == place[b]:
            own[place[a]][a, b] = version
    return [
        clusters.Group(
            twins.unfold(firsts),
            tuple(sorted(twins.unfold(same) for same in partition(firsts, own[at], thresholds.version))),
        )
        for at, firsts in enumerate(found)
    ]


def settle(said: Iterable[Opinion]) -> Word:
    """Bring what people said into line: a newer opinion wins over the older ones that contradict it.

    Of one moment, "apart" wins over "together", and of what is said to be together all that contradicts it falls.

    Args:
        said: opinions in any order.

    Returns:
        What holds and what does not.
    """
    sets = Sets()
    together: list[Pair] = []
    apart: list[Pair] = []
    overruled: list[Opinion] = []
    newest_first = sorted(said, key=lambda one: (-one.created_at, one.a, one.b))
    for _, moment in groupby(newest_first, key=lambda one: one.created_at):
        same: list[Opinion] = []
        for one in moment:
            if one.same:
                same.append(one)
            elif sets.root(one.a) == sets.root(one.b):
                overruled.append(one)
            else:
                apart.append((one.a, one.b))
        trial = sets.copy()
        for one in same:
            trial.join(one.a, one.b)
        broken = {trial.root(a) for a, b in apart if trial.root(a) == trial.root(b)}
        for one in same:
            if trial.root(one.a) in broken:
                overruled.append(one)
            else:
                sets.join(one.a, one.b)
                together.append((one.a, one.b))
    return Word(tuple(together), tuple(apart), tuple(overruled))


def _within(sets: Sets, links: Mapping[Pair, float]) -> dict[int, dict[Pair, float]]:
    """The links by the part that holds both their ends."""
    found: dict[int, dict[Pair, float]] = defaultdict(dict)
    for (a, b), probability in links.items():
        root = sets.root(a)
        if root == sets.root(b):
            found[root][a, b] = probability
    return found
