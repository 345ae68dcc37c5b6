"""The front page, and the API's description."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request
from fastapi.responses import Response

from worker import views
from worker.model.verdict import State
from worker.store import ledger, listing
from worker.store.listing import ClusterFilter
from worker.store.pace import pace
from worker.web import flower
from worker.web.openapi import operations
from worker.web.pages.shown import new_router, shown
from worker.web.parts import Running

router = new_router()

NEWEST = 10
PARKED = 5
SHARED = ClusterFilter(min_size=2)
HOUR = 3600


@router.get("/")
def overview(request: Request, engine: Running) -> Response:
    """What came in, what became of it, and the newest reports that several articles carry."""
    with engine.db.read() as conn:
        newest = listing.clusters(conn, SHARED, limit=NEWEST)
        counts = ledger.counts(conn)
        seen = pace(conn, since=engine.clock() - HOUR)
        context: views.View = {
            "counts": counts,
            "clusters": listing.count(conn),
            "shared": listing.count(conn, SHARED),
            "newest": views.summaries(conn, newest),
            "parked": [
                views.submission(row) | {"task_link": flower.task_link(engine.settings, row.task_id)}
                for row in ledger.page(conn, state=State.PARKED, limit=PARKED)
            ],
        }
    waiting = seen.waiting_since
    return shown(
        request,
        "overview.html",
        **context,
        pace=seen,
        waiting=counts.get(State.QUEUED.value, 0) + counts.get(State.RUNNING.value, 0),
        waiting_since=datetime.fromtimestamp(waiting, UTC).isoformat(timespec="seconds") if waiting else None,
        typed="",
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """The API, described without anything from another host."""
    schema = request.app.openapi()
    return shown(request, "docs.html", operations=operations(schema), base=str(request.base_url).rstrip("/"))
