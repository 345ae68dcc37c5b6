"""Celery's settings hold together with Saring's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.celery import LONGEST_COUNTDOWN, VISIBILITY_SECONDS, celery_settings
from config.settings import load

if TYPE_CHECKING:
    from pathlib import Path


def test_no_message_goes_out_again_while_it_is_worked_on(tmp_path: Path) -> None:
    """The broker redelivers only what outlived the hard limit and the longest countdown together."""
    settings = load(data_dir=tmp_path)
    made = celery_settings(settings)

    assert made["task_time_limit"] + LONGEST_COUNTDOWN < VISIBILITY_SECONDS
    assert made["task_soft_time_limit"] < made["task_time_limit"]
    assert made["task_time_limit"] < settings.lease_seconds


def test_what_was_measured_to_lose_tasks_stays_off(tmp_path: Path) -> None:
    """Each of these lost or repeated tasks in the measurements behind the design."""
    made = celery_settings(load(data_dir=tmp_path))

    assert made["task_acks_late"]
    assert made["task_reject_on_worker_lost"]
    assert made["task_retry_on_worker_lost"]
    assert not made["worker_cancel_long_running_tasks_on_connection_loss"]
    assert made["result_backend"] is None
    assert 1 == made["worker_prefetch_multiplier"]
    assert ["json"] == made["accept_content"]


def test_the_sweeper_is_on_the_schedule(tmp_path: Path) -> None:
    """Without it a lost message stays lost; a sweep that waited longer than its period is dropped."""
    made = celery_settings(load(data_dir=tmp_path, requeue_seconds=7))

    assert ("upkeep.requeue", 7, 7) == (
        made["beat_schedule"]["requeue"]["task"],
        made["beat_schedule"]["requeue"]["schedule"],
        made["beat_schedule"]["requeue"]["options"]["expires"],
    )
    assert {"sources.*": {"queue": "upkeep"}, "upkeep.*": {"queue": "upkeep"}} == made["task_routes"]


def test_boilerplate_is_looked_for_daily(tmp_path: Path) -> None:
    """And its message does not come again while it runs, whatever limit it sets itself."""
    from tasks.upkeep import learn  # noqa: PLC0415 - loads the engine

    made = celery_settings(load(data_dir=tmp_path))

    learned = made["beat_schedule"]["learn"]
    assert ("upkeep.learn", {19}, {7}) == (learned["task"], learned["schedule"].hour, learned["schedule"].minute)
    assert learn.soft_time_limit < learn.time_limit < VISIBILITY_SECONDS


def test_the_scheduler_keeps_no_file_and_waits_for_no_full_period(tmp_path: Path) -> None:
    """Celery's own keeps a file of pickles; without one, a period of hours would begin anew with each start."""
    made = celery_settings(load(data_dir=tmp_path))

    assert "celery.beat:Scheduler" == made["beat_scheduler"]
    periods = {one["schedule"] for one in made["beat_schedule"].values() if isinstance(one["schedule"], int | float)}
    assert max(periods) <= 3600
