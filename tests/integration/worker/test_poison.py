"""Texts that break the process that reads them: parked in the end, no neighbour harmed, and brought back by a retry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.cli import Cli
from support.hostile import CRASHES, EATS, HANGS, MEND
from support.plant import Plant
from support.stories import DAM, FERRY, FIRE, SCHOOL, TWELVE, body

from config.settings import load
from worker.local.process import Child
from worker.local.stack import worker_command
from worker.model.submission import Pushed
from worker.model.verdict import State, Verdict
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

POISON = {
    "crashes": f"{body(FIRE)}\n{CRASHES}",
    "eats": f"{body(DAM)}\n{EATS}",
    "hangs": f"{body(FERRY)}\n{HANGS}",
}
REASONS = {
    "crashes": "died or ran out of time 2 times",
    "eats": "SARING_CHILD_MEMORY_MIB",
    "hangs": "SARING_SOFT_LIMIT_SECONDS",
}


@pytest.fixture
def plant(folder: Path) -> Iterator[Plant]:
    """A worker whose cleaner some sentences break; short times, two tries."""
    settings = load(
        data_dir=folder,
        lease_seconds=4,
        lost_seconds=2,
        retry_seconds=0.2,
        max_attempts=2,
        soft_limit_seconds=2,
        hard_limit_seconds=30,
        child_memory_mib=512,
        worker_concurrency=2,
    )
    made = Plant(settings)
    command = worker_command(settings)
    command[command.index("-A") + 1] = "support.hostile"
    environment = settings.environment() | {
        "REMAP_SIGTERM": "SIGQUIT",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    made.worker = Child("worker", command, made.worker.log, environment)
    with made:
        made.start_worker()
        yield made


def test_poison_is_parked_and_harms_no_neighbour(plant: Plant) -> None:
    """One kills its process, one allocates without end, one never ends; each says so, and a retry brings them back."""
    good = [Pushed(one.key, title=one.title, text=one.text) for one in TWELVE[7:]]
    bad = [Pushed(name, title="Judul", text=text) for name, text in POISON.items()]
    mixed = [good[0], bad[0], good[1], bad[1], good[2], bad[2], *good[3:]]
    answers = plant.engine.intake.pushed(mixed)
    numbers = {one.asked: one.submission.id for one in answers if one.submission}
    plant.until(lambda: not plant.pending(), sweep=True)
    rows = {name: plant.rows([number])[0] for name, number in numbers.items()}
    worker = plant.worker.starts

    for name in POISON:
        row = rows.pop(name)
        assert (State.PARKED, Verdict.PARKED, 2) == (row.state, row.verdict, row.attempts), name
        assert REASONS[name] in row.reason
    assert {Verdict.NEW} == {row.verdict for row in rows.values()}
    assert 1 == worker
    assert plant.worker.alive()

    (plant.settings.data_dir / MEND).touch()
    cli = Cli(plant.settings)
    told = cli.json("retry", "--all-parked")
    cli.close()
    plant.until(lambda: not plant.pending(), sweep=True)
    again = plant.rows([numbers[name] for name in POISON])

    assert sorted(numbers[name] for name in POISON) == told["reopened"]
    assert {Verdict.NEW} == {row.verdict for row in again}
    assert [] == plant.engine.verify()


def test_a_second_copy_of_a_poisoned_text_is_not_spoilt_by_the_first(plant: Plant) -> None:
    """What is parked stands in nobody's way."""
    plant.engine.intake.pushed([Pushed("one", text=POISON["eats"]), Pushed("two", text=body(SCHOOL))])
    plant.until(lambda: not plant.pending(), sweep=True)
    plant.engine.intake.pushed([Pushed("one", text=body(DAM))])
    plant.until(lambda: not plant.pending(), sweep=True)
    with plant.engine.db.read() as conn:
        counts = ledger.counts(conn)

    assert {"parked": 1, "new": 2} == counts
