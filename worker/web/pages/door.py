"""The sign-in page: a key becomes a cookie, and goes again."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from worker.web.keys import COOKIE, SIGN_IN, owner
from worker.web.pages.forms import Form
from worker.web.parts import Running

if TYPE_CHECKING:
    from worker.web.render import Pages

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

KEPT_SECONDS = 30 * 24 * 3600
"""How long a browser keeps the cookie; a revoked key ends it at once."""
_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""A path of this service; "//host" and its look-alikes lead elsewhere."""


@router.get(SIGN_IN)
def ask(request: Request, next: Annotated[str, Query()] = "/") -> Response:  # noqa: A002 - the name in the address
    """Ask for a key."""
    return _page(request, next)


@router.post(SIGN_IN)
def take(request: Request, engine: Running, form: Form) -> Response:
    """Take a key, and go where the reader wanted to."""
    key = form.one("key")
    if owner(engine.db, key) is None:
        return _page(request, form.one("next"), HTTPStatus.UNAUTHORIZED)
    answer = RedirectResponse(_ours(form.one("next")), HTTPStatus.SEE_OTHER)
    # The key itself: were it signed with the digest, whoever reads a backup of the store could sign one too.
    answer.set_cookie(
        COOKIE, key, max_age=KEPT_SECONDS, httponly=True, secure=request.url.scheme == "https", samesite="strict"
    )
    return answer


@router.post("/sign-out")
def leave() -> Response:
    """Forget the key."""
    answer = RedirectResponse(SIGN_IN, HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _ours(wanted: str) -> str:
    return wanted if _OURS.fullmatch(wanted) else "/"


def _page(request: Request, wanted: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    pages: Pages = request.app.state.pages
    return pages.response(
        "sign_in.html", request=request, status=status, wanted=_ours(wanted), failed=status != HTTPStatus.OK
    )
