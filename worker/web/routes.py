"""What the API's routes have in common: known parameters only, JSON bodies, entity tags on reads, idempotency keys."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from worker.store import answered
from worker.web.problems import ProblemError, faulty

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from fastapi.dependencies.models import Dependant
    from starlette.requests import Request

    from worker.engine import Engine

KEY_HEADER: Final = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class Tagged(APIRoute):
    """A route whose answers to GET bear an ETag, and which says 304 to whoever has that answer already.

    It refuses parameters that it does not know: a filter that is misspelt would otherwise let everything through.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the tag compared."""
        handle = super().get_route_handler()
        known = _parameters(self.dependant)

        async def tagged(request: Request) -> Response:
            unknown = [name for name in request.query_params if name not in known]
            if unknown:
                raise faulty([(name, "there is no such parameter; is it misspelt?") for name in unknown])
            if self.body_field is not None and not _is_json(request.headers.get("content-type", "")):
                raise ProblemError(
                    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as JSON, with Content-Type: application/json."
                )
            response = await handle(request)
            body = getattr(response, "body", None)  # what is streamed has none, and no tag
            if request.method != "GET" or response.status_code != HTTPStatus.OK or body is None:
                return response
            tag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
            response.headers["ETag"] = tag
            if _has(request.headers.get("if-none-match", ""), tag):
                return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
            return response

        return tagged


class Once(Tagged):
    """A route that does what is posted once for each idempotency key."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the key looked up."""
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            given = request.headers.get(KEY_HEADER)
            if request.method != "POST" or given is None:
                return await handle(request)
            if not _KEY.fullmatch(given):
                fault = (KEY_HEADER, "it must have 1 to 200 letters, figures and signs, without blanks")
                raise faulty([fault], status=HTTPStatus.BAD_REQUEST)
            engine: Engine = request.app.state.engine
            key = f"{getattr(request.state, 'key', '')} {given}"
            asked = await _digest(request)
            known = await run_in_threadpool(_claim, engine, key, asked)
            if known is not None:
                return _again(known, asked)
            try:
                response = await handle(request)
            except BaseException:
                await run_in_threadpool(_release, engine, key)
                raise
            await run_in_threadpool(_keep, engine, key, response)
            return response

        return once


async def _digest(request: Request) -> str:
    """What is asked, as one hash."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(head + await request.body()).hexdigest()


def _claim(engine: Engine, key: str, asked: str) -> answered.Answered | None:
    with engine.db.write() as conn:
        return answered.claim(conn, key, asked, engine.clock())


def _release(engine: Engine, key: str) -> None:
    with engine.db.write() as conn:
        answered.release(conn, key)


def _keep(engine: Engine, key: str, response: Response) -> None:
    with engine.db.write() as conn:
        answered.keep(conn, key, response.status_code, bytes(response.body))


def _again(known: answered.Answered, asked: str) -> Response:
    """The answer that was given, or why this key can't have it."""
    if known.request != asked:
        raise faulty(
            [(KEY_HEADER, "it was sent with another request within the last 24 hours; take a new one")],
            code="idempotency_key_reused",
        )
    if known.status == answered.PENDING:
        raise ProblemError(
            HTTPStatus.CONFLICT,
            f"{KEY_HEADER}: the first request with this key is still being answered; ask again in a moment.",
            code="still_being_answered",
        )
    headers = {"Idempotency-Replayed": "true"}
    return Response(known.body, known.status, headers, media_type="application/json")


def _parameters(of: Dependant) -> set[str]:
    """The parameters in the address that a route and what it depends on know."""
    return {one.alias for one in of.query_params}.union(*map(_parameters, of.dependencies))


def _is_json(content_type: str) -> bool:
    """Whether a body says that it is JSON, as application/json or application/…+json."""
    kind, _, sub = content_type.partition(";")[0].strip().lower().partition("/")
    return kind == "application" and (sub == "json" or sub.endswith("+json"))


def _has(header: str, tag: str) -> bool:
    """Whether If-None-Match names the tag; weak ones count, as the header is defined."""
    return header.strip() == "*" or tag in _TAG.findall(header)
