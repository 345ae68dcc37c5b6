"""More work than anybody can do: the queue stays short, handing in waits, and all of it is done in the end."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

import pytest
from support.cli import Cli
from support.plant import Plant

from config.settings import load
from worker.intake import IntakeFull
from worker.model.submission import Pushed
from worker.queue import waiting_messages
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT = 200


def url(number: int) -> str:
    """One of many pages of many outlets."""
    return f"http://koran{number % 997}.example/berita/{number}"


@pytest.fixture
def plant(folder: Path) -> Iterator[Plant]:
    """A store and a Valkey with a short queue; the worker starts when the test says so."""
    with Plant(load(data_dir=folder, queue_limit=LIMIT, unfinished_limit=1500, worker_concurrency=2)) as made:
        yield made


def test_the_queue_stays_short_and_the_sweeper_feeds_it(plant: Plant) -> None:
    """What finds no room waits in the ledger; each sweep tops the queue up, and in the end all is done."""
    answers = plant.engine.intake.pushed([Pushed(f"k{n}", text="Terlalu pendek.") for n in range(1000)])
    first = waiting_messages(plant.app)
    idle = plant.engine.sweep()
    with plant.engine.db.read() as conn:
        counted = ledger.counts(conn)
    plant.start_worker()
    most = 0

    def done() -> bool:
        nonlocal most
        most = max(most, waiting_messages(plant.app) or 0)
        return not plant.pending()

    plant.until(done, sweep=True)

    assert 1000 == len(answers)
    assert {"queued": 1000} == counted
    assert LIMIT == first
    assert 0 == idle.published
    assert most <= LIMIT
    assert {"not_article": 1000} == _counts(plant)


def test_handing_in_is_refused_as_a_whole_when_too_much_waits(plant: Plant) -> None:
    """Nothing of a refused request is taken, so that it can be made again as it is."""
    plant.engine.intake.urls([url(n) for n in range(1400)])
    with pytest.raises(IntakeFull, match="1,400 submissions wait"):
        plant.engine.intake.urls([url(n) for n in range(1400, 1600)])
    assert {"queued": 1400} == _counts(plant)
    plant.engine.intake.urls([url(n) for n in range(1400, 1500)])

    assert {"queued": 1500} == _counts(plant)


def test_the_command_line_says_that_nobody_works_and_else_waits(plant: Plant, folder: Path) -> None:
    """Without a worker waiting would never end; with one, all goes in."""
    plant.engine.intake.pushed([Pushed(f"k{n}", text="Terlalu pendek.") for n in range(1490)])
    (folder / "more.jsonl").write_text("".join(f'{{"id": "m{n}", "text": "Pendek."}}\n' for n in range(300)))
    cli = Cli(plant.settings)
    cli("import", str(folder / "more.jsonl"))
    assert (1, True) == (cli.code, "start `saring up`" in cli.err)
    assert {"queued": 1490} == _counts(plant)

    plant.start_worker()
    plant.engine.sweep()
    cli("import", str(folder / "more.jsonl"))
    cli.close()

    assert 0 == cli.code
    assert 1490 + 300 == sum(_counts(plant).values())


def _counts(plant: Plant) -> dict[str, int]:
    with plant.engine.db.read() as conn:
        return ledger.counts(conn)


@pytest.mark.chaos
@pytest.mark.slow
def test_a_hundred_thousand_urls_cost_the_producer_no_memory(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second fifty thousand take no more memory than the first; the queue and Valkey stay as small as they were."""
    with Plant(load(data_dir=folder)) as plant:
        peaks, began = [], time.monotonic()
        for half in range(2):
            for at in range(half * 50_000, (half + 1) * 50_000, 500):
                plant.engine.intake.urls([url(n) for n in range(at, at + 500)])
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        seconds = time.monotonic() - began
        standing = waiting_messages(plant.app)
        memory = plant.engine.redis.info("memory")["used_memory"] >> 20
        began = time.monotonic()
        swept = plant.engine.sweep()
        sweep_seconds = time.monotonic() - began
        counts = _counts(plant)
        size = (folder / "saring.db").stat().st_size >> 20
    with capsys.disabled():
        print(  # noqa: T201 - figures for docs/reliability.md
            f"\n100,000 URLs in batches of 500: {seconds:.0f} s, producer {peaks[0]} MiB after half, {peaks[1]} MiB "
            f"after all; {standing} messages, Valkey {memory} MiB, store {size} MiB; a sweep of a full queue: "
            f"{sweep_seconds:.1f} s, {swept}"
        )

    assert {"queued": 100_000} == counts
    assert plant.settings.queue_limit == standing
    assert 0 == swept.published
    assert peaks[1] - peaks[0] <= 16
