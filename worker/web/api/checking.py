"""Is this a duplicate? Nothing is stored."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from fastapi import APIRouter

from worker import views
from worker.fetch.canonical import BadUrl
from worker.web.answers import Checked
from worker.web.parts import Running, bounded
from worker.web.problems import faulty
from worker.web.routes import Tagged
from worker.web.wishes import Question

router = APIRouter(tags=["check"], route_class=Tagged)


@router.post("/check", response_model=Checked)
def check(engine: Running, body: Question) -> views.View:
    """Say what would become of a text, a page or a URL if it were handed in; nothing is stored.

    The answer is that of the pipeline: `new`, `joined`, `version`, `unchanged` or `not_article`, with the cluster that
    it would stand in and the articles that it was weighed against. A URL alone asks about the stored article; one that
    is not stored is fetched, politely, and `verdict` is null when that can't be done just now.
    """
    bounded(engine, text=body.text, html=body.html)
    try:
        return engine.check(text=body.text, html=body.html, url=body.url, title=body.title, date=body.date)
    except BadUrl as error:
        raise faulty([("url", str(error))]) from error
