"""What runs in processes of its own, started at the same moment."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING

from config.settings import load
from support.parts import pipeline, push
from worker.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.synchronize import Barrier

    from config.settings import Settings
    from support.synthetic import Article

STEP_SECONDS = 120
"""Longest wait for the other process at one step; a step takes some 50 ms."""


def run_in_step(fields: dict[str, object], numbers: Sequence[int], step: Barrier) -> None:
    """Run the pipeline over one submission after another, each at the same moment as the others theirs."""
    engine = Engine(load(**fields))
    engine.warm()
    way = pipeline(engine)
    for number in numbers:
        step.wait(STEP_SECONDS)
        run = way.run(number)
        if run.verdict is None or run.article is None:
            raise AssertionError(f"submission {number} ended as {run}")
    engine.close()


def run_freely(fields: dict[str, object], numbers: Sequence[int], start: Barrier) -> None:
    """Run the pipeline over one submission after another, waiting for the others only once."""
    engine = Engine(load(**fields))
    engine.warm()
    way = pipeline(engine)
    start.wait(STEP_SECONDS)
    for number in numbers:
        way.run(number)
    engine.close()


def start_together(settings: Settings, work: Sequence[Sequence[int]], *, in_step: bool) -> list[int | None]:
    """Run submissions in as many processes as there are lists of them.

    Args:
        settings: where store and index are.
        work: the submissions of each process.
        in_step: whether they wait for one another before each.

    Returns:
        The processes' exit codes.
    """
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(work))
    fields = {"data_dir": settings.data_dir, "store_url": settings.store_url, "index_url": settings.index_url}
    processes = [
        context.Process(target=run_in_step if in_step else run_freely, args=(fields, list(numbers), barrier))
        for numbers in work
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def race_twins(settings: Settings, twins: Sequence[tuple[Article, Article]]) -> list[int | None]:
    """Let two processes take the two articles of each pair at the same moment."""
    engine = Engine(settings)
    numbers = [[push(engine, a.url, a.text, title=a.title, url=a.url) for a in pair] for pair in twins]
    engine.close()
    return start_together(settings, list(zip(*numbers, strict=True)), in_step=True)
