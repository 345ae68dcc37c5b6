"""The fetcher: one URL in, one page out, every outcome said in one word and one sentence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from worker.fetch.charset import decode
from worker.fetch.connection import Connector, connect
from worker.fetch.content import check_page
from worker.fetch.failure import FetchFailed
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits
from worker.fetch.robots import Robots, SharedCache
from worker.fetch.transport import Check, Transport
from worker.model.page import Page
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    import ssl

log = logging.getLogger(__name__)


class Fetcher:
    """Fetches pages of the public web.

    Args:
        limits: what one fetch may cost.
        guard: says which addresses may be connected to.
        user_agent: how the fetcher introduces itself; robots.txt is read for its first word.
        obey_robots: whether robots.txt is obeyed.
        shared: a Redis or Valkey client in which workers share what robots.txt files said; None keeps
            it in the process.
        tls: context for https; None verifies against the system's authorities.
        connector: opens a connection to one address.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        guard: AddressGuard | None = None,
        user_agent: str = "Saring",
        obey_robots: bool = True,
        shared: SharedCache | None = None,
        tls: ssl.SSLContext | None = None,
        connector: Connector = connect,
    ) -> None:
        self._limits = limits or FetchLimits()
        self._transport = Transport(guard or AddressGuard(), user_agent, tls, connector)
        self._robots = Robots(self._transport, user_agent, shared) if obey_robots else None

    def fetch(self, url: str, check: Check = check_page) -> Page:
        """Fetch a page.

        Args:
            url: an absolute http or https URL.
            check: refuses bodies by their label and first bytes; the default takes web pages only.

        Returns:
            The page. Whatever the network or the server does is an outcome with a reason, and never an
            exception.
        """
        robots = self._robots.check if self._robots else None
        try:
            answer = self._transport.get(url, self._limits, check, robots)
        except FetchFailed as end:
            # what is no URL may bear a password
            shown = "what is no URL" if end.outcome is FetchOutcome.BAD_URL else url
            log.info("fetch of %s: %s (%s)", shown, end.outcome, end.reason)
            return Page(
                end.outcome,
                end.reason,
                end.url or url,
                status=end.status,
                content_type=end.kind,
                retry_after=end.retry_after,
            )
        text, charset = decode(answer.body, answer.charset)
        return Page(
            FetchOutcome.OK,
            "",
            answer.url,
            status=answer.status,
            content_type=answer.kind,
            charset=charset,
            body=answer.body,
            text=text,
        )

    def crawl_delay(self, url: str) -> float | None:
        """Seconds between two fetches that the host's robots.txt asks for.

        Args:
            url: any URL of the host.

        Returns:
            The seconds, None when it asks for none, cannot be read, or is not obeyed. May fetch
            robots.txt.
        """
        return self._robots.crawl_delay(url) if self._robots else None
