"""Clusters: which reports there are, and one with everything that is known of it."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from worker import views
from worker.store import listing
from worker.store.clusters import TICK
from worker.web import parts
from worker.web.cursor import HIGHEST_ID, from_word, to_word
from worker.web.filters import WantedClusters
from worker.web.parts import MOST_EVIDENCE, Cursor, Limit, Number, Running
from worker.web.routes import Tagged
from worker.web.schemas import Cluster, ClusterPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.model.stored import StoredCluster
    from worker.store.listing import ClusterFilter

router = APIRouter(tags=["clusters"], route_class=Tagged)


@router.get("/clusters", response_model=ClusterPage)
def page(engine: Running, wanted: WantedClusters, cursor: Cursor = "", limit: Limit = 50) -> views.View:
    """Clusters, the one with the latest article first; with `changed_since`, in the order of their changes.

    A cluster is listed when one of its articles fits `outlet`, `network`, `language`, `cited` and `q` all together;
    `since` and `until` take every cluster that was told within that time.
    """
    before = from_word(cursor) if cursor else None
    with engine.db.read() as conn:
        rows = listing.clusters(conn, wanted, before=before, limit=limit + 1)
    return {"items": [views.cluster_line(row) for row in rows[:limit]], "next": _next(rows, limit, wanted, cursor)}


def _next(rows: Sequence[StoredCluster], limit: int, wanted: ClusterFilter, cursor: str) -> str | None:
    """Where the next page begins; None at the end, which a list of changes has not."""
    if wanted.changed is not None:
        if not rows:
            return cursor or to_word(wanted.changed - TICK, HIGHEST_ID)
        last = rows[:limit][-1]
        return to_word(last.updated_at, last.id)
    return to_word(rows[limit - 1].last_at, rows[limit - 1].id) if len(rows) > limit else None


@router.get("/clusters/{id}", response_model=Cluster)
def one(
    engine: Running,
    id: Number,  # noqa: A002 - the name in the path
    evidence: Annotated[
        int, Query(ge=0, le=HIGHEST_ID, description="Most judgements that are given, the strongest.")
    ] = MOST_EVIDENCE,
) -> JSONResponse:
    """A cluster with its articles, versions, timeline, first teller, sources and evidence.

    Numbers last: one of a cluster that has been merged since answers with the cluster of today; `asked_as` is the
    number that you gave, `id` the one of today.
    """
    # as it is: proving each of some thousand figures to be one takes longer than finding them; a test holds the shape
    return JSONResponse(parts.cluster(engine, id, most=evidence))
