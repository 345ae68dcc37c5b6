"""Who else carries the report of a page: one call by its address."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from worker import views
from worker.engine import Engine
from worker.fetch.canonical import BadUrl, identify
from worker.model.verdict import State
from worker.store import articles, ledger
from worker.web.cursor import HIGHEST_ID
from worker.web.parts import MOST_EVIDENCE, Running, missing
from worker.web.problems import faulty
from worker.web.routes import Tagged
from worker.web.schemas import Carried

router = APIRouter(tags=["clusters"], route_class=Tagged)


@router.get("/carriers", response_model=Carried)
def carriers(
    engine: Running,
    url: Annotated[
        str, Query(max_length=4000, description="The address of a page, in any of its forms: with trackers, as AMP, …")
    ],
    evidence: Annotated[
        int, Query(ge=0, le=HIGHEST_ID, description="Most judgements that are given, the strongest.")
    ] = MOST_EVIDENCE,
) -> JSONResponse:
    """Who else carries the report of this page: its article, and the cluster that it stands in.

    A page that was never handed in is 404: hand it in (`POST /submissions`), or ask `POST /check`, which fetches it and
    stores nothing.
    """
    try:
        key = identify(url).key
    except BadUrl as error:
        raise faulty([("url", str(error))]) from error
    with engine.db.read() as conn:
        found = articles.find(conn, key)
        cluster = views.cluster(conn, found.id, most=evidence) if found and found.visible else None
    if found is None or cluster is None:
        raise missing(_absent(engine, key))
    others = [one for one in cluster["articles"] if one["id"] != found.id]
    return JSONResponse({"article": views.article_line(found), "others": others, "cluster": cluster})


def _absent(engine: Engine, key: str) -> str:
    """Why a page has no article."""
    with engine.db.read() as conn:
        row = ledger.find(conn, key)
    if row is None:
        return "No page of this URL was handed in; POST /api/v1/submissions takes it, POST /api/v1/check looks without."
    if row.state in (State.QUEUED, State.RUNNING):
        return f"It is still on its way (submission {row.id}); ask again in a moment."
    return f"It led to no article: {row.reason or 'it has none any more.'} See submission {row.id}."
