"""Stored texts made ready to be judged, kept from one judgement to the next."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from worker.dedup.prepared import prepare
from worker.store import articles

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from worker.dedup.prepared import Prepared
    from worker.store.articles import Mark

KEPT = 2000
"""Texts that a process keeps: 51 KiB each on the evaluation corpus with their words, so some 100 MiB. Preparing one
takes 0.8 ms, as much as all else that is done to judge it; an article meets four or five others, mostly of its own day.
"""


class Text(NamedTuple):
    """A text that is ready to be judged, and what says whether it changed since."""

    prepared: Prepared
    mark: Mark


class Texts:
    """Texts that are ready, those asked for last.

    Args:
        kept: how many are kept.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._held: OrderedDict[int, Text] = OrderedDict()

    def ready(self, conn: Connection, ids: Collection[int]) -> dict[int, Text]:
        """These texts as they stand in the store now; an article that is gone is left out.

        Args:
            conn: any transaction.
            ids: the articles.
        """
        now = articles.marks(conn, ids)
        found = {number: held for number, mark in now.items() if (held := self._known(number, mark))}
        # a text comes with its own mark, so what is kept is never another text than its mark says
        for side, mark in articles.marked(conn, now.keys() - found.keys()) if len(found) < len(now) else ():
            self._held[side.id] = found[side.id] = Text(prepare(side), mark)
        while len(self._held) > self._kept:
            self._held.popitem(last=False)
        return found

    def _known(self, number: int, mark: Mark) -> Text | None:
        held = self._held.get(number)
        if held is None or held.mark != mark:
            return None
        self._held.move_to_end(number)
        return held
