"""A visitor that answers from a script: the network, handed in as an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.fetch.visitor import Visitor
from worker.model.page import Page
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping


class ScriptedVisitor(Visitor):
    """Answers each URL with its page.

    Args:
        pages: the answer to each URL.
        waits: seconds that each URL's host asks to wait first, once.
    """

    def __init__(self, pages: Mapping[str, Page], waits: Mapping[str, float] | None = None) -> None:
        self._pages = dict(pages)
        self._waits = dict(waits or {})
        self.visited: list[str] = []

    def wait_for_turn(self, url: str, ticket: str) -> float:  # noqa: ARG002 - the base's name
        """The scripted wait, once."""
        return self._waits.pop(url, 0.0)

    def visit(self, url: str) -> Page:
        """The scripted page."""
        self.visited.append(url)
        return self._pages[url]


def html_page(url: str, html: str, *, outcome: FetchOutcome = FetchOutcome.OK) -> Page:
    """A page as the fetcher hands it on."""
    return Page(outcome, "", url, status=200, content_type="text/html", charset="utf-8", body=html.encode(), text=html)


def failed_page(url: str, outcome: FetchOutcome, *, retry_after: float | None = None) -> Page:
    """The answer to a fetch that failed."""
    return Page(outcome, f"It ended as {outcome}.", url, retry_after=retry_after)
