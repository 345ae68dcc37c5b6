"""What routes have in common: the engine, numbers in paths, and looking things up."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Path, Query, Request

from worker import views
from worker.engine import Engine
from worker.fetch.canonical import BadUrl
from worker.intake import article_key
from worker.model.submission import Pushed
from worker.store import articles
from worker.web.cursor import HIGHEST_ID
from worker.web.problems import ProblemError, faulty

if TYPE_CHECKING:
    from worker.model.stored import StoredArticle
    from worker.web.wishes import Item

MOST_ROWS = 200
MOST_EVIDENCE = 50
"""Judgements of a cluster unless more are asked for; beyond that they are most of the answer's bytes and time."""


def _engine(request: Request) -> Engine:
    found: Engine = request.app.state.engine
    return found


Running = Annotated[Engine, Depends(_engine)]
Number = Annotated[int, Path(ge=1, le=HIGHEST_ID, description="Its number.")]
ArticleNumber = Annotated[int, Query(ge=1, le=HIGHEST_ID, description="An article's number.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Most rows of one page.")]
OptionalCount = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]
Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before.")]


def missing(what: str) -> ProblemError:
    """The problem that something is not there."""
    return ProblemError(HTTPStatus.NOT_FOUND, what)


def article(engine: Engine, number: int) -> StoredArticle:
    """An article that has been through the whole pipeline.

    Raises:
        ProblemError: there is none, or it is still on its way.
    """
    with engine.db.read() as conn:
        found = articles.get(conn, number)
        removed = None if found else articles.removed_at(conn, number)
    if removed is not None:
        day = f"{datetime.fromtimestamp(removed, UTC):%Y-%m-%d}"
        raise ProblemError(HTTPStatus.GONE, f"Article {number} was removed on {day}; its URL may be handed in again.")
    if found is None:
        raise missing(f"There is no article {number}; GET /api/v1/clusters lists what there is.")
    if not found.visible:
        raise missing(f"Article {number} is still on its way; ask again in a moment.")
    return found


def cluster(engine: Engine, number: int, *, most: int = MOST_EVIDENCE) -> views.View:
    """A cluster by any number that it ever had.

    Args:
        engine: whose store.
        number: the number.
        most: judgements that are given, the strongest.

    Raises:
        ProblemError: there never was such a cluster.
    """
    with engine.db.read() as conn:
        found = views.cluster(conn, number, most=most)
    if found is None:
        raise missing(f"There is no cluster {number}; GET /api/v1/clusters lists what there is.")
    return found


def comparison(engine: Engine, a: int, b: int) -> views.View:
    """Two articles side by side.

    Raises:
        ProblemError: one of them is not there.
    """
    for number in (a, b):
        article(engine, number)
    found = engine.compare(a, b)
    if found is None:
        raise missing(f"Article {a} or {b} is no longer there.")
    return found


def bounded(engine: Engine, *, text: str, html: str, place: str = "") -> None:
    """See to it that what is sent is no larger than a fetched page may be.

    Args:
        engine: whose settings.
        text: the text that was sent.
        html: the page that was sent.
        place: where in the request both stand, as in "articles.3.".

    Raises:
        ProblemError: one of both is larger.
    """
    for field, content in (("text", text), ("html", html)):
        if len(content.encode()) > engine.settings.fetch_max_bytes:
            said = f"it is larger than {engine.settings.fetch_max_bytes} bytes (SARING_FETCH_MAX_BYTES)"
            raise faulty([(f"{place}{field}", said)], status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def pushed(engine: Engine, one: Item, place: str = "") -> Pushed:
    """What is pushed, with its identity.

    Args:
        engine: whose settings.
        one: what was sent.
        place: as in `bounded`.

    Raises:
        ProblemError: its URL is none, or it is larger than a fetched page may be.
    """
    bounded(engine, text=one.text, html=one.html, place=place)
    try:
        key = article_key(url=one.url, text=one.text or one.html)
    except BadUrl as error:
        raise faulty([(f"{place}url", str(error))]) from error
    return Pushed(key=key, url=one.url, title=one.title, date=one.date, text=one.text, html=one.html)
