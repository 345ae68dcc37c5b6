"""What the index is refilled from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from worker.store import articles, standing
from worker.store.schema import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from worker.store.database import Database

_REPLACE = (
    update(ARTICLE)
    .where(ARTICLE.c.id == bindparam("number"), ARTICLE.c.signature == bindparam("old"))
    .values(signature=bindparam("new"))
)


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
        while True:
            with self._db.read() as conn:  # a batch at a time: a long read would keep SQLite's log from being cut
                rows = next(articles.signatures(conn, after=after, since=since), None)
            if rows is None:
                return
            yield rows
            after = rows[-1][0]

    def texts(self, numbers: Collection[int]) -> dict[int, str]:
        """The texts that these articles' signatures are made of; without those that are not there."""
        with self._db.read() as conn:
            found = conn.execute(select(ARTICLE.c.id, ARTICLE.c.text).where(ARTICLE.c.id.in_(numbers)))
            return {row.id: row.text for row in found}

    def replace(self, signed: Sequence[tuple[int, bytes, bytes]]) -> None:
        """Store signatures that were made anew.

        Args:
            signed: number, the signature that was read, and the new one; an article that bears another one by now has
                another text by now, and stays as it is.
        """
        if not signed:
            return
        with self._db.write() as conn:
            conn.execute(_REPLACE, [{"number": number, "old": old, "new": new} for number, old, new in signed])
