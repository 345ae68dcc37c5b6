"""What the ledger still knows of articles that were deleted: the keys under which they had been handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from worker.store.evidence import CHUNK
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

RELEASED: Final = "removed:"


def released(number: int, key: str) -> str:
    """The key that a row takes when its article is deleted, so that its own is free to be handed in again.

    Args:
        number: the row.
        key: the key that it had.
    """
    return f"{RELEASED}{number}:{key}"


def among(conn: Connection, keys: Collection[str]) -> set[str]:
    """Which of these keys belong to deleted articles and were not handed in again.

    Args:
        conn: any transaction.
        keys: keys as they are handed in.
    """
    fresh, ordered = set(keys), sorted(keys)
    for some in (ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)):
        fresh -= set(conn.execute(select(SUBMISSION.c.key).where(SUBMISSION.c.key.in_(some))).scalars())
    if not fresh:
        return set()  # what follows reads the keys of the whole ledger
    gone = conn.execute(select(SUBMISSION.c.key).where(SUBMISSION.c.key.startswith(RELEASED))).scalars()
    return {own for key in gone if (own := key.removeprefix(RELEASED).partition(":")[2]) in fresh}
