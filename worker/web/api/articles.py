"""Articles: pushed, listed, read, compared and removed."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from worker import views
from worker.web import parts
from worker.web.answers import Removal
from worker.web.api.submissions import receipt
from worker.web.cursor import from_word, to_word
from worker.web.filters import WantedArticles
from worker.web.parts import ArticleNumber, Cursor, Limit, Number, Running, pushed
from worker.web.routes import Once
from worker.web.schemas import Article, ArticlePage, Comparison
from worker.web.wishes import PushedArticle, Receipt

router = APIRouter(tags=["articles"], route_class=Once)


@router.post("/articles", status_code=HTTPStatus.ACCEPTED, response_model=Receipt)
def push(engine: Running, body: PushedArticle) -> views.View:
    """Hand in a page or a text that you have already; nothing is fetched.

    `POST /submissions` takes many at once.
    """
    return receipt(engine.intake.pushed([pushed(engine, body)], again=body.again)[0])


@router.get("/articles", response_model=ArticlePage)
def page(engine: Running, wanted: WantedArticles, cursor: Cursor = "", limit: Limit = 50) -> views.View:
    """Articles, the latest first: by publication, or by arrival where that is unknown.

    With `only=originals` a page may hold fewer rows than `limit`, even none; go on as long as there is a `next`.
    """
    before = from_word(cursor) if cursor else None
    with engine.db.read() as conn:
        rows, end = views.listed_articles(conn, wanted, before=before, limit=limit)
    return {"items": [views.article_line(row) for row in rows], "next": to_word(*end) if end else None}


@router.get("/articles/{id}", response_model=Article)
def one(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """An article with its cleaned text and everything that was taken out."""
    return views.article(parts.article(engine, id))


@router.delete("/articles/{id}", response_model=Removal)
def remove(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """Remove an article for good: its text, page, evidence, opinions and index entries.

    The others of its cluster are grouped anew. Its rows of the ledger stay and say so; the same URL can be handed in
    again.
    """
    done = engine.forget(id)
    if done is None:
        parts.article(engine, id)  # says why it is not there
        raise parts.missing(f"There is no article {id} any more.")
    return done


@router.get("/compare", response_model=Comparison)
def compare(engine: Running, a: ArticleNumber, b: ArticleNumber) -> views.View:
    """Two articles side by side: verdict, figures and the passages that they share.

    The pair is weighed anew, so that one which never met in the index is answered too.
    """
    return parts.comparison(engine, a, b)
