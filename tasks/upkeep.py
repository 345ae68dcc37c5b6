"""What the scheduler runs."""

from __future__ import annotations

from typing import Any

from worker.celery import app
from worker.engine import engine
from worker.model.verdict import Verdict


@app.task(name="upkeep.requeue")
def requeue() -> dict[str, Any]:
    """Publish again what is not finished; park what failed too often."""
    swept = engine().sweep()
    verdict = Verdict.PARKED if swept.parked else Verdict.UNCHANGED
    return {"verdict": verdict.value, "published": swept.published, "parked": swept.parked}


@app.task(name="upkeep.expire")
def expire() -> dict[str, Any]:
    """Drop from the index what is older than its window."""
    return {"verdict": Verdict.UNCHANGED.value, "dropped": engine().expire()}
