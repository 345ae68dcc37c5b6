"""A file for judgements that are not yet anybody's: what a re-clustering has found before it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, MetaData, String, Table, select

from worker.store import evidence
from worker.store.database import Database, insert
from worker.store.schema import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from worker.dedup.bonds import Pair
    from worker.model.evidence import Evidence

_SEEN = Table(
    "seen", MetaData(), Column("id", Integer, primary_key=True), Column("content_hash", String(64), nullable=False)
)


class Scratch:
    """Judgements, and the texts that they speak of, in a SQLite file of its own.

    Args:
        folder: where the file goes; whoever made it takes it away.
    """

    def __init__(self, folder: Path) -> None:
        self._db = Database(f"sqlite:///{folder / 'judged.db'}")
        with self._db.write() as conn:
            EVIDENCE.create(conn)
            _SEEN.create(conn)

    def put(self, found: list[Evidence], hashes: Mapping[int, str]) -> None:
        """Keep judgements.

        Args:
            found: the judgements.
            hashes: what says whether the texts change later, by article.
        """
        with self._db.write() as conn:
            evidence.put(conn, found)
            if hashes:
                rows = [{"id": one, "content_hash": known} for one, known in hashes.items()]
                # the first hash stays: the article's other judgements may speak of that text
                conn.execute(insert(conn, _SEEN).on_conflict_do_nothing(index_elements=["id"]), rows)

    def known(self, pairs: Collection[Pair]) -> set[Pair]:
        """Those of the pairs that are judged."""
        with self._db.read() as conn:
            return set(evidence.links(conn, {one for pair in pairs for one in pair})) & set(pairs)

    def links(self, ids: Collection[int]) -> dict[Pair, tuple[float, float]]:
        """Probabilities (same report, same version) of the pairs among these articles."""
        with self._db.read() as conn:
            return evidence.links(conn, ids)

    def judged(self, ids: Collection[int]) -> tuple[list[Evidence], dict[int, str]]:
        """The judgements that stand with one of these articles as their first, and the hashes of their articles."""
        inside = set(ids)
        with self._db.read() as conn:
            found = [e for e in evidence.touching(conn, ids) if e.a in inside]
            wanted = {one for e in found for one in (e.a, e.b)}
            hashes = {
                row.id: row.content_hash
                for some in evidence.chunks(wanted)
                for row in conn.execute(select(_SEEN).where(_SEEN.c.id.in_(some)))
            }
        return found, hashes

    def close(self) -> None:
        """Close the file."""
        self._db.close()
