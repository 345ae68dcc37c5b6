"""Handing in, and asking what became of it."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from worker import views
from worker.model.verdict import State, Verdict
from worker.store import ledger
from worker.web.parts import Before, Limit, Number, Running, missing, pushed
from worker.web.problems import faulty
from worker.web.wishes import PushedArticle, Receipt, Receipts, Submission, SubmissionPage, Wish

if TYPE_CHECKING:
    from worker.intake import Accepted

router = APIRouter(tags=["submissions"])

KNOWN = 'It was handed in before; "again": true has it done anew.'


@router.post("/submissions", status_code=HTTPStatus.ACCEPTED, response_model=Receipts)
def submit(engine: Running, wish: Wish) -> views.View:
    """Hand in URLs to be fetched.

    Each gets an answer of its own. A URL that is none is refused and harms no other; when none can be taken, the whole
    request is refused with 422. Accepted means that it is in the ledger and will not be lost.
    """
    answers = engine.intake.urls(wish.all(), again=wish.again)
    faults = [
        ("url" if wish.urls is None else f"urls.{place}", one.error) for place, one in enumerate(answers) if one.error
    ]
    if len(faults) == len(answers):
        raise faulty(faults)
    return {
        "accepted": len(answers) - len(faults),
        "refused": len(faults),
        "items": [receipt(one) for one in answers],
    }


@router.post("/articles", status_code=HTTPStatus.ACCEPTED, response_model=Receipt, tags=["articles"])
def push(engine: Running, body: PushedArticle) -> views.View:
    """Hand in a page or a text that you have already; nothing is fetched."""
    one = pushed(engine, url=body.url, title=body.title, date=body.date, text=body.text, html=body.html)
    return receipt(engine.intake.pushed([one], again=body.again)[0])


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
    before: Before = None,
    limit: Limit = 50,
) -> views.View:
    """The ledger, newest first."""
    with engine.db.read() as conn:
        rows = ledger.page(conn, state=state, verdict=verdict, before=before, limit=limit + 1)
    return {
        "items": [views.submission(row) for row in rows[:limit]],
        "next": rows[limit - 1].id if len(rows) > limit else None,
    }


def receipt(answer: Accepted) -> views.View:
    """The answer for one thing that was handed in."""
    return {
        "asked": answer.asked,
        "accepted": answer.submission is not None,
        "new": answer.new,
        "reason": answer.error or ("" if answer.new else KNOWN),
        "submission": views.submission(answer.submission) if answer.submission else None,
    }
