"""Judging who never met although both are linked with a third, while what hangs together is partitioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.store import evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from worker.dedup.bonds import Pair
    from worker.dedup.evidence import Judge
    from worker.texts import Texts

KEPT_EVIDENCE = 0.02
"""Judgements below this probability are not stored: they decide nothing, and most candidates are such."""


class Closer:
    """Judges pairs within the transaction that needs the answer, and writes the judgements down.

    Args:
        texts: the texts, ready to be judged.
        judge: weighs a pair.
    """

    def __init__(self, texts: Texts, judge: Judge) -> None:
        self._texts = texts
        self._judge = judge

    def __call__(self, conn: Connection, pairs: Sequence[Pair]) -> None:
        """Judge pairs.

        Args:
            conn: the transaction that holds the clusters' lock, so that no text changes meanwhile.
            pairs: numbers of both articles.
        """
        ready = self._texts.ready(conn, {one for pair in pairs for one in pair})
        found = [self._judge.judge(ready[a].prepared, ready[b].prepared) for a, b in pairs if a in ready and b in ready]
        evidence.put(conn, [one for one in found if one.same_report >= KEPT_EVIDENCE])
