"""Is this text a duplicate? A form that stores nothing."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from worker import views
from worker.engine import Engine
from worker.fetch.canonical import BadUrl
from worker.model.evidence import SharedPassage
from worker.store import clusters
from worker.web.differences import beside
from worker.web.marks import Mark, cut
from worker.web.pages.forms import Form
from worker.web.pages.shown import new_router, shown
from worker.web.parts import Running
from worker.web.problems import ProblemError

router = new_router()

FIELDS = ("url", "title", "text")
MOST_MATCHES = 8
"""Matches that are shown with their passages."""


@router.get("/check")
def ask(request: Request) -> Response:
    """The empty form."""
    return shown(request, "check.html", found=None, typed=dict.fromkeys(FIELDS, ""), fault="")


@router.post("/check")
def check(request: Request, engine: Running, form: Form) -> Response:
    """What would become of what the form holds."""
    typed = {name: form.one(name) for name in FIELDS}
    if len(typed["text"].encode()) > engine.settings.fetch_max_bytes:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The text is larger than {engine.settings.fetch_max_bytes} bytes (SARING_FETCH_MAX_BYTES).",
        )
    try:
        found = engine.check(text=typed["text"], url=typed["url"], title=typed["title"])
    except (BadUrl, ValueError) as error:
        return shown(
            request,
            "check.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            found=None,
            typed=typed,
            fault=str(error) if isinstance(error, BadUrl) else "nothing",
        )
    text = found["article"]["text"] if found["article"] else ""
    matches = found["matches"][:MOST_MATCHES]
    return shown(
        request,
        "check.html",
        found=found,
        typed=typed,
        fault="",
        summary=_summary(engine, found["cluster"]),
        matches=[one | {"beside": beside(text, _passages(one))} for one in matches],
        pieces=cut(text, _best(matches)),
    )


def _summary(engine: Engine, cluster: views.View | None) -> views.View | None:
    """Who carries the report that it would join."""
    with engine.db.read() as conn:
        row = clusters.get(conn, cluster["id"]) if cluster else None
        return views.summaries(conn, [row])[0] if row else None


def _passages(match: dict[str, object]) -> list[SharedPassage]:
    found = match["shared_passages"]
    assert isinstance(found, list)  # noqa: S101 - tells mypy what the check's view holds
    return [SharedPassage(**{name: one[name] for name in SharedPassage.__slots__}) for one in found]


def _best(matches: list[dict[str, object]]) -> list[Mark]:
    """The passages that the text shares with its nearest match."""
    shared = _passages(matches[0]) if matches else []
    return [Mark(one.a_start, one.a_end, "shared", str(one.words)) for one in shared]
