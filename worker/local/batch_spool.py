"""A file for the cleaned articles of a batch: written once, then read by the processes that judge."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from worker.model.evidence import Side
from worker.store.times import parse_time
from worker.store.words import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from worker.model.article import Cleaned

_ASKED = 500
"""Articles asked for at once; SQLite's default limit is 32,766 variables."""


class Row(NamedTuple):
    """One article: what the output names it by, and what the judge reads of it."""

    number: int
    id: str
    place: str
    url: str
    title: str
    text: str
    published: str
    outlet: str
    network: str


def row(number: int, name: str, place: str, url: str, cleaned: Cleaned) -> Row:
    """An article as the file keeps it; its words are those that a store would give back.

    Args:
        number: its place among the articles of the batch, from 1.
        name: its own id.
        place: where it stands in the input.
        url: where it comes from, as the input says.
        cleaned: what cleaning left.
    """
    return Row(
        number,
        storable(name),
        storable(place),
        storable(url),
        storable(cleaned.title),
        storable(cleaned.text),
        cleaned.published.isoformat() if cleaned.published else "",
        storable(cleaned.outlet),
        storable(cleaned.network),
    )


class Spool:
    """The file. It goes with the batch, so nothing is done that would make it outlive a crash.

    Args:
        path: where it is; made when it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS article (number INTEGER PRIMARY KEY, id TEXT, place TEXT, url TEXT, "
            "title TEXT, text TEXT, published TEXT, outlet TEXT, network TEXT)"
        )

    def put(self, rows: Sequence[Row]) -> None:
        """Append articles."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def sides(self, numbers: Iterable[int]) -> Iterator[Side]:
        """What the judge reads of these articles, in order of their numbers."""
        wanted = sorted(numbers)
        for at in range(0, len(wanted), _ASKED):
            some = wanted[at : at + _ASKED]
            marks = ", ".join("?" * len(some))
            for number, title, text, published, outlet, network in self._db.execute(
                "SELECT number, title, text, published, outlet, network FROM article "  # noqa: S608 - question marks
                f"WHERE number IN ({marks}) ORDER BY number",
                some,
            ):
                yield Side(number, title, text, parse_time(published), outlet, network)

    def named(self) -> Iterator[tuple[int, str, str, str]]:
        """Number, id, place and URL of every article, in order."""
        yield from self._db.execute("SELECT number, id, place, url FROM article ORDER BY number")

    def close(self) -> None:
        """Close the file."""
        self._db.close()
