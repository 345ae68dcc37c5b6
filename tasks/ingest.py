"""Taking articles in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tasks.base import ingest
from worker.celery import app

if TYPE_CHECKING:
    from celery import Task


@app.task(name="ingest.url", bind=True)
def url(self: Task, *, submission: int, url: str = "") -> dict[str, Any]:
    """Fetch, clean, compare and store the page of a URL."""
    return ingest(self, submission, url)


@app.task(name="ingest.article", bind=True)
def article(self: Task, *, submission: int, url: str = "") -> dict[str, Any]:
    """Clean, compare and store what was pushed."""
    return ingest(self, submission, url)
