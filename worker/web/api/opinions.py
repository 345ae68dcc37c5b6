"""What people say of pairs of articles."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from worker import views
from worker.store import opinions
from worker.web import parts
from worker.web.answers import OpinionPage, Said
from worker.web.cursor import HIGHEST_ID, from_word, to_word
from worker.web.parts import Cursor, Limit, Running
from worker.web.problems import faulty
from worker.web.routes import Once
from worker.web.wishes import Label, Word

router = APIRouter(tags=["opinions"], route_class=Once)

SAME = {Label.SAME: True, Label.NOT: False, Label.UNSAY: None}


@router.post("/opinions", response_model=Said)
def say(request: Request, engine: Running, body: Word) -> views.View:
    """Say whether two articles carry the same report, or take back what was said.

    It wins over the evidence, and the clusters that it touches are grouped anew before the answer comes.
    """
    if body.a == body.b:
        raise faulty([("b", f"it is the same article as a, {body.a}; give two different ones")])
    for number in (body.a, body.b):
        parts.article(engine, number)
    by = body.by or getattr(request.state, "key", "")
    found = engine.opine(body.a, body.b, same=SAME[body.label], by=by, note=body.note)
    if found is None:
        raise parts.missing(f"Article {body.a} or {body.b} is no longer there.")
    return found


@router.get("/opinions", response_model=OpinionPage)
def page(
    engine: Running,
    article: Annotated[int | None, Query(ge=1, le=HIGHEST_ID, description="Only of pairs with this article.")] = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> views.View:
    """What people said, in order of the articles' numbers."""
    at, number = from_word(cursor) if cursor else (0.0, 0)
    with engine.db.read() as conn:
        rows = opinions.page(conn, after=(_whole(at), number), limit=limit + 1, article=article)
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "items": [views.opinion_line(row) for row in rows[:limit]],
        "next": to_word(float(last.a), last.b) if last else None,
    }


def _whole(at: float) -> int:
    """The first article's number of a cursor."""
    return max(0, min(int(at), HIGHEST_ID))
