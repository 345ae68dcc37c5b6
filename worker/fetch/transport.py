"""One GET through the guard, redirects included, within its limits."""

from __future__ import annotations

import http.client
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urljoin

import urllib3.exceptions as broken

from worker.fetch.connection import Connector, Meter, connect, open_connection, put_under_meters, tls_context
from worker.fetch.content import media_type
from worker.fetch.failure import FetchFailed
from worker.fetch.parts import BadUrl, Parts, split
from worker.fetch.status import REDIRECTS, failure_of
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from urllib3.response import HTTPResponse

    from worker.fetch.guard import AddressGuard
    from worker.fetch.limits import FetchLimits

_PIECE: Final = 65_536
"""Bytes that are decompressed at once, so how far a bomb can get past the limit."""

_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip", "deflate", "br"})
"""What urllib3 decompresses with the packages that Saring asks for."""


class Check(Protocol):
    """Looks at the first bytes of a body."""

    def __call__(self, kind: str, charset: str, head: bytes) -> None:
        """Raise FetchFailed when the body is not wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end.

    Attributes:
        url: the URL that answered, after redirects.
        status: the HTTP status, 200 to 299.
        kind: the media type.
        charset: the charset that the header names, or "".
        body: the body after decompression.
    """

    url: str
    status: int
    kind: str
    charset: str
    body: bytes


class Transport:
    """Fetches through a guard.

    Args:
        guard: says which addresses may be connected to.
        user_agent: how the fetcher introduces itself.
        tls: context for https; None verifies against the system's authorities.
        connector: opens a connection to one address.
    """

    def __init__(
        self,
        guard: AddressGuard,
        user_agent: str,
        tls: ssl.SSLContext | None = None,
        connector: Connector = connect,
    ) -> None:
        self._guard = guard
        self._tls = tls
        self._connector = connector
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "id,en;q=0.7",
            "Accept-Encoding": "gzip, deflate, br",
            "Connection": "close",
        }

    def get(
        self,
        url: str,
        limits: FetchLimits,
        check: Check | None = None,
        before_hop: Callable[[Parts, float], None] | None = None,
        cut: bool = False,
    ) -> Answer:
        """Get a URL and follow its redirects.

        Args:
            url: an absolute http or https URL.
            limits: what it may cost.
            check: looks at the first bytes of the body.
            before_hop: called with each hop and the seconds left before it is connected to; raises
                FetchFailed to stop.
            cut: whether a body beyond the limit is cut there, where it would else be refused.

        Returns:
            The answer; its status is 200 to 299.

        Raises:
            FetchFailed: any other end.
        """
        meter = Meter(limits)
        seen: list[str] = []
        step: Answer | str = url
        while isinstance(step, str):
            if step in seen or len(seen) > limits.max_redirects:
                why = "in a circle" if step in seen else f"more than {limits.max_redirects} times"
                raise FetchFailed(FetchOutcome.TOO_MANY_REDIRECTS, f"The page redirects {why}.", url=seen[-1])
            seen.append(step)
            try:
                parts = split(step)
                if before_hop:
                    before_hop(parts, meter.seconds_left())
                step = self._hop(parts, meter, check, cut)
            except BadUrl as error:
                where = "The page redirects to a URL that cannot be fetched: " if len(seen) > 1 else ""
                raise FetchFailed(FetchOutcome.BAD_URL, f"{where}{error}", url=seen[-1]) from None
            except FetchFailed as error:
                error.url = error.url or seen[-1]
                raise
        return step

    def _hop(self, parts: Parts, meter: Meter, check: Check | None, cut: bool) -> Answer | str:
        if parts.scheme == "https":
            self._tls = put_under_meters(self._tls or tls_context())
        connection = open_connection(parts, self._guard, self._connector, meter, self._tls)
        try:
            connection.request(
                "GET", parts.target, headers={"Host": parts.authority, **self._headers}, preload_content=False
            )
            # `closing` because http.client hands the socket over to an answer that says it will close
            with closing(connection.getresponse()) as response:
                return _take(response, parts, meter.limits, check, cut)
        except (ssl.SSLError, broken.SSLError, ssl.CertificateError) as error:
            raise FetchFailed(FetchOutcome.TLS, _tls_reason(parts.host, error)) from None
        except TimeoutError:
            meter.seconds_left()
            raise FetchFailed(FetchOutcome.TIMEOUT, f"{parts.host} did not answer in time.") from None
        except (http.client.RemoteDisconnected, ConnectionError):
            raise FetchFailed(
                FetchOutcome.UNREACHABLE, f"{parts.host} closed the connection without an answer."
            ) from None
        except broken.DecodeError:
            raise FetchFailed(FetchOutcome.UNREADABLE, "The page's compression is broken.") from None
        except (broken.IncompleteRead, http.client.IncompleteRead, broken.ProtocolError):
            raise FetchFailed(FetchOutcome.UNREADABLE, "The answer broke off before its end.") from None
        except (http.client.HTTPException, broken.HTTPError):
            raise FetchFailed(FetchOutcome.UNREADABLE, f"What {parts.host} answered is no HTTP.") from None
        except OSError as error:
            why = error.strerror or "no connection"
            raise FetchFailed(FetchOutcome.UNREACHABLE, f"{parts.host} could not be reached: {why}.") from None
        finally:
            connection.close()


def _take(response: HTTPResponse, parts: Parts, limits: FetchLimits, check: Check | None, cut: bool) -> Answer | str:
    """Read an answer, or the place it redirects to."""
    location = response.headers.get("Location", "")
    if response.status in REDIRECTS and location:
        return _joined(parts.url, _as_written(location))
    failure = failure_of(response.status, response.headers.get("Retry-After", ""))
    kind, charset = media_type(response.headers.get("Content-Type", ""))
    if failure:
        failure.status, failure.kind = response.status, kind
        raise failure
    return Answer(parts.url, response.status, kind, charset, _body(response, kind, charset, limits, check, cut))


def _body(
    response: HTTPResponse, kind: str, charset: str, limits: FetchLimits, check: Check | None, cut: bool
) -> bytes:
    encodings = {part.strip().lower() for part in response.headers.get("Content-Encoding", "").split(",")}
    if unknown := encodings - _ENCODINGS:
        raise FetchFailed(
            FetchOutcome.UNREADABLE, f"The page came in a compression that is not read: {', '.join(sorted(unknown))}."
        )
    declared = response.headers.get("Content-Length", "")
    if not cut and declared.isascii() and declared.isdigit() and int(declared[:18]) > limits.max_bytes:
        raise _too_large(limits)
    body = bytearray()
    for piece in response.stream(_PIECE, decode_content=True):
        if check and not body:
            check(kind, charset, piece)
        body += piece
        if len(body) > limits.max_bytes:
            if cut:
                break
            raise _too_large(limits)
    if check and not body:
        check(kind or "text/html", charset, b"")
    return bytes(body[: limits.max_bytes])


def _too_large(limits: FetchLimits) -> FetchFailed:
    megabytes = limits.max_bytes / 1_000_000
    return FetchFailed(FetchOutcome.TOO_LARGE, f"The page is larger than {megabytes:g} MB.")


def _as_written(location: str) -> str:
    """Undo http.client's reading as Latin-1 where the server sent UTF-8."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _joined(url: str, location: str) -> str:
    """Where a redirect leads; what is no URL comes back as it stands, to be refused with its own sentence."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def _tls_reason(host: str, error: Exception) -> str:
    text = str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} cannot be trusted: {error.verify_message}."
    if "doesn't match" in text:
        return f"The certificate of {host} is made out to another name."
    return f"No secure connection to {host}: {getattr(error, 'reason', None) or 'the handshake failed'}."
