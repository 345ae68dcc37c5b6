"""The ledger: what was handed in, what became of it, trying again, and the form that hands in."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, Response

from worker import views
from worker.model.verdict import State, Verdict
from worker.store import articles, ledger
from worker.web import flower, parts
from worker.web.cursor import number_of, of_number
from worker.web.pages.forms import Form
from worker.web.pages.shown import led_to, new_router, shown
from worker.web.parts import Cursor, Number, Running
from worker.web.problems import ProblemError
from worker.web.wishes import MOST_URLS

router = new_router()

LINES = 50


@router.get("/submissions")
def page(
    request: Request,
    engine: Running,
    state: Annotated[State | Literal[""], Query()] = "",
    verdict: Annotated[Verdict | Literal[""], Query()] = "",
    cursor: Cursor = "",
    again: parts.OptionalCount = None,
) -> Response:
    """What was handed in, newest first."""
    return _page(request, engine, state=state, verdict=verdict, cursor=cursor, again=again)


@router.post("/submissions")
def submit(request: Request, engine: Running, form: Form) -> Response:
    """Hand in what the form holds, and go to its rows; what was refused is shown with its reason."""
    urls = form.lines("urls")
    if len(urls) > MOST_URLS:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"urls: these are {len(urls)}; hand in at most {MOST_URLS} at once."
        )
    answers = engine.intake.urls(urls, again=bool(form.one("again")))
    taken = [one.submission.id for one in answers if one.submission]
    refused = [one for one in answers if not one.submission]
    if len(taken) == 1 and not refused:
        return led_to(f"/submissions/{taken[0]}")
    if taken and not refused:
        newest = all(one.new for one in answers)  # an older row may stand on a later page
        place = f"#s{max(taken)}" if newest else f"?cursor={of_number(max(taken) + 1)}#s{max(taken)}"
        return led_to(f"/submissions{place}")
    return _page(
        request,
        engine,
        HTTPStatus.ACCEPTED if taken else HTTPStatus.UNPROCESSABLE_ENTITY,
        taken=len(taken),
        refused=[{"asked": one.asked, "reason": one.error} for one in refused],
        typed="\n".join(one.asked for one in refused),
        empty=not urls,
    )


@router.post("/submissions/retry")
def retry_parked(engine: Running) -> Response:
    """Try everything again that is parked."""
    return led_to(f"/submissions?again={len(engine.intake.reopen(parked=True)) or ''}")


@router.get("/submissions/{id}")
def one(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """What became of one submission."""
    with engine.db.read() as conn:
        row = ledger.get(conn, id)
        stored = articles.get(conn, row.article_id) if row and row.article_id else None
        cluster = views.cluster(conn, stored.id, most=0) if stored else None
    if row is None:
        raise parts.missing(f"There is no submission {id}; GET /api/v1/submissions lists what there is.")
    return shown(
        request,
        "submission.html",
        submission=views.submission(row),
        article=views.article_line(stored) if stored and stored.visible else None,
        cluster=cluster,
        task_link=flower.task_link(engine.settings, row.task_id),
        search_link=flower.search_link(engine.settings, row.id),
    )


@router.post("/submissions/{id}/retry")
def retry(engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """Try one submission again."""
    with engine.db.read() as conn:
        row = ledger.get(conn, id)
    if row is None:
        raise parts.missing(f"There is no submission {id}; GET /api/v1/submissions lists what there is.")
    engine.intake.reopen([id])
    return led_to(f"/submissions/{id}")


def _page(request: Request, engine: Running, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> HTMLResponse:
    state, verdict, cursor = (context.setdefault(name, "") for name in ("state", "verdict", "cursor"))
    before = number_of(cursor)
    with engine.db.read() as conn:
        rows = ledger.page(conn, state=state or None, verdict=verdict or None, before=before, limit=LINES + 1)
        counts = ledger.counts(conn)
    blank = {"taken": 0, "refused": [], "typed": "", "empty": False, "again": None}
    return shown(
        request,
        "submissions.html",
        status=status,
        found=[
            views.submission(row) | {"task_link": flower.task_link(engine.settings, row.task_id)}
            for row in rows[:LINES]
        ],
        next=of_number(rows[LINES - 1].id) if len(rows) > LINES else None,
        counts=counts,
        **blank | context,
    )
