"""An article's page, and the one that asks before deleting it."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from worker import views
from worker.store import articles
from worker.web import parts
from worker.web.marks import Mark, cut
from worker.web.pages.shown import by_time, led_to, lettered, new_router, shown
from worker.web.parts import Number, Running

router = new_router()


@router.get("/articles/{id}")
def one(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """An article as it was cleaned, where it stands, and what was taken out where."""
    found = parts.article(engine, id)
    with engine.db.read() as conn:
        cluster = views.cluster(conn, found.id, most=0)
    marks = [
        Mark(part.start, part.end, part.kind.value, part.rule, number) for number, part in enumerate(found.removed, 1)
    ]
    return shown(
        request,
        "article.html",
        article=views.article(found),
        cleaning=found.cleaning,
        cluster=cluster,
        letters=lettered(cluster) if cluster else {},
        others=[line for line in by_time(cluster) if line["id"] != found.id] if cluster else [],
        raw=cut(found.raw_text, marks),
    )


@router.get("/articles/{id}/delete")
def ask(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """Ask before an article is deleted for good."""
    found = parts.article(engine, id)
    with engine.db.read() as conn:
        cluster = views.cluster(conn, found.id, most=0)
    return shown(request, "delete.html", article=views.article_line(found), cluster=cluster)


@router.post("/articles/{id}/delete")
def delete(engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """Delete an article with everything that was kept of it."""
    done = engine.forget(parts.article(engine, id).id)
    if done is None:
        raise parts.missing(f"There is no article {id}; GET /api/v1/clusters lists what there is.")
    return led_to(
        f"/articles/{id}/deleted?cluster={done['cluster']}" if done.get("cluster") else f"/articles/{id}/deleted"
    )


@router.get("/articles/{id}/deleted")
def deleted(request: Request, engine: Running, id: Number, cluster: parts.OptionalCount = None) -> Response:  # noqa: A002
    """Say that an article is gone, and where its report is."""
    with engine.db.read() as conn:
        left = views.cluster(conn, cluster, most=0) if cluster else None
        back = articles.get(conn, id) is not None
    return shown(request, "deleted.html", gone=id, cluster=left, back=back)
