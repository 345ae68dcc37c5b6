"""The same job once over files: the same parts, without ledger, events and versions of a store that nobody will ask.

Records are cleaned and signed by the processes, added to an index of the batch's own in the order of the input, and the
pairs that meet there are judged at the end, by day: an article is then compared with all that it met while it is at
hand. What is linked is partitioned once. So the clusters are those that the queue would end with, and nothing depends
on the number of processes.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import tempfile
import time
from array import array
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from worker.dedup.bands import LEAST_SHARED
from worker.dedup.index import Index
from worker.dedup.triangles import open_triangles, rounds
from worker.local import batch_work
from worker.local.batch_pairs import Links, Pairs
from worker.local.batch_spool import Spool
from worker.local.valkey import EmbeddedValkey
from worker.model.verdict import Verdict
from worker.parts import Parts
from worker.regroup import Word, plan
from worker.sources.records import Record, Reject, read_records
from worker.sources.rejects import RejectsFile, rejects_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from config.settings import Settings
    from worker.dedup.bonds import Pair
    from worker.local.batch_spool import Row
    from worker.local.batch_work import Read
    from worker.regroup import Thresholds

CHUNK = 64
"""Records that a process takes at a time: enough that handing over costs nothing, few enough to stay fair."""
PAIRS = 4000
"""Pairs that a process judges at a time: the articles that two such lots share are prepared twice."""
AHEAD = 3
"""Lots a process that wait to be taken, so that memory does not grow with the file."""

Lot = TypeVar("Lot")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch came to; `articles` + `not_articles` + `rejects` is every record that was read.

    Attributes:
        articles: records that are in the output.
        clusters: different reports among them.
        not_articles: records that hold no article.
        rejects: records that could not be read or failed.
        rejects_file: where both of these are listed with their reasons, None when there are none.
        seconds: how long it took.
    """

    articles: int
    clusters: int
    not_articles: int
    rejects: int
    rejects_file: Path | None
    seconds: float


def run_batch(
    paths: Sequence[Path],
    out: Path,
    *,
    jobs: int,
    settings: Settings,
    progress: Callable[[str, int, int | None], None] = lambda stage, done, total: None,  # noqa: ARG005 - tells nobody
) -> BatchReport:
    """Cluster the articles of files.

    Args:
        paths: JSONL (.gz, .xz, .zst), .html or .txt files.
        out: the file that takes one JSON object an article: article, cluster, version, url.
        jobs: processes.
        settings: all settings; its data folder is not touched.
        progress: told what is being done, how much of it is done and, where it is known, of how much.

    Returns:
        The counts.

    Raises:
        OSError: a file can't be read or written.
    """
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="saring-batch-"))
    own = settings.model_copy(update={"data_dir": folder, "broker_url": "", "index_url": "", "store_url": ""})
    valkey = EmbeddedValkey(own, keep=False)
    try:
        valkey.start()
        parts = Parts(own)
        spool = Spool(folder / "articles.db")
        with RejectsFile(rejects_path(out)) as file, _pool(own, jobs, folder / "articles.db") as pool:
            left = _Left(file)
            index = Index(parts.redis, parts.index_params)
            index.open()
            found = _read(read_records(paths), pool, jobs, spool, index, left, progress)
            parts.close()
            valkey.stop()
            links = _judge(found, pool, jobs, parts.thresholds, progress)
            _close(links, pool, jobs, parts.thresholds)
            for number, _, place, _ in spool.named() if links.failed else ():
                if number in links.failed:
                    left.add(Reject(place, links.failed[number]))
        articles, clusters = _write(spool, links, parts.thresholds, out)
        spool.close()
        return BatchReport(
            articles=articles,
            clusters=clusters,
            not_articles=left.not_articles,
            rejects=file.count - left.not_articles,
            rejects_file=file.path if file.count else None,
            seconds=time.monotonic() - started,
        )
    finally:
        valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)


class _Left:
    """What does not get into the output: counted by kind, and listed beside it with the reasons."""

    def __init__(self, file: RejectsFile) -> None:
        self.file = file
        self.not_articles = 0

    def add(self, reject: Reject, verdict: str = Verdict.REJECTED) -> None:
        self.not_articles += verdict == Verdict.NOT_ARTICLE
        self.file.add(reject)


def _read(
    records: Iterator[Record | Reject],
    pool: Executor,
    jobs: int,
    spool: Spool,
    index: Index,
    left: _Left,
    progress: Callable[[str, int, int | None], None],
) -> Pairs:
    """Take the records in; returns who met whom."""
    now = time.time()
    found = Pairs()
    done = 0
    for lot, answers in _handed_out(pool, batch_work.read, _lots(records, left), jobs):
        fresh = _taken(lot, answers, found, left)
        spool.put([row for row, _ in fresh])
        met = index.add_many((row.number, keys, now) for row, keys in fresh)
        for (row, _), others in zip(fresh, met, strict=True):
            found.met(row.number, {one: shared for one, shared in others if shared >= LEAST_SHARED})
        done += len(lot)
        progress("Reading", done, None)
    return found


def _lots(records: Iterator[Record | Reject], left: _Left) -> Iterator[list[Record]]:
    while lot := list(islice(records, CHUNK)):
        for one in lot:
            if isinstance(one, Reject):
                left.add(one)
        yield [one for one in lot if isinstance(one, Record)]


def _taken(lot: Sequence[Record], answers: Sequence[Read], found: Pairs, left: _Left) -> list[tuple[Row, list[bytes]]]:
    """The records of a lot that are articles, numbered in the order of the input."""
    fresh = []
    for one, answer in zip(lot, answers, strict=True):
        if answer.row is None:
            left.add(Reject(one.place, answer.reason), answer.verdict)
        else:
            fresh.append((answer.row._replace(number=found.number(answer.published)), answer.keys))
    return fresh


def _judge(
    found: Pairs,
    pool: Executor,
    jobs: int,
    thresholds: Thresholds,
    progress: Callable[[str, int, int | None], None],
) -> Links:
    """Judge who met."""
    links = Links(found.articles, thresholds.report)
    done = 0
    for lot, answer in _handed_out(pool, batch_work.judge, found.lots(PAIRS), jobs):
        links.add(answer)
        done += len(lot)
        progress("Judging", done, found.count)
    return links


def _close(links: Links, pool: Executor, jobs: int, thresholds: Thresholds) -> None:
    """Judge who never met although both are linked with a third, until nobody is left."""

    def opened() -> Iterator[Pair]:
        for _, judged in links.pieces():
            yield from open_triangles({two: report for two, (report, _) in judged.items()}, thresholds.report)

    for fresh in rounds(opened):
        lots = (fresh[at : at + PAIRS] for at in range(0, len(fresh), PAIRS))
        for _, answer in _handed_out(pool, batch_work.judge, lots, jobs):
            links.add(answer)


def _handed_out(
    pool: Executor, work: Callable[[Lot], Answer], lots: Iterable[Lot], jobs: int
) -> Iterator[tuple[Lot, Answer]]:
    """Have lots worked on, a few ahead; the answers come in the order of the lots."""
    waiting: deque[tuple[Lot, Future[Answer]]] = deque()
    for lot in lots:
        waiting.append((lot, pool.submit(work, lot)))
        if len(waiting) >= jobs * AHEAD:
            first, answer = waiting.popleft()
            yield first, answer.result()
    while waiting:
        first, answer = waiting.popleft()
        yield first, answer.result()


@contextmanager
def _pool(settings: Settings, jobs: int, spool: Path) -> Iterator[Executor]:
    """The processes; one job is a thread of this process, which need not be started."""
    if jobs == 1:
        with ThreadPoolExecutor(1, initializer=batch_work.open_here, initargs=(settings, spool)) as pool:
            yield pool
        return
    context = multiprocessing.get_context("spawn")  # a fork would share the parent's connections
    # the processes take all cores already: threads of the linear algebra in each would only wait for one another
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(jobs, context, initializer=batch_work.open_child, initargs=(settings, spool)) as pool:
        yield pool


def _write(spool: Spool, links: Links, thresholds: Thresholds, out: Path) -> tuple[int, int]:
    """Partition, and write the output in the order of the input; returns the numbers of articles and of clusters.

    A cluster and a version are named by the first record in them, so that the output does not depend on the processes.
    """
    cluster, version = array("q", range(links.articles + 1)), array("q", range(links.articles + 1))
    for ids, judged in links.pieces():
        for group in plan(ids, judged, Word((), (), ()), thresholds):
            for one in group.ids:
                cluster[one] = min(group.ids)
            for same in group.versions:
                for one in same:
                    version[one] = min(same)
    firsts = {one for held in (cluster, version) for number, one in enumerate(held) if one != number}
    names: dict[int, str] = {}
    articles = clusters = 0
    with out.open("w", encoding="utf-8") as file:
        for number, name, _, url in spool.named():
            if number in links.failed:
                continue
            articles += 1
            clusters += cluster[number] == number
            if number in firsts:
                names[number] = name
            line = {
                "article": name,
                "cluster": name if cluster[number] == number else names[cluster[number]],
                "version": name if version[number] == number else names[version[number]],
                "url": url,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return articles, clusters
