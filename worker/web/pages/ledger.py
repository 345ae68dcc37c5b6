"""The ledger's page, and the form that hands in."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from worker import views
from worker.model.verdict import State, Verdict
from worker.store import ledger
from worker.web.api.submissions import page as submission_page
from worker.web.api.submissions import receipt
from worker.web.parts import Before, Running
from worker.web.problems import ProblemError
from worker.web.render import Pages
from worker.web.wishes import MOST_URLS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

FORM = "application/x-www-form-urlencoded"
LINES = 50
MOST_FIELDS = 10


async def _urls(request: Request) -> list[str]:
    """The lines of the form's field.

    By hand: one field does not need another package, and FastAPI's forms want python-multipart.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the form as {FORM}, or JSON to /api/v1.")
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qs(body, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "urls: the form has one field of this name.") from error
    lines = [line.strip() for text in fields.get("urls", []) for line in text.splitlines()]
    return [line for line in lines if line]


@router.get("/submissions")
def page(
    request: Request,
    engine: Running,
    state: Annotated[State | Literal[""], Query()] = "",
    verdict: Annotated[Verdict | Literal[""], Query()] = "",
    before: Before = None,
) -> Response:
    """What was handed in, newest first."""
    found = submission_page(engine, state or None, verdict or None, before, LINES)
    return _page(request, engine, found=found, state=state, verdict=verdict, before=before)


@router.post("/submissions")
def submit(request: Request, engine: Running, urls: Annotated[list[str], Depends(_urls)]) -> Response:
    """Hand in what the form holds, and go to its rows; what was refused is shown with its reason."""
    if len(urls) > MOST_URLS:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"urls: these are {len(urls)}; hand in at most {MOST_URLS} at once."
        )
    answers = [receipt(one) for one in engine.intake.urls(urls)]
    taken = [one["submission"]["id"] for one in answers if one["accepted"]]
    refused = [one for one in answers if not one["accepted"]]
    if taken and not refused:
        newest = all(one["new"] for one in answers)  # an older row may stand on a later page
        place = f"#s{max(taken)}" if newest else f"?before={max(taken) + 1}#s{max(taken)}"
        return RedirectResponse(f"/submissions{place}", HTTPStatus.SEE_OTHER)
    found = submission_page(engine, None, None, None, LINES)
    return _page(
        request,
        engine,
        HTTPStatus.ACCEPTED if taken else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        state="",
        verdict="",
        before=None,
        taken=len(taken),
        refused=refused,
        typed="\n".join(one["asked"] for one in refused),
        empty=not urls,
    )


def _page(request: Request, engine: Running, status: HTTPStatus = HTTPStatus.OK, **context: object) -> HTMLResponse:
    pages: Pages = request.app.state.pages
    with engine.db.read() as conn:
        counts: views.View = dict(ledger.counts(conn))
    blank = {"taken": 0, "refused": [], "typed": "", "empty": False}
    return pages.response("submissions.html", status=status, counts=counts, **blank | context)
