"""Twins that arrive at the same moment in two processes: always one cluster, whatever the store."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from support.parts import partition
from support.racing import race_twins
from support.synthetic import Writer

from config.settings import load
from worker.store import listing
from worker.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "pairs",
    [pytest.param(60, id="bounded"), pytest.param(1000, id="full", marks=[pytest.mark.chaos, pytest.mark.slow])],
)
def test_twins_of_one_moment_are_in_one_cluster(
    folder: Path, store_url: str, valkey_url: str, chaos_seed: int, pairs: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Query-then-insert made 102 clusters for 80 on SQLite; here pairs of twins make as many clusters as pairs."""
    writer = Writer(chaos_seed)
    twins = [(first, second) for first, second in (writer.family(number, 2) for number in range(pairs))]
    settings = load(data_dir=folder, store_url=store_url, index_url=valkey_url)

    began = time.monotonic()
    ends = race_twins(settings, twins)
    seconds = time.monotonic() - began

    db = Database(store_url)
    found = partition(db)
    with db.read() as conn:
        rows = listing.count(conn)
    db.close()
    with capsys.disabled():
        print(f"\n{pairs} pairs of twins on {store_url.partition(':')[0]}: {rows} clusters, {seconds:.1f} s")  # noqa: T201
    assert [0, 0] == ends
    assert {frozenset(article.url for article in pair) for pair in twins} == found
    assert pairs == rows
