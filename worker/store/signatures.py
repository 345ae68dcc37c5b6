"""What the index is refilled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store import articles, standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.store.database import Database


class Signatures:
    """The stored signatures, as `worker.dedup.index_tended.Stored` wants them.

    Args:
        db: the store.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def empty(self) -> bool:
        """Whether no article is stored; a store without a schema has none."""
        if self._db.revision()[0] is None:
            return True
        with self._db.read() as conn:
            return standing.highest(conn) == 0

    def signatures(self, *, after: int, since: float | None) -> Iterator[list[tuple[int, bytes, float]]]:
        """Number, signature and arrival of what is stored; see `articles.signatures`."""
        with self._db.read() as conn:
            yield from articles.signatures(conn, after=after, since=since)
