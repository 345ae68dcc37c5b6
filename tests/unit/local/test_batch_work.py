"""A batch's process keeps so many prepared texts and no more, however many it has judged."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from support.synthetic import Writer

from config.settings import load
from worker.dedup.prepared import Prepared
from worker.local.batch_spool import Spool, row
from worker.local.batch_work import Worker
from worker.model.article import Cleaned

if TYPE_CHECKING:
    from pathlib import Path

KEPT, LOT, LOTS = 10, 8, 12


def prepared() -> int:
    """Prepared texts that this process holds."""
    return sum(type(one) is Prepared for one in gc.get_objects())


def test_prepared_texts_do_not_grow_with_what_was_judged(folder: Path) -> None:
    """Lot after lot speaks of other articles; those of the earlier lots go."""
    made = Writer(5).corpus(LOT * LOTS)
    spool = Spool(folder / "articles.db")
    told = [Cleaned(is_article=True, title=one.title, text=one.text, raw_text=one.text) for one in made]
    spool.put([row(n, str(n), str(n), "", one) for n, one in enumerate(told, 1)])
    worker = Worker(load(data_dir=folder), folder / "articles.db", KEPT)
    at_hand = []
    beside = prepared()
    for lot in range(LOTS):
        numbers = range(lot * LOT + 1, (lot + 1) * LOT + 1)
        assert not worker.judge([(numbers[0], other) for other in numbers[1:]]).failed
        at_hand.append(prepared() - beside)
    spool.close()

    assert [LOT] + [KEPT] * (LOTS - 1) == at_hand
