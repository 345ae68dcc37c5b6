"""One POST to a receiver, through the address guard; redirects are not followed."""

from __future__ import annotations

import http.client
import ssl
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import urllib3.exceptions as broken

from worker.fetch.connection import Connector, Meter, connect, open_connection, put_under_meters, tls_context
from worker.fetch.failure import FetchFailed
from worker.fetch.limits import FetchLimits
from worker.fetch.parts import BadUrl, split
from worker.fetch.status import REDIRECTS, seconds_of
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from worker.fetch.guard import AddressGuard

_READ: Final = 4096
"""Bytes of an answer that are read: nothing in it is used, and a receiver may not keep us with it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a receiver answered.

    Attributes:
        status: the HTTP status, None when no answer came.
        reason: a sentence for a person.
        retry_after: seconds that it asked to wait, None when it did not say.
    """

    status: int | None
    reason: str
    retry_after: float | None = None


class Sender:
    """Posts through a guard.

    Args:
        guard: says which addresses may be connected to.
        seconds: longest time for one POST, name and connection included.
        user_agent: how it introduces itself.
        tls: context for https; None verifies against the system's authorities.
        connector: opens a connection to one address.
    """

    def __init__(
        self,
        guard: AddressGuard,
        *,
        seconds: float,
        user_agent: str,
        tls: ssl.SSLContext | None = None,
        connector: Connector = connect,
    ) -> None:
        self._guard = guard
        self._limits = FetchLimits(
            connect_seconds=seconds, read_seconds=seconds, fetch_seconds=seconds, max_bytes=_READ, max_redirects=0
        )
        self._headers = {"User-Agent": user_agent, "Content-Type": "application/json", "Connection": "close"}
        self._connector = connector
        self._tls = put_under_meters(tls or tls_context())  # made at once: several threads send

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Post a body.

        Args:
            url: an http or https URL.
            headers: further headers.
            body: the very bytes.

        Returns:
            What came of it; nothing that a receiver does raises here.
        """
        try:
            parts = split(url)
            connection = open_connection(parts, self._guard, self._connector, Meter(self._limits), self._tls)
        except BadUrl as error:
            return Reply(None, str(error))
        try:
            connection.request(
                "POST",
                parts.target,
                body=body,
                headers={"Host": parts.authority, **self._headers, **headers},
                preload_content=False,
            )
            # `closing` because http.client hands the socket over to an answer that says it will close
            with closing(connection.getresponse()) as response:
                response.read(_READ, decode_content=False)
                return _reply(response.status, response.headers.get("Retry-After", ""))
        except FetchFailed as error:
            return Reply(None, self._late() if error.outcome is FetchOutcome.TIMEOUT else error.reason)
        except (ssl.SSLError, broken.SSLError):
            return Reply(None, f"No secure connection to {parts.host}: its certificate or its TLS can't be trusted.")
        except TimeoutError:
            return Reply(None, self._late())
        except (OSError, http.client.HTTPException, broken.HTTPError) as error:
            return Reply(None, f"{parts.host} could not be reached or broke off ({type(error).__name__}).")
        finally:
            connection.close()

    def _late(self) -> str:
        return f"The receiver did not answer within {self._limits.fetch_seconds:g} seconds."


def _reply(status: int, retry_after: str) -> Reply:
    name = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
    if status in REDIRECTS:
        return Reply(status, f"The receiver said {name}; redirects are not followed, so name the URL that it leads to.")
    return Reply(status, f"The receiver said {name}.", seconds_of(retry_after))
