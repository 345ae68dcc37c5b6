"""What the scheduler runs."""

from __future__ import annotations

from typing import Any

from config.celery import VISIBILITY_SECONDS
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


@app.task(name="upkeep.deliver")
def deliver() -> dict[str, Any]:
    """Tell webhooks of events; what their receivers do not take is tried again later."""
    delivered = engine().deliver()
    if delivered.more:
        engine().bell.ring()
    verdict = Verdict.PARKED if delivered.parked else Verdict.NEW if delivered.done else Verdict.UNCHANGED
    return {
        "verdict": verdict.value,
        "delivered": delivered.done,
        "failed": delivered.failed,
        "parked": delivered.parked,
    }


@app.task(name="upkeep.tidy")
def tidy() -> dict[str, Any]:
    """Drop events and their deliveries that are older than SARING_EVENT_DAYS."""
    return {"verdict": Verdict.UNCHANGED.value, "events_up_to": engine().tidy()}


# 100,000 articles take two minutes on an idle core; past the visibility time the broker hands the message out again
@app.task(name="upkeep.learn", soft_time_limit=VISIBILITY_SECONDS - 60, time_limit=VISIBILITY_SECONDS - 30)
def learn() -> dict[str, Any]:
    """Look for boilerplate in what is stored; what stands above the safe bound is taken out from now on."""
    learnt = engine().learn()
    verdict = Verdict.NEW if learnt.applied or learnt.proposed else Verdict.UNCHANGED
    return {
        "verdict": verdict.value,
        "articles": learnt.articles,
        "applied": len(learnt.applied),
        "proposed": len(learnt.proposed),
    }
