"""API keys: who may come in as soon as the service binds more than loopback."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

from worker.store import api_keys
from worker.web.guard import is_loopback
from worker.web.problems import FOR_PROGRAMS, STORE_FAULTS, ProblemError, answer, unavailable
from worker.web.render import query

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from worker.store.api_keys import ApiKey
    from worker.store.database import Database

COOKIE: Final = "saring_key"
SIGN_IN: Final = "/sign-in"
OPEN: Final = frozenset({"/healthz", "/readyz", SIGN_IN})
"""Paths without a key: what a supervisor asks, and the door itself."""
OPEN_BELOW: Final = "/static/"
KEY_BYTES: Final = 32
MARK: Final = "saring_"
"""Keys begin with it, so that scanners for leaked secrets can tell what they found."""


class KeysMissingError(RuntimeError):
    """The service would be open to strangers; the message names the way out."""


def made() -> str:
    """A new key of 256 random bits."""
    return MARK + secrets.token_urlsafe(KEY_BYTES)


def digest(key: str) -> str:
    """What the store keeps of a key: its SHA-256; a slow hash is for what people think up, not for random bits."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def owner(db: Database, key: str) -> ApiKey | None:
    """Whose key this is; None when it opens nothing. Every digest is compared, each in constant time."""
    mine = digest(key)
    with db.read() as conn:
        fits = [one for one in api_keys.active(conn) if hmac.compare_digest(one.digest, mine)]
    return fits[0] if fits else None


def require_one(db: Database, host: str) -> None:
    """Refuse to open a service to strangers.

    Args:
        db: the store, with this version's schema.
        host: the address that the service binds.

    Raises:
        KeysMissingError: it is not loopback, and there is no key.
    """
    if is_loopback(host):
        return
    with db.read() as conn:
        if not api_keys.active(conn):
            raise KeysMissingError(
                f"The web service on {host} would be open to anyone: make a key with `saring keys add NAME`, "
                "or set SARING_WEB_HOST to 127.0.0.1."
            )


class KeyCheck:
    """An ASGI middleware: nothing but probes, style sheets and the sign-in page without a key.

    Args:
        app: what it guards.
        db: where the keys' digests are.
    """

    def __init__(self, app: ASGIApp, *, db: Database) -> None:
        self._app = app
        self._db = db

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or say how to come in."""
        if scope["type"] == "http" and not _is_open(scope["path"]):
            refused = await self._refused(scope)
            if refused is not None:
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refused(self, scope: Scope) -> Response | None:
        request = Request(scope)
        key = offered(request)
        try:
            found = await run_in_threadpool(owner, self._db, key) if key else None
        except STORE_FAULTS:
            return answer(request, unavailable())
        if found is not None:
            scope.setdefault("state", {})["key"] = found.name
            return None
        path = scope["path"]
        if request.method in ("GET", "HEAD") and not path.startswith(FOR_PROGRAMS) and "text/html" in _accepts(request):
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(query(SIGN_IN, next=wanted), HTTPStatus.SEE_OTHER)
        response = answer(
            request,
            ProblemError(
                HTTPStatus.UNAUTHORIZED,
                "This needs a key: send “Authorization: Bearer …”, or sign in at /sign-in. `saring keys add NAME` on "
                "the service's machine makes one.",
            ),
        )
        response.headers["WWW-Authenticate"] = "Bearer"
        return response


def offered(request: Request) -> str:
    """The key that a request bears: in `Authorization`, or else in the cookie of the sign-in page; "" without one."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else request.cookies.get(COOKIE, "")


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _accepts(request: Request) -> str:
    return request.headers.get("accept", "")
