"""A real Chromium before a real Saring: Valkey, worker and web service, and the demo's outlets on loopback."""

from __future__ import annotations

import shutil
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from support.browser import Chromium, NoBrowserError

from config.settings import Settings, load
from worker.engine import Engine
from worker.local.demo.expected import pages
from worker.local.demo.site import DemoSite
from worker.local.stack import Stack
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

PATIENCE_SECONDS = 120
"""Longest wait for all pages; they take some ten seconds on a quiet machine."""


@pytest.fixture(scope="module")
def chromium(browser: Chromium) -> Iterator[Chromium]:
    """The browser, for one module: while it runs, its event loop does too, and no other test could start one."""
    with browser:
        yield browser


@pytest.fixture(scope="session")
def browser() -> Chromium:
    """The browser, not yet started; tests are skipped by name where there is none."""
    try:
        return Chromium()
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def demo_site() -> Iterator[DemoSite]:
    """The demo's outlets."""
    with DemoSite() as site:
        yield site


@pytest.fixture(scope="session")
def running(browser: Chromium, demo_site: DemoSite) -> Iterator[Settings]:  # noqa: ARG001 - not where there is none
    """Saring with its own Valkey, worker and web service; its settings say where it is."""
    folder = Path(tempfile.mkdtemp(prefix="srg-"))
    chosen = load(
        data_dir=folder,
        connect_to=demo_site.connect_to(),
        host_rate=100.0,
        host_burst=100,
        web_port=0,
        flower_url="http://127.0.0.1:5555",
    )
    stack = Stack(chosen, parts=("worker", "web"))
    stack.start()
    try:
        yield stack.settings
    finally:
        stack.stop(kill=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def base(running: Settings) -> str:
    """Where the pages are."""
    return f"http://{running.web_host}:{running.web_port}"


@pytest.fixture(scope="session")
def engine_beside(running: Settings) -> Iterator[Engine]:
    """An engine over the same store, to look into it."""
    engine = Engine(running)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def wait(engine_beside: Engine) -> Callable[[], None]:
    """Waits until everything that was handed in is finished."""

    def wait() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with engine_beside.db.read() as conn:
                if not ledger.pending(conn):
                    return
            time.sleep(0.1)
        pytest.fail("The workers did not finish in time.")

    return wait


@pytest.fixture(scope="session")
def filled(base: str, demo_site: DemoSite, wait: Callable[[], None]) -> str:
    """Where the pages are, once the demo's pages but the letters were sent as the form sends them, and taken in."""
    letters = {one.url for one in pages() if one.cluster == "letters"}
    urls = [url for url in demo_site.urls() if url not in letters]
    body = urlencode({"urls": "\r\n".join(urls)}).encode()
    with urllib.request.urlopen(f"{base}/submissions", body, timeout=60):  # noqa: S310 - an http URL of our own
        wait()
    return base


@pytest.fixture
def page(chromium: Chromium) -> Iterator[Page]:
    """A fresh page without scripts, as the pages are promised to work."""
    with chromium.page(scripts=False) as fresh:
        yield fresh
