"""Looks whether store, ledger and index agree, and mends what is safe to mend."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import text

from worker.dedup.index_faults import IndexMismatch
from worker.store import articles, events, standing
from worker.verify.index import Compared, compare
from worker.verify.rules import Bounds, Rule, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import redis

    from worker.dedup.index_tended import Stored, TendedIndex
    from worker.store.database import Database

EXAMPLES = 10
"""Numbers that a finding names."""
CHUNK = 500
EVENTS = 5000
LOOK_AGAIN_SECONDS = 3.0
"""What is being worked on is left out by looking twice; a submission takes a second or less."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    Attributes:
        name: for programs.
        count: how often.
        said: what is wrong, for people.
        examples: the first numbers that it concerns.
        mend: how to put it right, "" when that was done.
        mended: whether it was put right.
    """

    name: str
    count: int
    said: str
    examples: tuple[int, ...]
    mend: str = ""
    mended: bool = False


class Verifier:
    """Holds store, ledger and index against one another.

    Args:
        db: the store.
        bounds: what the rules need to know beside it.
        index: the index; None leaves it out.
        client: the index's connection.
        stored: the store, as the index is made from it.
        oldest: what came before may be out of the index already, in seconds since 1970.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        *,
        db: Database,
        bounds: Bounds,
        index: TendedIndex | None,
        client: redis.Redis,
        stored: Stored,
        oldest: float,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._db = db
        self._bounds = bounds
        self._index = index
        self._client = client
        self._stored = stored
        self._oldest = oldest
        self._pause = pause

    def run(self, *, repair: bool = False) -> list[Finding]:
        """Look at everything.

        Args:
            repair: put right what can be put right without losing anything.

        Returns:
            What does not hold, or did not.
        """
        found = list(self._damage())
        if found:
            return found  # a damaged file is no ground to mend anything on
        for rule in rules(self._bounds):
            found += self._held(rule, repair=repair)
        found += [*self._texts(), *self._untold()]
        if self._index is not None:
            found += self._index_agrees(self._index, repair=repair)
        return found

    def _damage(self) -> Iterator[Finding]:
        if self._db.file is None:
            return
        with self._db.read() as conn:
            said = [str(line) for line in conn.execute(text("PRAGMA integrity_check")).scalars()]
        if said != ["ok"]:
            yield Finding("store_damaged", len(said), f"faults in the store's file: {said[0]}", (), "Restore a backup.")

    def _held(self, rule: Rule, *, repair: bool) -> Iterator[Finding]:
        broken = self._broken(rule)
        if broken:
            self._pause(LOOK_AGAIN_SECONDS)
            still = set(self._broken(rule))
            broken = [number for number in broken if number in still]
        if not broken:
            return
        finding = Finding(rule.name, len(broken), rule.said, tuple(broken[:EXAMPLES]))
        if rule.mend is None:
            yield replace(finding, mend="It can't be mended without you; docs/reliability.md says more.")
        elif not repair:
            yield replace(finding, mend="`saring verify --repair` mends it.")
        else:
            for at in range(0, len(broken), CHUNK):
                with self._db.write() as conn:
                    rule.mend(conn, broken[at : at + CHUNK])
            yield replace(finding, mended=not set(self._broken(rule)) & set(broken))

    def _broken(self, rule: Rule) -> list[int]:
        with self._db.read() as conn:
            return sorted(set(conn.execute(rule.broken).scalars()))

    def _texts(self) -> Iterator[Finding]:
        """Texts that are not those that were judged."""
        with self._db.read() as conn:
            own = ((one.id, articles.content_hash(one)) for one in articles.stream(conn))
            changed = [number for number, digest in own if {number: digest} != articles.hashes(conn, [number])]
        if changed:
            yield Finding(
                "text_changed",
                len(changed),
                "articles whose text or title is not the one that was judged",
                tuple(changed[:EXAMPLES]),
                "`saring reclean --every` cleans and judges them anew.",
            )

    def _untold(self) -> Iterator[Finding]:
        """Articles that no event told of, as far back as events are kept."""
        told: set[int] = set()
        oldest, last = None, 0
        with self._db.read() as conn:
            while some := events.after(conn, last, limit=EVENTS):
                oldest = some[0].created_at if oldest is None else oldest
                told.update(one.payload["article"] for one in some if one.type == events.EventType.ARTICLE_STORED)
                last = some[-1].id
            came = [] if oldest is None else standing.since(conn, oldest)
        untold = [number for number in came if number not in told]
        if untold:
            said = "articles that are shown and that no event told of"
            way = "Nobody can tell listeners now; those who need all of them read the articles."
            yield Finding("event_missing", len(untold), said, tuple(untold[:EXAMPLES]), way)

    def _index_agrees(self, index: TendedIndex, *, repair: bool) -> Iterator[Finding]:
        try:
            index.open()
            if (standing := index.standing()).at is not None:
                index.tend()  # its server was started again, as it may be at any time; a refill only adds
            elif not standing.whole:
                yield self._behind(index, repair=repair)
                if not repair:
                    return
        except IndexMismatch as error:
            if repair:
                index.rebuild()
            yield Finding("index_unusable", 1, str(error), (), "" if repair else "Run `saring reindex`.", mended=repair)
            return
        found = compare(self._client, index, self._stored, oldest=self._oldest)
        if found.missing or found.residue:
            self._pause(LOOK_AGAIN_SECONDS)
            again = compare(self._client, index, self._stored, oldest=self._oldest)
            found = Compared(
                *(_both(getattr(found, n), getattr(again, n)) for n in ("missing", "residue", "unreadable"))
            )
        yield from self._differences(index, found, repair=repair)

    def _differences(self, index: TendedIndex, found: Compared, *, repair: bool) -> Iterator[Finding]:
        if repair and (found.missing or found.residue or found.unreadable):
            index.rebuild()
        mend = "" if repair else "`saring verify --repair` or `saring reindex` makes it anew."
        if found.missing:
            said = "articles that the index holds not at all or in part: who comes in later may miss them"
            yield Finding("index_missing", len(found.missing), said, _some(found.missing), mend, mended=repair)
        if found.residue:
            said = "articles in buckets of the index that are not theirs: they are met in vain"
            yield Finding("index_residue", len(found.residue), said, _some(found.residue), mend, mended=repair)
        if found.unreadable:
            said = "articles whose stored signature can't be read"
            yield Finding(
                "signature_unreadable", len(found.unreadable), said, _some(found.unreadable), mend, mended=repair
            )

    def _behind(self, index: TendedIndex, *, repair: bool) -> Finding:
        said = "index that is empty, and the store is not; the next worker fills it by itself"
        if repair:
            index.tend()
        mend = "" if repair else "Start a worker, or run `saring verify --repair`."
        return Finding("index_behind", 1, said, (), mend, mended=repair)


def _both(first: Sequence[int], second: Sequence[int]) -> list[int]:
    return sorted(set(first) & set(second))


def _some(numbers: Sequence[int]) -> tuple[int, ...]:
    return tuple(numbers[:EXAMPLES])
