"""The file of a batch: what the judge reads back is what cleaning left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from worker.local.batch_spool import Spool, row
from worker.model.article import Cleaned
from worker.model.evidence import Side

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_what_is_put_comes_back(folder: Path) -> None:
    """Titles, texts, times and outlets survive, and one lone surrogate harms nobody."""
    spool = Spool(folder / "articles.db")
    whole = Cleaned(
        True, title="Panen", text="Padi\nmenguning", published=NOON, outlet="a.example", network="n.example"
    )
    spool.put([row(1, "x", "in:1", "http://a.example", whole), row(2, "y", "in:2", "", Cleaned(True, text="\ud800"))])

    assert [Side(1, "Panen", "Padi\nmenguning", NOON, "a.example", "n.example"), Side(2, "", "?")] == list(
        spool.sides([2, 1, 7])
    )
    assert [(1, "x", "in:1", "http://a.example"), (2, "y", "in:2", "")] == list(spool.named())
    spool.close()


def test_more_articles_than_one_question_takes(folder: Path) -> None:
    """A long list is asked for in parts, in order."""
    spool = Spool(folder / "articles.db")
    spool.put([row(number, "", "", "", Cleaned(True)) for number in range(1, 1203)])

    assert list(range(1, 1203)) == [side.id for side in spool.sides(range(1, 1300))]
    spool.close()
