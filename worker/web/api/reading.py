"""Articles, clusters and comparisons."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from fastapi import APIRouter

from worker import views
from worker.store import listing
from worker.store.listing import ClusterFilter
from worker.web import parts
from worker.web.cursor import from_word, to_word
from worker.web.parts import ArticleNumber, Cursor, Limit, MinOutlets, MinSize, Number, Running
from worker.web.schemas import Article, Cluster, ClusterPage, Comparison

router = APIRouter()


@router.get("/clusters", response_model=ClusterPage, tags=["clusters"])
def page(
    engine: Running, min_size: MinSize = 1, min_outlets: MinOutlets = 1, cursor: Cursor = "", limit: Limit = 50
) -> views.View:
    """Clusters, the one with the latest article first."""
    before = from_word(cursor) if cursor else None
    with engine.db.read() as conn:
        rows = listing.clusters(
            conn, ClusterFilter(min_size=min_size, min_outlets=min_outlets), before=before, limit=limit + 1
        )
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "items": [views.cluster_line(row) for row in rows[:limit]],
        "next": to_word(last.last_at, last.id) if last else None,
    }


@router.get("/clusters/{id}", response_model=Cluster, tags=["clusters"])
def one(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """A cluster with its articles, versions, first teller, sources and evidence.

    Numbers last: one of a cluster that has been merged since answers with the cluster of today; `asked_as` is the
    number that you gave, `id` the one of today.
    """
    return parts.cluster(engine, id)


@router.get("/articles/{id}", response_model=Article, tags=["articles"])
def article(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """An article with its cleaned text and everything that was taken out."""
    return views.article(parts.article(engine, id))


@router.get("/compare", response_model=Comparison, tags=["articles"])
def compare(engine: Running, a: ArticleNumber, b: ArticleNumber) -> views.View:
    """Two articles side by side: verdict, figures and the passages that they share.

    The pair is weighed anew, so that one which never met in the index is answered too.
    """
    return parts.comparison(engine, a, b)
