"""A whole Saring that serves: Valkey, worker and web service, fed from the demo's outlets on loopback."""

from __future__ import annotations

import shutil
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from config.settings import load
from worker.engine import Engine
from worker.local.demo.site import DemoSite
from worker.local.stack import Stack
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

PATIENCE_SECONDS = 120
"""Longest wait for all pages; they take some ten seconds on a quiet machine."""
SHUT = "http://tutup.example/berita/1"
"""An address where nobody answers."""
CLOSED_PORT = 9
"""Of the discard service, which hardly any machine runs."""


class ServedDemo:
    """Starts everything and feeds it; a context manager.

    Args:
        settings: what differs from the defaults.
    """

    def __init__(self, **settings: object) -> None:
        self.site = DemoSite()
        self._folder = Path(tempfile.mkdtemp(prefix="srg-"))
        routes = (*self.site.connect_to(), f"tutup.example:80=127.0.0.1:{CLOSED_PORT}")
        usual = {"host_rate": 100.0, "host_burst": 100, "web_port": 0, "flower_url": "http://127.0.0.1:5555"}
        self._stack = Stack(
            load(**(usual | {"data_dir": self._folder, "connect_to": routes} | settings)), parts=("worker", "web")
        )
        self.settings = self._stack.settings
        self.base = f"http://{self.settings.web_host}:{self.settings.web_port}"
        self.engine = Engine(self.settings)

    def __enter__(self) -> Self:
        """Start it."""
        self.site.__enter__()
        self._stack.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, and leave nothing behind."""
        self.engine.close()
        self._stack.stop(kill=True)
        self.site.__exit__(kind, error, trace)
        shutil.rmtree(self._folder, ignore_errors=True)  # a killed server may still be writing

    def queue(self, urls: Iterable[str]) -> None:
        """Hand URLs in as the form does, and wait until they are finished."""
        body = urlencode({"urls": "\r\n".join(urls)}).encode()
        with urllib.request.urlopen(f"{self.base}/submissions", body, timeout=60):  # noqa: S310 - an http URL of our own
            self.wait()

    def wait(self) -> None:
        """Wait until everything that was handed in is finished.

        Raises:
            TimeoutError: it does not come to an end.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with self.engine.db.read() as conn:
                if not ledger.pending(conn):
                    return
            time.sleep(0.1)
        raise TimeoutError("The workers did not finish in time.")
