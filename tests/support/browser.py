"""A headless Chromium, the system's own: driven by Playwright, which brings its driver and downloads no browser."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE, NARROW = 1280, 390
"""Widths in pixels: a laptop and a telephone."""
HEIGHT = 900


class NoBrowserError(RuntimeError):
    """There is no Chromium, or nothing that drives it."""


class Chromium:
    """A browser for one session of tests.

    Raises:
        NoBrowserError: none is installed; the message says how to get one.
    """

    def __init__(self) -> None:
        found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
        if found is None:
            raise NoBrowserError("no Chromium here: apt-get install chromium, or name one in CHROMIUM")
        try:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - said in a sentence where it is missing
        except ImportError:
            raise NoBrowserError("no Playwright here: make install") from None
        self._path = found
        self._start = sync_playwright

    def __enter__(self) -> Self:
        """Start it."""
        # Without a user namespace, as in most containers, Chromium's sandbox can't start; it only opens our own pages
        self._playwright = self._start()
        self._browser = self._playwright.start().chromium.launch(
            executable_path=self._path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self._browser.close()
        self._playwright.__exit__(kind, error, trace)

    @contextmanager
    def page(
        self,
        *,
        scripts: bool = True,
        theme: Literal["light", "dark"] = "light",
        width: int = WIDE,
        locale: str = "en-GB",
        scale: float = 1,
    ) -> Iterator[Page]:
        """A page of a browser that was never here before.

        Args:
            scripts: whether scripts run.
            theme: what the reader's system asks for.
            width: of the window, in pixels.
            locale: the browser's language.
            scale: pixels of the screen for one of the page.
        """
        context = self._browser.new_context(
            java_script_enabled=scripts,
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHT},
            locale=locale,
            device_scale_factor=scale,
            reduced_motion="reduce",
        )
        try:
            yield context.new_page()
        finally:
            context.close()
