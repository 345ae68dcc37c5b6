"""A web server on loopback for the demo's outlets; `python -m worker.local.demo.site` runs it by hand."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape

from worker.local.demo.expected import outlets, pages

if TYPE_CHECKING:
    from types import TracebackType

LOOPBACK = "127.0.0.1"
HTML = "text/html"
FEED = "/rss"
"""Where each outlet has its feed."""

_NOTHING_HERE = """<!DOCTYPE html>
<html lang="id"><head><meta charset="utf-8"><title>404 Tidak Ditemukan</title></head>
<body><h1>404</h1><p>Halaman yang Anda cari tidak ditemukan.</p></body></html>
"""


class _Handler(BaseHTTPRequestHandler):
    """Answers by Host header and path, as one address that hosts many names does."""

    protocol_version = "HTTP/1.1"
    server_version = "DemoSite"
    sys_version = ""
    timeout = 30
    """Seconds until a silent connection is dropped, so that no thread waits for ever."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer a HEAD: the headers of the GET."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name in the base class)
        """Say nothing: the demo's own output is what people should read."""

    def _answer(self, *, with_body: bool) -> None:
        status, kind, body = _find(self.headers.get("Host", ""), self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _find(host: str, path: str) -> tuple[int, str, bytes]:
    """Status, content type and body for a host and a path with its query."""
    host = host.partition(":")[0].lower()
    if path == "/robots.txt":
        for outlet in outlets():
            if outlet.host == host:
                return HTTPStatus.OK, "text/plain; charset=utf-8", outlet.robots.encode()
    if path == FEED:
        return HTTPStatus.OK, "application/rss+xml; charset=utf-8", _feed(host).encode()
    url = f"http://{host}{path}"
    for page in pages():
        if page.url == url:
            file = resources.files(__package__).joinpath("pages", *page.file.split("/"))
            return page.status, f"{HTML}; charset={page.charset}", file.read_bytes()
    return HTTPStatus.NOT_FOUND, f"{HTML}; charset=utf-8", _NOTHING_HERE.encode()


def _feed(host: str) -> str:
    """An RSS feed of an outlet's pages."""
    links = (page.url for page in pages() if page.queued and page.url.startswith(f"http://{host}/"))
    items = "".join(f"<item><link>{escape(url)}</link></item>" for url in links)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>'


class DemoSite:
    """Serves the demo's pages on 127.0.0.1 from a thread of its own; a context manager.

    Args:
        port: the port; 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, port: int = 0) -> None:
        self._server = ThreadingHTTPServer((LOOPBACK, port), _Handler)
        self._server.daemon_threads = True
        # 0.05 s between two looks at the stop flag: leaving the demo or a test should not be felt.
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-site", daemon=True
        )

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.server_port

    def urls(self) -> list[str]:
        """The URLs to queue: every page but the further parts of an article."""
        return [page.url for page in pages() if page.queued]

    def connect_to(self) -> tuple[str, ...]:
        """Rules for SARING_CONNECT_TO that lead every outlet's host here."""
        return tuple(f"{outlet.host}:80={LOOPBACK}:{self.port}" for outlet in outlets())


def main() -> None:
    """Serve until Ctrl-C."""
    with DemoSite() as site:
        lines = (f"SARING_CONNECT_TO={','.join(site.connect_to())}", *site.urls())
        print(*lines, sep="\n", flush=True)  # noqa: T201 (what a person runs this for)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
