"""How long reads take on a large SQLite store: `.venv/bin/python benchmarks/reading.py --folder DIR [--articles N]`.

It fills a store with invented articles (once; a folder that holds one is used again), serves it in this process, and
times what people and programs ask: p50 and p95 in milliseconds, through the whole web service but for the socket.
"""

# ruff: noqa: PLR2004 - shares and bounds of invented news stand where they are used

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient
from press import NOW, OUTLETS, Press
from sqlalchemy import func, insert, select

from config.settings import load
from worker.dedup.bands import buckets
from worker.dedup.prepared import prepare
from worker.engine import Engine
from worker.local.valkey import EmbeddedValkey
from worker.model.evidence import Side
from worker.store import articles
from worker.store.schema import ARTICLE, CLUSTER, EVIDENCE
from worker.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from worker.model.article import Cleaned

logging.disable(logging.WARNING)

API = "/api/v1"
BATCH = 500
PARTS = ("reads", "lists", "checks")


def fill(engine: Engine, wanted: int) -> None:
    """Write articles, clusters and judgements straight into the store, and the articles into the index."""
    press = Press(7)
    figures = _figures(engine, press)
    began, number = time.monotonic(), 0
    pending: list[tuple[int, list[Cleaned]]] = []
    while number < wanted:
        report = press.report()[: wanted - number]
        pending.append((number + 1, report))
        number += len(report)
        if sum(len(one) for _, one in pending) >= BATCH or number >= wanted:
            _write(engine, pending, figures)
            pending = []
            if number % 10_000 < BATCH:
                print(f"  {number:,} articles, {time.monotonic() - began:.0f} s", flush=True)
    with engine.db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"filled with {number:,} articles in {time.monotonic() - began:.0f} s")


def _figures(engine: Engine, press: Press) -> dict[str, float]:
    """The figures of one judgement, so that rows of evidence are as long as real ones."""
    a, b = (Side(place, one.title, one.text) for place, one in enumerate((press.report()[0], press.report()[0]), 1))
    return dict(engine.judge.judge(prepare(a), prepare(b)).figures)


def _write(engine: Engine, reports: list[tuple[int, list[Cleaned]]], figures: dict[str, float]) -> None:
    rows, clusters, judged, entries = [], [], [], []
    for first, tellings in reports:
        for number, one in enumerate(tellings, first):
            signature = engine.signer.sign(one.text)
            at = one.published.timestamp() if one.published else NOW
            values = articles._values(one)  # noqa: SLF001 - the very row that the pipeline writes
            rows.append(
                values
                | {
                    "id": number,
                    "key": one.url.removeprefix("https://"),
                    "submission_id": number,
                    "content_hash": articles.content_hash(one),
                    "signature": signature.to_bytes(),
                    "visible": True,
                    "cluster_id": first,
                    "version_id": number if number % 3 else first,
                    "created_at": at + 600,
                }
            )
            entries.append((number, buckets(signature), NOW))
            judged += [
                {
                    "a": other,
                    "b": number,
                    "same_report": 0.9 + number % 10 / 100,
                    "same_version": number % 10 / 10,
                    "figures": figures,
                    "weighed_most": list(figures)[:3],
                    "version": "bench",
                }
                for other in range(max(first, number - 12), number)
            ]
        times = [one.published.timestamp() for one in tellings if one.published]
        clusters.append(
            {
                "id": first,
                "size": len(tellings),
                "versions": max(1, len(tellings) // 2),
                "outlets": len({one.outlet for one in tellings}),
                "first_at": min(times),
                "last_at": max(times),
                "title": tellings[0].title,
                "representative_id": first,
                "updated_at": NOW,
            }
        )
    with engine.db.write() as conn:
        conn.execute(insert(ARTICLE), rows)
        conn.execute(insert(CLUSTER), clusters)
        if judged:
            conn.execute(insert(EVIDENCE), judged)
    engine.index.add_many(entries)


class Clock:
    """Times questions; a question is one call. CPU time says how long it takes where nobody else works."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, float]] = {}

    def run(self, name: str, ask: Callable[[], Any], times: int) -> None:
        """Ask so often and print how long it took."""
        took, worked = [], []
        for _ in range(times):
            began, busy = time.perf_counter(), time.process_time()
            ask()
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - busy) * 1000)
        wall, cpu = (quantiles(found, n=100, method="inclusive") for found in (took, worked))
        row = {"p50": wall[49], "p95": wall[94], "cpu_p50": cpu[49], "cpu_p95": cpu[94]}
        self.rows[name] = {part: round(value, 2) for part, value in row.items()}
        print(
            f"{name:<30} p50 {wall[49]:8.1f}  p95 {wall[94]:8.1f}   CPU p50 {cpu[49]:8.1f}  p95 {cpu[94]:8.1f} ms",
            flush=True,
        )


class Asking:
    """Asks what people and programs ask.

    Args:
        engine: whose store.
        client: the service over it.
        times: questions of each kind.
    """

    def __init__(self, engine: Engine, client: TestClient, times: int) -> None:
        self._engine = engine
        self._client = client
        self._times = times
        self._chance = random.Random(11)  # noqa: S311 - nothing is kept secret by it
        self._press = Press(7)
        self.clock = Clock()
        with engine.db.read() as conn:
            self._every = range(1, articles.count(conn) + 1)
            clusters = select(CLUSTER.c.id)
            self._several = list(conn.execute(clusters.where(CLUSTER.c.size >= 2).limit(5000)).scalars())
            self._large = list(conn.execute(clusters.where(CLUSTER.c.size >= 20).limit(400)).scalars())
            count = conn.execute(select(func.count()).select_from(CLUSTER)).scalar_one()
        print(f"{len(self._every):,} articles, {count:,} clusters")

    def reads(self) -> None:
        """Single articles and clusters."""
        for name, path, numbers in (
            ("article", "articles", self._every),
            ("cluster, of any article", "clusters", self._every),
            ("cluster of 2 or more", "clusters", self._several),
            ("cluster of 20 or more", "clusters", self._large),
        ):
            asked = iter([self._chance.choice(numbers) for _ in range(self._times * 4)])
            self.clock.run(name, lambda path=path, asked=asked: self._get(f"/{path}/{next(asked)}"), self._times * 4)

    def lists(self) -> None:
        """Lists by each filter, and the figures."""
        kinds = _lists(self._press.words)
        for name, parameters in kinds.items():
            self.clock.run(f"clusters {name}", partial(self._get, "/clusters", **parameters), self._times)
        for name, parameters in (kinds | {"only=originals": {"only": "originals"}}).items():
            if "min_" not in name:
                self.clock.run(f"articles {name}", partial(self._get, "/articles", **parameters), self._times)
        self.clock.run("statistics", partial(self._get, "/statistics"), 5)

    def checks(self) -> None:
        """Texts that are stored in other words, and texts that are not."""
        with self._engine.db.read() as conn:
            copies = iter(_texts(conn, self._chance, self._times + 3))
        fresh = iter([self._press.report()[0].text for _ in range(self._times)])
        for _ in range(3):
            self._check(copies)
        self.clock.run("check, an edited copy", partial(self._check, copies), self._times)
        self.clock.run("check, a text of its own", partial(self._check, fresh), self._times)

    def _check(self, texts: Iterator[str]) -> None:
        self._good(self._client.post(f"{API}/check", json={"text": next(texts)}))

    def _get(self, path: str, **parameters: object) -> None:
        self._good(self._client.get(API + path, params={name: str(value) for name, value in parameters.items()}))

    def _good(self, answer: Any) -> None:
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError(answer.text)


def _texts(conn: Connection, chance: random.Random, count: int) -> list[str]:
    """Stored texts, each with its beginning left out and another end."""
    ids = chance.sample(range(1, articles.count(conn) + 1), count)
    return [side.text.partition("\n")[2] + " Demikian dilaporkan." for side in articles.sides(conn, ids)]


def _lists(words: list[str]) -> dict[str, dict[str, object]]:
    """Questions for lists by their names."""
    return {
        "(all)": {},
        "min_size=3": {"min_size": 3},
        "min_outlets=5": {"min_outlets": 5},
        "min_versions=10": {"min_versions": 10},
        "since, until": {"since": "2026-07-01", "until": "2026-07-02"},
        "outlet, large": {"outlet": OUTLETS[0]},
        "outlet, small": {"outlet": OUTLETS[-1]},
        "outlet, unknown": {"outlet": "tiada.example"},
        "network": {"network": "suara.example"},
        "language=en": {"language": "en"},
        "cited": {"cited": "Rimba"},
        "q, common word": {"q": words[0]},
        "q, less common": {"q": words[800]},
        "q, rare word": {"q": words[-20]},
        "q, two words": {"q": f"{words[40]} {words[300]}"},
        "q, phrase": {"q": f'"{words[0]} {words[1]}"'},
        "q, beginning": {"q": f"{words[5][:3]}*"},
        "q and outlet": {"q": words[30], "outlet": OUTLETS[2]},
        "q and min_size=5": {"q": words[100], "min_size": 5},
    }


def main() -> None:
    """Fill, if need be, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folder", type=Path, required=True, help="where the store lies; an empty one is filled")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=60, help="questions of each kind")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="parts; all of them otherwise")
    parser.add_argument("--out", type=Path, help="a JSON file for the figures")
    wanted = parser.parse_args()
    settings = load(data_dir=wanted.folder)
    wanted.folder.mkdir(parents=True, exist_ok=True)
    engine = Engine(settings)
    valkey = EmbeddedValkey(settings)
    if wanted.only is None or "checks" in wanted.only or not any(wanted.folder.iterdir()):
        valkey.start()
    try:
        engine.db.migrate()
        with engine.db.read() as conn:
            there = articles.count(conn)
        if not there:
            fill(engine, wanted.articles)
        with TestClient(create_app(engine), base_url="http://127.0.0.1:8000") as client:
            asking = Asking(engine, client, wanted.times)
            for part in wanted.only or PARTS:
                getattr(asking, part)()
        if wanted.out:
            wanted.out.write_text(json.dumps(asking.clock.rows, indent=2), encoding="utf-8")
    finally:
        engine.close()
        valkey.stop()


if __name__ == "__main__":
    main()
