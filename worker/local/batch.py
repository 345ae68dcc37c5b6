"""The same job once over files: a store and an index of its own, no server left running."""

from __future__ import annotations

import json
import logging
import multiprocessing
import shutil
import tempfile
import time
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from worker.engine import Engine
from worker.local.process import die_with_parent
from worker.local.valkey import EmbeddedValkey
from worker.model.submission import Pushed
from worker.model.verdict import Verdict
from worker.sources.records import Record, Reject, read_records
from worker.sources.rejects import RejectsFile, rejects_path
from worker.store import articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from config.settings import Settings
    from worker.model.submission import Submission

CHUNK = 32
"""Records that a worker process takes at a time: enough that handing over costs nothing, few enough to stay fair."""
AHEAD = 4
"""Chunks a process that wait to be taken, so that memory does not grow with the file."""


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


@dataclass(frozen=True, slots=True)
class _Done:
    """A record after the pipeline; `order` is its place among all records read."""

    order: int
    place: str
    id: str
    url: str
    article: int | None
    verdict: str
    reason: str


class _Queue:
    """Publishes nothing: the batch's own processes run the pipeline."""

    def publish(self, submissions: Iterable[Submission]) -> list[int]:  # noqa: ARG002 - the protocol's name
        return []


def run_batch(
    paths: Sequence[Path],
    out: Path,
    *,
    jobs: int,
    settings: Settings,
    progress: Callable[[int, int | None], None] | None = None,
) -> BatchReport:
    """Cluster the articles of files.

    Args:
        paths: JSONL (.gz, .xz, .zst), .html or .txt files.
        out: the file that takes one JSON object an article: article, cluster, version, url.
        jobs: processes.
        settings: all settings; its data folder is not touched.
        progress: told the records that are done and, once known, how many there are.

    Returns:
        The counts.

    Raises:
        OSError: a file can't be read or written.
    """
    started = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="saring-batch-"))
    own = settings.model_copy(update={"data_dir": folder, "broker_url": "", "index_url": "", "store_url": ""})
    valkey = EmbeddedValkey(own)
    try:
        valkey.start()
        engine = Engine(own)
        engine.db.migrate()
        engine.index.open()
        with RejectsFile(rejects_path(out)) as file:
            left = _Left(file)
            done = list(_run(read_records(paths), own, jobs, left, progress))
            clusters = _write(engine, done, out)
        engine.close()
        return BatchReport(
            articles=len(done),
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


def _run(
    records: Iterator[Record | Reject],
    settings: Settings,
    jobs: int,
    left: _Left,
    progress: Callable[[int, int | None], None] | None,
) -> Iterator[_Done]:
    """The records that became articles; the others are named in the rejects."""
    read = finished = 0
    ended = False
    pending: set[Future[list[_Done]]] = set()
    with _pool(settings, jobs) as pool:
        while pending or not ended:
            while not ended and len(pending) < jobs * AHEAD:
                chunk = list(islice(records, CHUNK))
                ended = len(chunk) < CHUNK
                good = []
                for order, one in enumerate(chunk, read):
                    if isinstance(one, Reject):
                        left.add(one)
                        finished += 1
                    else:
                        good.append((order, one))
                read += len(chunk)
                if good:
                    pending.add(pool.submit(_take, good))
            ready, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in ready:
                for done in future.result():
                    finished += 1
                    if done.article is None:
                        left.add(Reject(done.place, done.reason), done.verdict)
                    else:
                        yield done
            if progress:
                progress(finished, read if ended else None)


def _pool(settings: Settings, jobs: int) -> Executor:
    """The processes that run the pipeline; one job is a thread of this process, which need not be started."""
    if jobs == 1:
        return ThreadPoolExecutor(1, initializer=_open, initargs=(settings,))
    context = multiprocessing.get_context("spawn")  # a fork would share the parent's connections
    return ProcessPoolExecutor(jobs, context, initializer=_open_child, initargs=(settings,))


_ENGINE: list[Engine] = []
"""The engine of a worker process; the pool's initialiser can't hand anything to the tasks but by a global."""


def _open_child(settings: Settings) -> None:
    die_with_parent()
    _open(settings)


def _open(settings: Settings) -> None:
    logging.getLogger("worker.pipeline").setLevel(logging.CRITICAL)  # what fails is listed with its reason
    engine = Engine(settings, queue=_Queue())
    engine.warm()
    _ENGINE[:] = [engine]


def _take(records: Sequence[tuple[int, Record]]) -> list[_Done]:
    engine = _ENGINE[0]
    pushed = [
        Pushed(key=f"place:{one.place}", url=one.url, title=one.title, date=one.date, text=one.text, html=one.html)
        for _, one in records
    ]
    accepted = engine.intake.pushed(pushed)
    runs = {
        run.submission: run for run in engine.pipeline.run_many([a.submission.id for a in accepted if a.submission])
    }
    done = []
    for (order, one), answer in zip(records, accepted, strict=True):
        run = runs[answer.submission.id] if answer.submission else None
        verdict = (
            run and run.verdict
        ) or Verdict.REJECTED  # a batch comes by once: what would be tried later is a reject
        reason = run.reason if run else answer.error
        done.append(_Done(order, one.place, one.id, one.url, run.article if run else None, verdict, reason))
    return done


def _write(engine: Engine, done: Sequence[_Done], out: Path) -> int:
    """Write the output in the order of the input; returns the number of clusters.

    A cluster and a version are named by the first record in them, so that the output does not depend on the processes.
    """
    with engine.db.read() as conn:
        found = articles.memberships(conn)
    clusters: dict[int, str] = {}
    versions: dict[int, str] = {}
    with out.open("w", encoding="utf-8") as file:
        for one in sorted(done, key=lambda d: d.order):
            cluster, version = found[one.article or 0]
            line = {
                "article": one.id,
                "cluster": clusters.setdefault(cluster, one.id),
                "version": versions.setdefault(version, one.id),
                "url": one.url,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(clusters)
