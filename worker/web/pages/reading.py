"""The pages that show what there is: overview, clusters, articles, comparisons, and the API's description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BeforeValidator

from worker import views
from worker.model.verdict import State
from worker.store import articles, ledger, listing
from worker.store.listing import ClusterFilter
from worker.web import parts
from worker.web.api.reading import page as cluster_page
from worker.web.cursor import HIGHEST_ID
from worker.web.marks import Mark, cut
from worker.web.openapi import operations
from worker.web.parts import Cursor, MinOutlets, MinSize, Number, Running
from worker.web.render import Pages, letter

if TYPE_CHECKING:
    from worker.model.stored import StoredArticle

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

NEWEST = 10
SHARED = ClusterFilter(min_size=2)
LINES = 50
MOST_PAIRS = 40
"""Pairs that a cluster's page shows; one of 60 articles has 1,770, and the API gives them all."""


def _filled(typed: object) -> object:
    """What was typed into a field of the filters; an emptied field asks for nothing."""
    return typed or "1"


FilledSize = Annotated[MinSize, BeforeValidator(_filled)]
FilledOutlets = Annotated[MinOutlets, BeforeValidator(_filled)]
OptionalNumber = Annotated[str, Query(max_length=len(str(HIGHEST_ID)), pattern=r"^\s*[0-9]*\s*$")]


def _pages(request: Request) -> Pages:
    found: Pages = request.app.state.pages
    return found


@router.get("/")
def overview(request: Request, engine: Running) -> Response:
    """What came in, what became of it, and the newest clusters."""
    with engine.db.read() as conn:
        shown: views.View = {
            "counts": ledger.counts(conn),
            "articles": articles.count(conn),
            "clusters": listing.count(conn),
            "shared": listing.count(conn, SHARED),
            "newest": [views.cluster_line(row) for row in listing.clusters(conn, SHARED, limit=NEWEST)],
            "parked": [views.submission(row) for row in ledger.page(conn, state=State.PARKED, limit=NEWEST)],
        }
    return _pages(request).response("overview.html", **shown)


@router.get("/clusters")
def cluster_list(
    request: Request, engine: Running, min_size: FilledSize = 1, min_outlets: FilledOutlets = 1, cursor: Cursor = ""
) -> Response:
    """Clusters with their filters in the address."""
    found = cluster_page(engine, min_size, min_outlets, cursor, LINES)
    return _pages(request).response(
        "clusters.html", page=found, min_size=min_size, min_outlets=min_outlets, cursor=cursor
    )


@router.get("/clusters/{id}")
def cluster(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """A cluster: who told it when, in which words, and why these belong together."""
    found = parts.cluster(engine, id)
    order = dict.fromkeys(one["version"] for one in found["articles"])
    return _pages(request).response(
        "cluster.html",
        cluster=found,
        letters={version: letter(place) for place, version in enumerate(order)},
        lines={one["id"]: one for one in found["articles"]},
        pairs=found["evidence"][:MOST_PAIRS],
    )


@router.get("/articles/{id}")
def article(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """An article as it was cleaned, and what was taken out where."""
    found = parts.article(engine, id)
    marks = [Mark(part.start, part.end, part.kind.value, part.rule) for part in found.removed]
    return _pages(request).response("article.html", article=views.article(found), raw=cut(found.raw_text, marks))


@router.get("/compare")
def compare(request: Request, engine: Running, a: OptionalNumber = "", b: OptionalNumber = "") -> Response:
    """Two articles side by side; without numbers, a form that asks for them."""
    if not (a.strip() and b.strip()):
        return _pages(request).response("compare.html", found=None, a=a.strip(), b=b.strip())
    left, right = (parts.article(engine, min(int(number), HIGHEST_ID)) for number in (a, b))
    found = parts.comparison(engine, left.id, right.id)
    return _pages(request).response(
        "compare.html",
        found=found,
        a=left.id,
        b=right.id,
        sides=[("a", "b", found["a"], _shared(left, found, "a")), ("b", "a", found["b"], _shared(right, found, "b"))],
    )


@router.get("/docs")
def docs(request: Request) -> Response:
    """The API, described without anything from another host."""
    schema = request.app.openapi()
    return _pages(request).response("docs.html", operations=operations(schema), base=str(request.base_url).rstrip("/"))


def _shared(stored: StoredArticle, found: views.View, side: str) -> list[object]:
    marks = [
        Mark(one[f"{side}_start"], one[f"{side}_end"], "shared", f"{one['words']} words", number)
        for number, one in enumerate(found["shared_passages"], 1)
    ]
    return list(cut(stored.text, marks))
