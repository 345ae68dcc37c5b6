"""Articles that are stored and were cleaned again: met, judged and grouped anew, and written in one transaction.

The steps are those of `joining`, in another order: what is written is judged beforehand, so that an article is never
hidden, and a run that is killed anywhere leaves it as it was or as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.closing import KEPT_EVIDENCE, Closer
from worker.dedup.bands import buckets, candidates, stale, stored_buckets
from worker.dedup.prepared import prepare
from worker.model.evidence import Side
from worker.regroup import Thresholds, regroup
from worker.store import articles, clusters, events, evidence
from worker.store.database import lock_clusters
from worker.store.words import storable
from worker.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from worker.dedup.evidence import Judge
    from worker.dedup.index import Index
    from worker.dedup.signing import Signature
    from worker.model.article import Cleaned
    from worker.model.evidence import Evidence
    from worker.model.stored import StoredArticle
    from worker.store.database import Database


RECLEANED = "recleaned"
"""How a listener tells an article that was cleaned again from one that came in: its `change`."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A stored article that cleaning leaves otherwise now.

    Attributes:
        stored: the article as it was read.
        cleaned: what cleaning leaves now.
        signature: its new fingerprints.
    """

    stored: StoredArticle
    cleaned: Cleaned
    signature: Signature


class Renewer:
    """Writes articles that were cleaned again, and gives them their places.

    Args:
        db: the store.
        index: finds whom an article shares passages with.
        judge: weighs a pair.
        thresholds: where a probability becomes a yes.
        clock: seconds since 1970.
    """

    def __init__(
        self, *, db: Database, index: Index, judge: Judge, thresholds: Thresholds, clock: Callable[[], float]
    ) -> None:
        self._db = db
        self._index = index
        self._judge = judge
        self._thresholds = thresholds
        self._clock = clock
        self._close_triangles = Closer(Texts(), judge)

    def renew(self, batch: Sequence[Renewed]) -> list[int]:
        """Write articles, and judge and group them anew.

        Whom an article meets is whom the index names and whom it was judged against before: the index forgets what is
        older than its window, and an article must not lose its cluster by being cleaned.

        Args:
            batch: distinct articles.

        Returns:
            The numbers of those that were written; left out is what changed or went since it was read.
        """
        own = {one.stored.id: one for one in batch}
        keys = {number: buckets(one.signature) for number, one in own.items()}
        found = self._index.add_many([(number, keys[number], one.stored.created_at) for number, one in own.items()])
        met = {number: set(candidates(near)) for number, near in zip(own, found, strict=True)}
        while own and not self._written(own, self._judged(own, met)):
            own = self._unchanged(own)
        for number, one in own.items():
            if left := stale(one.stored.signature, keys[number]):
                self._index.remove(number, left)
        self._take_back({number: keys[number] for number in keys.keys() - own.keys()})
        return sorted(own)

    def _take_back(self, added: Mapping[int, Sequence[bytes]]) -> None:
        """Take articles that were not written out of the buckets that are not those of their stored texts."""
        with self._db.read() as conn:
            there = articles.many(conn, added.keys()) if added else {}
        for number, keys in added.items():
            theirs = set(stored_buckets(there[number].signature)) if number in there else set()
            if left := [key for key in keys if key not in theirs]:
                self._index.remove(number, left)

    def _judged(self, own: Mapping[int, Renewed], met: Mapping[int, set[int]]) -> _Judged:
        """Judge each article, by its new text, against whom it met and whom it was judged against before."""
        with self._db.read() as conn:
            near = {number: (met[number] | others) - {number} for number, others in _partners(conn, own).items()}
            wanted = {other for others in near.values() for other in others}
            # the hashes first: a text that changes between the two reads is found out by its older hash
            hashes = articles.hashes(conn, wanted | set(own))
            sides = {side.id: side for side in articles.sides(conn, wanted)}
        sides |= {number: _side(one) for number, one in own.items()}
        prepared = {number: prepare(side) for number, side in sides.items()}
        pairs = {tuple(sorted((number, other))) for number, others in near.items() for other in others}
        judged = [self._judge.judge(prepared[a], prepared[b]) for a, b in sorted(pairs) if a in sides and b in sides]
        return _Judged(judged, hashes, near)

    def _written(self, own: Mapping[int, Renewed], judged: _Judged) -> bool:
        """The one transaction; False when something has changed since it was judged, and nothing was written."""
        now = self._clock()
        with self._db.write() as conn:
            lock_clusters(conn)
            if articles.hashes(conn, judged.hashes) != judged.hashes or not _as_read(own, judged.hashes):
                return False
            if any(others - judged.near[number] for number, others in _partners(conn, own).items()):
                return False  # whoever came meanwhile judged the old text; that judgement would go
            for number, one in own.items():
                articles.renew(conn, number, one.cleaned, signature=one.signature.to_bytes())
            evidence.put(conn, [e for e in judged.found if e.same_report >= KEPT_EVIDENCE])
            regroup(conn, list(own), self._thresholds, now, close=self._close_triangles)
            for number, place in sorted(clusters.places(conn, own).items()):
                stored = {"article": number, "cluster": place.cluster, "version": place.version, "change": RECLEANED}
                events.add(conn, events.EventType.ARTICLE_STORED, stored, now)
        return True

    def _unchanged(self, own: Mapping[int, Renewed]) -> dict[int, Renewed]:
        with self._db.read() as conn:
            hashes = articles.hashes(conn, own)
        return {number: one for number, one in own.items() if hashes.get(number) == _hash(one)}


@dataclass(frozen=True, slots=True)
class _Judged:
    """Judgements, the hashes of the stored texts at the time, and who was judged against whom."""

    found: list[Evidence]
    hashes: dict[int, str]
    near: dict[int, set[int]]


def _partners(conn: Connection, own: Mapping[int, Renewed]) -> dict[int, set[int]]:
    """Whom each article was judged against."""
    near: dict[int, set[int]] = {number: set() for number in own}
    for one in evidence.touching(conn, own):
        for mine, other in ((one.a, one.b), (one.b, one.a)):
            if mine in near:
                near[mine].add(other)
    return near


def _as_read(own: Mapping[int, Renewed], hashes: Mapping[int, str]) -> bool:
    return all(hashes.get(number) == _hash(one) for number, one in own.items())


def _hash(one: Renewed) -> str:
    return articles.content_hash(one.stored)


def _side(one: Renewed) -> Side:
    cleaned = one.cleaned
    return Side(
        id=one.stored.id,
        title=storable(cleaned.title),
        text=storable(cleaned.text),
        published=cleaned.published,
        outlet=storable(cleaned.outlet),
        network=storable(cleaned.network),
    )
