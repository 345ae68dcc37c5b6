"""Judging the stored pairs anew and partitioning everything again, without fetching or cleaning.

It goes in two passes. The first judges every pair, whole batches at a time, into a scratch file, and finds out what
hangs together by old links or new ones. The second takes these parts one after another: each is written and regrouped
in a transaction of its own, so that a run which ends half-way leaves a store in which every cluster agrees with its
evidence. Memory is some 20 bytes an article and one batch of prepared texts, whatever the number of pairs.
"""

from __future__ import annotations

import tempfile
import time
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from worker.changes import changes
from worker.closing import KEPT_EVIDENCE
from worker.dedup.bands import candidates, stored_buckets
from worker.dedup.prepared import prepare
from worker.dedup.triangles import open_triangles, rounds
from worker.recluster.parts import Parts
from worker.recluster.report import Report, Tally
from worker.recluster.scratch import Scratch
from worker.regroup import plan, regroup, settle
from worker.store import articles, evidence, opinions, standing
from worker.store.database import lock_clusters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from worker.changes import Change
    from worker.dedup.bonds import Pair
    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.prepared import Prepared
    from worker.regroup import Thresholds
    from worker.store.database import Database

PAIRS = 2000
"""Pairs judged together; they speak of some hundred to two thousand articles, whose prepared texts take 100 KB each."""
KEPT_PREPARED = 2000
"""Prepared texts that are kept for the next batch: pairs are near one another in time, and so in number."""
PIECE = 64
"""Articles from which a transaction is closed: it holds the clusters' lock for some tens of milliseconds."""


class Recluster:
    """One run over the whole store.

    Args:
        db: the store.
        judge: weighs the pairs anew.
        model: the name of its model, for the report.
        thresholds: where a probability becomes a yes from now on.
        linked: probability from which two articles were linked till now.
        clock: seconds since 1970.
        index: where articles are asked for whom they meet now; None takes the stored pairs alone.
        progress: is told what is being done, and how much of it is done.
        piece: articles from which a transaction is closed.
    """

    def __init__(
        self,
        *,
        db: Database,
        judge: Judge,
        model: str,
        thresholds: Thresholds,
        linked: float,
        clock: Callable[[], float],
        index: Index | None = None,
        progress: Callable[[str, int], object] = lambda stage, done: None,  # noqa: ARG005 - tells nobody
        piece: int = PIECE,
    ) -> None:
        self._db = db
        self._judge = judge
        self._model = model
        self._thresholds = thresholds
        self._linked = linked
        self._clock = clock
        self._index = index
        self._progress = progress
        self._piece = piece
        self._prepared: dict[int, Prepared] = {}

    def run(self, *, dry_run: bool) -> Report:
        """Judge every pair and partition all.

        Args:
            dry_run: write nothing, and tell what would change.

        Returns:
            What changed.
        """
        began = time.monotonic()
        stands = self._stands()
        parts = Parts(len(stands))
        for one, cluster in enumerate(stands):
            if cluster:
                parts.join(one, cluster)  # a cluster's number is an article's
        with tempfile.TemporaryDirectory(prefix="saring-recluster-") as folder:
            scratch = Scratch(Path(folder))
            try:
                pairs = self._judge_stored(scratch, parts)
                met = self._judge_met(scratch, parts) if self._index else 0
                with self._db.read() as conn:
                    for said in opinions.stream(conn):
                        if said.same and said.b < len(stands):
                            parts.join(said.a, said.b)
                pairs += self._judge_unmet(scratch, parts, stands)
                self._prepared.clear()
                tally = Tally()
                done = 0
                for piece in parts.pieces(stands, self._piece):
                    tally.add(self._plan(scratch, piece, stands) if dry_run else self._write(scratch, piece))
                    done += len(piece)
                    self._progress("Partitioning", done)
            finally:
                scratch.close()
        before = len(set(stands) - {0})
        return Report(
            dry_run=dry_run,
            model=self._model,
            articles=sum(cluster > 0 for cluster in stands),
            pairs=pairs + met,
            met=met,
            before=before,
            after=before + tally.grown,
            merged=tally.kinds.get("merged", 0),
            split=tally.kinds.get("split", 0),
            rearranged=tally.kinds.get("rearranged", 0),
            moved=tally.moved,
            examples=tally.examples(),
            seconds=time.monotonic() - began,
        )

    def _stands(self) -> array[int]:
        """The cluster of each article by its number, 0 where there is no visible article."""
        with self._db.read() as conn:
            found = array("q", bytes(8 * (standing.highest(conn) + 1)))
            for number, cluster in standing.clusters(conn):
                if number < len(found):
                    found[number] = cluster
        return found

    def _judge_stored(self, scratch: Scratch, parts: Parts) -> int:
        done = 0
        after = (0, 0)
        while True:
            with self._db.read() as conn:  # a batch at a time: a long read would keep SQLite's log from being cut
                rows = evidence.page(conn, after=after, limit=PAIRS)
            if not rows:
                return done
            after = rows[-1][:2]
            for a, b, same_report in rows:
                if same_report >= self._linked:
                    parts.join(a, b)
            self._judge_pairs([(a, b) for a, b, _ in rows], scratch, parts, at_least=0.0)
            done += len(rows)
            self._progress("Judging", done)

    def _judge_met(self, scratch: Scratch, parts: Parts) -> int:
        """Judge whom each article meets in the index now and had not met before."""
        if self._index is None:
            return 0
        found = asked = 0
        after = 0
        while True:
            with self._db.read() as conn:
                rows = standing.signed(conn, after=after)
            if not rows:
                return found
            after = rows[-1][0]
            wanted: set[Pair] = set()
            for number, signature, at in rows:
                for other in candidates(self._index.look(stored_buckets(signature), at)):
                    if other != number and max(other, number) < parts.size:
                        wanted.add((min(number, other), max(number, other)))
            fresh = sorted(wanted - scratch.known(wanted))
            for at_pair in range(0, len(fresh), PAIRS):
                found += self._judge_pairs(fresh[at_pair : at_pair + PAIRS], scratch, parts, at_least=KEPT_EVIDENCE)
            asked += len(rows)
            self._progress("Meeting", asked)

    def _judge_unmet(self, scratch: Scratch, parts: Parts, stands: array[int]) -> int:
        """Judge who never met although both are linked with a third, until nobody is left."""

        def opened() -> Iterator[Pair]:
            for piece in parts.pieces(stands, self._piece):
                yield from self._open(scratch, piece)

        found = 0
        for fresh in rounds(opened):
            for at in range(0, len(fresh), PAIRS):
                found += self._judge_pairs(fresh[at : at + PAIRS], scratch, parts, at_least=KEPT_EVIDENCE)
        return found

    def _open(self, scratch: Scratch, ids: list[int]) -> set[Pair]:
        links = {pair: report for pair, (report, _) in scratch.links(ids).items()}
        return open_triangles(links, self._thresholds.report)

    def _judge_pairs(self, pairs: list[Pair], scratch: Scratch, parts: Parts, *, at_least: float) -> int:
        wanted = {one for pair in pairs for one in pair}
        with self._db.read() as conn:
            # the hashes first: a text that changes between the two reads is found out by its older hash
            hashes = articles.hashes(conn, wanted)
            missing = wanted - self._prepared.keys()
            fresh = {side.id: prepare(side) for side in articles.sides(conn, missing)}
        if len(self._prepared) > KEPT_PREPARED:
            self._prepared = {one: held for one, held in self._prepared.items() if one in wanted}
        self._prepared |= fresh
        held = self._prepared
        found = [self._judge.judge(held[a], held[b]) for a, b in pairs if a in held and b in held]
        kept = [e for e in found if e.same_report >= at_least]
        scratch.put(kept, hashes)
        for e in kept:
            if e.same_report >= self._thresholds.report and e.b < parts.size:
                parts.join(e.a, e.b)
        return len(kept)

    def _plan(self, scratch: Scratch, ids: list[int], stands: array[int]) -> list[Change]:
        """What would change about these articles."""
        with self._db.read() as conn:
            word = settle(opinions.among(conn, ids))
        groups = plan(ids, scratch.links(ids), word, self._thresholds)
        before = {one: stands[one] for one in ids}
        return changes(before, {one: min(group.ids) for group in groups for one in group.ids})

    def _write(self, scratch: Scratch, ids: list[int]) -> list[Change]:
        """Write the judgements of these articles and regroup them, in one transaction."""
        judged, hashes = scratch.judged(ids)
        with self._db.write() as conn:
            lock_clusters(conn)
            now = articles.hashes(conn, hashes)
            # a text that was replaced meanwhile has been judged by the worker that replaced it
            same = {one for one, known in hashes.items() if now.get(one) == known}
            evidence.put(conn, [e for e in judged if e.a in same and e.b in same])
            shown = standing.shown(conn, ids)
            return regroup(conn, shown, self._thresholds, self._clock()) if shown else []
