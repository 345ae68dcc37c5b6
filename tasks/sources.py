"""Where articles come from by themselves."""

from __future__ import annotations

from typing import Any

from worker.celery import app
from worker.engine import engine
from worker.model.verdict import Verdict


@app.task(name="sources.poll")
def poll() -> dict[str, Any]:
    """Read the feeds and sitemaps whose turn it is, and hand in what they name."""
    polled = engine().poller.run()
    verdict = Verdict.NEW if polled.fresh else Verdict.UNCHANGED
    return {"verdict": verdict.value, "read": polled.read, "failed": polled.failed, "submissions": polled.fresh}
