"""The polite fetcher: a host's turn before its page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.fetch.budget import politeness
from worker.fetch.content import check_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.fetch.budget import HostBudget
    from worker.fetch.client import Fetcher
    from worker.fetch.transport import Check
    from worker.model.page import Page

SHORT_WAIT = 2.0
"""Seconds up to which a worker sleeps for a host's turn; for a longer wait it takes other work."""


class Visitor:
    """Fetches pages, each when its host's turn has come.

    Args:
        fetcher: fetches one page.
        budget: the hosts' token buckets.
        rate: fetches a second to one host.
        burst: fetches that one host may get at once before the rate counts.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        budget: HostBudget,
        *,
        rate: float,
        burst: int,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._budget = budget
        self._rate = rate
        self._burst = burst
        self._sleep = sleep

    def wait_for_turn(self, url: str, ticket: str) -> float:
        """Reserve a turn at the URL's host, and wait for it when it comes soon.

        Args:
            url: what will be fetched.
            ticket: who asks; one that comes back when its turn has come is let through.

        Returns:
            0.0 when the turn has come, else the seconds after which to come back with the same ticket.
        """
        rate, burst = politeness(self._rate, self._burst, self._fetcher.crawl_delay(url))
        seconds = self._budget.reserve(urlsplit(url).netloc, rate, burst, ticket)
        if seconds > SHORT_WAIT:
            return seconds
        if seconds > 0:
            self._sleep(seconds)
        return 0.0

    def visit(self, url: str, check: Check = check_page) -> Page:
        """Fetch a page whose turn has come; a host that asks to wait is held back for everyone.

        Args:
            url: an absolute http or https URL.
            check: refuses bodies by their label and first bytes; the default takes web pages only.
        """
        page = self._fetcher.fetch(url, check)
        if page.outcome.transient and page.retry_after:
            self._budget.penalise(urlsplit(url).netloc, page.retry_after)
        return page
