"""A real Chromium before a real Saring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.browser import Chromium, NoBrowserError
from support.demo import ServedDemo

from worker.local.demo.expected import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def browser() -> Chromium:
    """The browser, not yet started; tests are skipped by name where there is none."""
    try:
        return Chromium()
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def chromium(browser: Chromium) -> Iterator[Chromium]:
    """The browser, for one module: while it runs, its event loop does too, and no other test could start one."""
    with browser:
        yield browser


@pytest.fixture(scope="session")
def served(browser: Chromium) -> Iterator[ServedDemo]:  # noqa: ARG001 - nothing is started where there is no browser
    """Saring with the demo's pages taken in, all but the story of the letters."""
    with ServedDemo() as found:
        letters = {one.url for one in pages() if one.cluster == "letters"}
        found.queue(url for url in found.site.urls() if url not in letters)
        yield found


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A fresh page without scripts, as the pages are promised to work."""
    with chromium.page(scripts=False) as fresh:
        yield fresh
