"""Links from our pages to Flower."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from config.settings import Settings


def task_link(settings: Settings, task_id: str) -> str:
    """Where Flower shows a task.

    Args:
        settings: say where Flower is.
        task_id: the Celery task, `Submission.task_id`.

    Returns:
        The URL; "" when there is no task, or when nobody said where Flower is reached (`SARING_FLOWER_URL`).
    """
    return f"{settings.flower}/task/{quote(task_id, safe='')}" if task_id and settings.flower else ""


def search_link(settings: Settings, submission: int) -> str:
    """Where Flower lists every task of a submission: all its tries.

    Args:
        settings: say where Flower is.
        submission: the row of the ledger.

    Returns:
        The URL; "" when nobody said where Flower is reached.
    """
    # Flower's page reads a task name from its URL into the search field, and whatever follows the name with it
    query = quote(f"ingest. kwargs:submission={submission}", safe="")
    return f"{settings.flower}/tasks?name={query}" if settings.flower else ""
