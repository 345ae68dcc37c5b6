"""Errors as problem+json (RFC 9457) for programs and as a page for people, with what to do about them."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from worker.dedup.index_faults import IndexBehind, IndexMismatch
from worker.intake import IntakeFull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

log = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"
FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/openapi.json")
"""Paths whose errors are JSON; everything else is read by people."""
STREAMED = ("/api/v1/events", "/api/v1/exports")
"""Paths whose answers are sent while they are made; HEAD is not for them."""
_CODES = {
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}
"""Shorter than the names of the statuses."""
INDEX_FAULTS = (RedisError, IndexBehind, IndexMismatch)
"""What says that the index is away, or another one."""
STORE_FAULTS = (OperationalError, InterfaceError, PoolTimeout)
"""What says that the store is away; other errors of it are faults of ours."""
REFILL_SECONDS = "5"
"""When to ask again while the index is being refilled; a day's news takes less."""
SAID = 3
"""Faults that the detail tells of; `errors` has them all."""
_PREFIX = "Value error, "


class Fault(BaseModel):
    """One fault of a request."""

    field: str = Field(description="Which part of the request, as in `urls.3` or `limit`.", examples=["urls.0"])
    message: str = Field(
        description="What is wrong with it.", examples=["“berkas” does not begin with http:// or https://."]
    )


class Problem(BaseModel):
    """What went wrong, and how to mend it."""

    type: str = Field(default="about:blank", description="The status alone says what kind of problem it is.")
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    code: str = Field(description="The kind of problem for programs; it lasts.", examples=["not_found"])
    detail: str = Field(description="What is wrong and what to do.", examples=["There is no article 812."])
    errors: list[Fault] = Field(default=[], description="Each fault by its field, where fields are at fault.")


class ProblemError(Exception):
    """Ends a request with a problem.

    Args:
        status: the HTTP status.
        detail: what is wrong and what to do.
        errors: faults as (field, message).
        code: the kind of problem for programs; "" takes that of the status.
        headers: sent along.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        errors: Sequence[tuple[str, str]] = (),
        *,
        code: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.headers = headers
        self.status = status
        self.problem = Problem(
            title=status.phrase,
            status=status,
            code=code or _CODES.get(status, status.name.lower()),
            detail=detail,
            errors=[Fault(field=field, message=message) for field, message in errors],
        )


def faulty(
    faults: Sequence[tuple[str, str]],
    *,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
    more: str = "",
    code: str = "",
) -> ProblemError:
    """The problem that fields are at fault.

    Args:
        faults: field and sentence of each.
        status: the HTTP status.
        more: a sentence for the end of the detail.
        code: the kind of problem for programs; "" takes that of the status.
    """
    said = "; ".join(f"{field}: {message.rstrip('.')}" for field, message in faults[:SAID])
    rest = f" And {len(faults) - SAID} more." if len(faults) > SAID else ""
    return ProblemError(status, f"{said}.{rest}{more}", faults, code=code)


def answer(request: Request, error: ProblemError) -> Response:
    """The response that tells of a problem: JSON under `/api`, a page elsewhere.

    Args:
        request: the request that it answers.
        error: the problem.
    """
    if request.url.path.startswith(FOR_PROGRAMS):
        return JSONResponse(error.problem.model_dump(), error.status, error.headers, media_type=PROBLEM_JSON)
    page: Response = request.app.state.pages.response(
        "problem.html", request=request, status=error.status, problem=error.problem
    )
    page.headers.update(error.headers or {})
    return page


def install(app: FastAPI) -> None:
    """Let every kind of error come out in this one form."""

    async def problem(request: Request, error: Exception) -> Response:
        if isinstance(error, (*STORE_FAULTS, *INDEX_FAULTS)):
            log.error("%s %s: a server does not answer", request.method, request.url.path, exc_info=error)
        found = _as_problem(error)
        if found.status is HTTPStatus.METHOD_NOT_ALLOWED:
            found.headers = {"Allow": ", ".join(_allowed(request))}
        return answer(request, found)

    for kind in (ProblemError, HTTPException, RequestValidationError, IntakeFull, *STORE_FAULTS, *INDEX_FAULTS):
        app.add_exception_handler(kind, problem)


def _allowed(request: Request) -> list[str]:
    """The methods that an address knows."""
    methods = {
        method
        for method in ("DELETE", "GET", "PATCH", "POST", "PUT")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    }
    if "GET" in methods and not request.url.path.startswith(STREAMED):
        methods.add("HEAD")
    return sorted(methods)


def _later(error: IntakeFull | IndexBehind | IndexMismatch) -> ProblemError:
    """What can't be done now, and where it mends itself, when to ask again."""
    if isinstance(error, IntakeFull):
        again = {"Retry-After": str(error.retry_seconds)}
        return ProblemError(HTTPStatus.TOO_MANY_REQUESTS, str(error), headers=again)
    again = {"Retry-After": REFILL_SECONDS} if isinstance(error, IndexBehind) else {}
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers=again)


def _as_problem(error: Exception) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, RequestValidationError):
        faults = [_fault(one) for one in error.errors()]
        return faulty(faults, more=" /docs shows what is expected.")
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return ProblemError(status, _DETAILS.get(status, str(error.detail)))
    if isinstance(error, (IntakeFull, IndexBehind, IndexMismatch)):
        return _later(error)
    if isinstance(error, RedisError):
        return ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE, "The index (Valkey or Redis) does not answer; try again in a moment."
        )
    return unavailable()


def unavailable() -> ProblemError:
    """The problem that the store is away."""
    return ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE, "The store does not answer; try again, or run `saring doctor` on its machine."
    )


_MESSAGES = {
    "missing": "it is missing",
    "model_attributes_type": "it must be a JSON object, sent with Content-Type: application/json",
    "extra_forbidden": "there is no such field; is it misspelt?",
}
"""Clearer than pydantic's own, by its names of faults."""
_DETAILS = {
    HTTPStatus.BAD_REQUEST: "The body can't be read; send JSON in UTF-8.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address; /docs lists what there is.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not know this method; /docs lists what it knows.",
}


def _fault(error: dict[str, Any]) -> tuple[str, str]:
    """Field and sentence of one fault that pydantic found; never the value, which may be a whole page."""
    where = [str(part) for part in error["loc"]]
    if error["type"] == "json_invalid":
        return "body", f"it is no JSON (character {where[-1]}); send an object with Content-Type: application/json"
    message = _MESSAGES.get(error["type"]) or str(error["msg"]).removeprefix(_PREFIX)
    field = ".".join(where[1:]) or where[0]
    return field, message[:1].lower() + message[1:]
