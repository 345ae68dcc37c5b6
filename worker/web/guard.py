"""What stands before every route: whose requests are served, how large they may be, and the security headers."""

from __future__ import annotations

import ipaddress
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from worker.web.problems import STREAMED, ProblemError, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT_PORTS = {"http": 80, "https": 443}
HEADERS = {
    # no scripts at all; data: is the empty icon, which keeps browsers from asking for /favicon.ico
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with that, browsers send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class Guard:
    """An ASGI middleware around the whole application.

    Args:
        app: what it guards.
        hosts: names by which the service may be called; None for any.
        max_bytes: largest body of a request.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str] | None, max_bytes: int) -> None:
        self._app = app
        self._hosts = hosts
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope, send = _as_get(scope, send)
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refused = self._refusal(scope)
            if refused is None:
                await self._app(scope, _counted(receive, self._max_bytes), send_on)
                return
        except Exception:
            if started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            refused = ProblemError(
                HTTPStatus.INTERNAL_SERVER_ERROR, "This is a fault of the service; its log says which."
            )
        await answer(Request(scope), refused)(scope, receive, send_on)

    def _refusal(self, scope: Scope) -> ProblemError | None:
        headers = Headers(scope=scope)
        host = _host(headers.get("host", ""))
        if self._hosts is not None and (host is None or host[0] not in self._hosts):
            return ProblemError(
                HTTPStatus.MISDIRECTED_REQUEST,
                f"This service listens on loopback and answers to {', '.join(sorted(self._hosts))} only; "
                "set SARING_WEB_HOST to serve others.",
            )
        if scope["method"] not in SAFE_METHODS and not same_origin(headers):
            return ProblemError(
                HTTPStatus.FORBIDDEN, "This request comes from a page of another site; use the service's own pages."
            )
        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > self._max_bytes:
            return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(self._max_bytes))
        return None


def _as_get(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """Let a HEAD be answered as the GET of the same address, without its body.

    What is streamed stays out: its body would be made in full, or for ever.
    """
    if scope["method"] != "HEAD" or scope["path"].startswith(STREAMED):
        return scope, send

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return {**scope, "method": "GET"}, send_head


def same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own pages or from no page at all.

    Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`, and no page can forge either; a program
    sends neither.

    Args:
        headers: the request's headers.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
        default = DEFAULT_PORTS.get(parts.scheme)
        theirs = (parts.hostname, parts.port or default)
    except ValueError:
        return False
    mine = _host(headers.get("host", ""))
    return default is not None and mine is not None and theirs == (mine[0], mine[1] or default)


def names_of(bound: str) -> frozenset[str] | None:
    """The names by which a service that binds this address may be called.

    A page on the internet can point a name of its own at 127.0.0.1 and read what a loopback service answers (DNS
    rebinding); that service sees the foreign name in `Host`.

    Args:
        bound: the address or name that it binds.

    Returns:
        The names; None when it does not bind loopback, since its public names are not known here.
    """
    return LOOPBACK_NAMES | {bound} if is_loopback(bound) else None


def is_loopback(host: str) -> bool:
    """Whether an address or name is this machine's loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(value: str) -> tuple[str, int | None] | None:
    """Name and port of a Host header, None when it is none."""
    try:
        parts = urlsplit(f"//{value}")
        found = (parts.hostname, parts.port)
    except ValueError:
        return None
    plain = not (parts.path or parts.query or parts.fragment or parts.username)
    return (found[0], found[1]) if found[0] and plain else None


def _counted(receive: Receive, max_bytes: int) -> Receive:
    """Receive a body that did not say its length, up to a limit."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > max_bytes:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(max_bytes))
        return message

    return counted


def _too_large(max_bytes: int) -> str:
    return f"The request is larger than {max_bytes} bytes; send it in parts."
