"""Handing in, and asking what became of it."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from worker import views
from worker.fetch.canonical import BadUrl, identify
from worker.model.verdict import State, Verdict
from worker.store import ledger
from worker.web.cursor import number_of, of_number
from worker.web.parts import Cursor, Limit, Number, Running, missing, pushed
from worker.web.problems import ProblemError, faulty
from worker.web.routes import Once
from worker.web.wishes import Receipts, Submission, SubmissionPage, Wish

if TYPE_CHECKING:
    from worker.engine import Engine
    from worker.intake import Accepted
    from worker.model.submission import Pushed
    from worker.web.wishes import Item

router = APIRouter(tags=["submissions"], route_class=Once)

KNOWN = 'It was handed in before; "again": true has it done anew.'


@router.post("/submissions", status_code=HTTPStatus.ACCEPTED, response_model=Receipts)
def submit(engine: Running, wish: Wish) -> views.View:
    """Hand in URLs to be fetched, and pages and texts that you have already, up to 1,000 together.

    Each gets an answer of its own, the URLs' first. What can't be taken is refused and harms no other; when nothing can
    be taken, the whole request is refused with 422. Accepted means that it is in the ledger and will not be lost.
    """
    answers = engine.intake.urls(wish.wanted(), again=wish.again) if wish.wanted() else []
    faults = [
        ("url" if wish.urls is None else f"urls.{place}", one.error) for place, one in enumerate(answers) if one.error
    ]
    items = [receipt(one) for one in answers]
    good: list[Pushed] = []
    bad: dict[int, str] = {}
    for place, one in enumerate(wish.articles):
        try:
            good.append(pushed(engine, one, f"articles.{place}."))
        except ProblemError as error:
            bad[place] = error.problem.errors[0].message
            faults.append((error.problem.errors[0].field, bad[place]))
    told = iter(engine.intake.pushed(good, again=wish.again) if good else [])
    items += [
        _refused(one, bad[place]) if place in bad else receipt(next(told)) for place, one in enumerate(wish.articles)
    ]
    if len(faults) == len(items):
        raise faulty(faults)
    return {"accepted": len(items) - len(faults), "refused": len(faults), "items": items}


@router.get("/submissions/{id}", response_model=Submission)
def one(engine: Running, id: Number) -> views.View:  # noqa: A002 - the name in the path
    """What became of a submission."""
    with engine.db.read() as conn:
        row = ledger.get(conn, id)
    if row is None:
        raise missing(f"There is no submission {id}; GET /api/v1/submissions lists what there is.")
    return views.submission(row)


@router.get("/submissions", response_model=SubmissionPage)
def page(
    engine: Running,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    verdict: Annotated[Verdict | None, Query(description="Only those with this verdict.")] = None,
    url: Annotated[
        str, Query(max_length=4000, description="Only that of this URL, in any of its forms; the newest one.")
    ] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> views.View:
    """The ledger, newest first."""
    if url:
        return _of_url(engine, url)
    with engine.db.read() as conn:
        rows = ledger.page(conn, state=state, verdict=verdict, before=number_of(cursor), limit=limit + 1)
    return {
        "items": [views.submission(row) for row in rows[:limit]],
        "next": of_number(rows[limit - 1].id) if len(rows) > limit else None,
    }


def _of_url(engine: Engine, url: str) -> views.View:
    """The row of a URL that is to be fetched, as a list."""
    try:
        key = identify(url).key
    except BadUrl as error:
        raise faulty([("url", str(error))]) from error
    with engine.db.read() as conn:
        row = ledger.find(conn, key)
    return {"items": [views.submission(row)] if row else [], "next": None}


def _refused(one: Item, why: str) -> views.View:
    return {"asked": one.url, "accepted": False, "new": False, "reason": why, "submission": None}


def receipt(answer: Accepted) -> views.View:
    """The answer for one thing that was handed in."""
    return {
        "asked": answer.asked,
        "accepted": answer.submission is not None,
        "new": answer.new,
        "reason": answer.error or ("" if answer.new else KNOWN),
        "submission": views.submission(answer.submission) if answer.submission else None,
    }
