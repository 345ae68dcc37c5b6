"""What the processes of a batch do: clean and sign records, then judge pairs of them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from worker.closing import KEPT_EVIDENCE
from worker.dedup.bands import buckets
from worker.dedup.prepared import prepare
from worker.local.batch_spool import Row, Spool, row
from worker.local.process import die_with_parent
from worker.model.submission import Pushed
from worker.model.verdict import Verdict
from worker.parts import Parts
from worker.pipeline import cleaned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from config.settings import Settings
    from worker.dedup.prepared import Prepared
    from worker.sources.records import Record

KEPT_PREPARED = 3000
"""Prepared texts that a process keeps: 51 KiB each, by the figures of the evaluation corpus, so some 150 MiB."""


class Read(NamedTuple):
    """A record that was cleaned and signed.

    Attributes:
        row: the article as the spool keeps it, number 0; None where it is none.
        keys: its buckets.
        published: its time in seconds since 1970, None when unknown.
        verdict: why there is no article.
        reason: the same for a person.
    """

    row: Row | None
    keys: list[bytes]
    published: float | None = None
    verdict: Verdict = Verdict.NEW
    reason: str = ""


class Judged(NamedTuple):
    """Judgements worth keeping, and pairs that could not be judged.

    Attributes:
        pairs: numbers of both articles with the probabilities of one report and of one version.
        failed: the later article of each pair that failed, with the reason.
    """

    pairs: list[tuple[int, int, float, float]]
    failed: list[tuple[int, str]]


class Worker:
    """One process's parts; nothing of it asks a server.

    Args:
        settings: all settings.
        spool: the batch's file.
        kept: prepared texts that it keeps from one lot to the next.
    """

    def __init__(self, settings: Settings, spool: Path, kept: int = KEPT_PREPARED) -> None:
        parts = Parts(settings)
        self._cleaner = parts.bare_cleaner
        self._signer = parts.signer
        self._judge = parts.judge
        self._path = spool
        self._kept = kept
        self._spool: Spool | None = None
        self._prepared: OrderedDict[int, Prepared] = OrderedDict()

    def read(self, records: Sequence[Record]) -> list[Read]:
        """Clean and sign records; one that fails harms no other."""
        return [self._read(one) for one in records]

    def _read(self, one: Record) -> Read:
        try:
            pushed = Pushed(one.place, url=one.url, title=one.title, date=one.date, text=one.text, html=one.html)
            done = cleaned(self._cleaner, pushed)
            if not done.is_article:
                return Read(None, [], verdict=Verdict.NOT_ARTICLE, reason=done.reason)
            kept = row(0, one.id, one.place, one.url, done)
            published = done.published.timestamp() if done.published else None
            return Read(kept, buckets(self._signer.sign(done.text)), published)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is listed with its record
            return Read(None, [], verdict=Verdict.REJECTED, reason=f"{type(error).__name__}: {error}")

    def judge(self, pairs: Sequence[tuple[int, int]]) -> Judged:
        """Judge pairs by their numbers; what is read for one is kept for the next."""
        failed: list[tuple[int, str]] = []
        lost = self._prepare({one for pair in pairs for one in pair}, failed)
        ready = [pair for pair in pairs if lost.isdisjoint(pair)]
        found = self._weigh(ready, failed)
        while len(self._prepared) > self._kept:
            self._prepared.popitem(last=False)
        return Judged([one for one in found if one[2] >= KEPT_EVIDENCE], failed)

    def _weigh(
        self, pairs: Sequence[tuple[int, int]], failed: list[tuple[int, str]]
    ) -> list[tuple[int, int, float, float]]:
        """The probabilities of pairs, together or one by one where one of them spoils it for the others."""
        try:
            said = self._judge.probabilities([(self._prepared[a], self._prepared[b]) for a, b in pairs])
        except Exception as error:  # noqa: BLE001 - it comes up again for the one that it belongs to
            if len(pairs) == 1:
                failed.append((max(pairs[0]), f"{type(error).__name__}: {error}"))
                return []
            return [found for pair in pairs for found in self._weigh([pair], failed)]
        return [(a, b, report, version) for (a, b), (report, version) in zip(pairs, said, strict=True)]

    def _prepare(self, wanted: set[int], failed: list[tuple[int, str]]) -> set[int]:
        """Have these articles ready; returns those that can't be."""
        missing = []
        for one in wanted:
            if one in self._prepared:
                self._prepared.move_to_end(one)
            else:
                missing.append(one)
        if self._spool is None:
            self._spool = Spool(self._path)
        lost = set()
        for side in self._spool.sides(missing):
            try:
                self._prepared[side.id] = prepare(side)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is listed with its record
                failed.append((side.id, f"{type(error).__name__}: {error}"))
                lost.add(side.id)
        return lost


_WORKER: list[Worker] = []
"""The parts of a worker process; the pool's initialiser can't hand anything to the tasks but by a global."""


def open_child(settings: Settings, spool: Path) -> None:
    """Make ready a process of its own."""
    die_with_parent()
    open_here(settings, spool)


def open_here(settings: Settings, spool: Path) -> None:
    """Make ready this process."""
    _WORKER[:] = [Worker(settings, spool)]


def read(records: Sequence[Record]) -> list[Read]:
    """Clean and sign records."""
    return _WORKER[0].read(records)


def judge(pairs: Sequence[tuple[int, int]]) -> Judged:
    """Judge pairs."""
    return _WORKER[0].judge(pairs)
