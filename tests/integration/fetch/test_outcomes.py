"""Every way in which a fetch may end, against servers that really do it."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import TYPE_CHECKING, Any

import brotli
import pytest

from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from worker.fetch.client import Fetcher

    FetchFrom = Callable[..., Fetcher]

PAGE = "<!doctype html><html><body><p>Warga Desa Sukamaju memanen padi “lebih awal”.</p></body></html>"


def test_a_page(site: Any, fetch_from: FetchFrom) -> None:
    """A plain page comes back whole, with status, type, charset and text."""
    page = fetch_from(site).fetch(site.says("/a", PAGE.encode(), content_type="text/HTML; charset=UTF-8"))
    assert (FetchOutcome.OK, "", 200) == (page.outcome, page.reason, page.status)
    assert ("text/html", "utf-8", PAGE) == (page.content_type, page.charset, page.text)
    assert PAGE.encode() == page.body
    assert site.url("/a") == page.url


def test_the_request_introduces_itself(site: Any, fetch_from: FetchFrom) -> None:
    """The request bears Host with its port and our name, once each, and offers what can be decompressed."""
    fetch_from(site).fetch(site.says("/a", PAGE.encode()))
    headers = site.requests[0][1]
    assert site.host == headers["Host"]
    assert "Saring" == headers["User-Agent"]
    assert "gzip, deflate, br" == headers["Accept-Encoding"]


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        ("404 Not Found", FetchOutcome.NOT_FOUND, "The server said 404 Not Found."),
        ("410 Gone", FetchOutcome.GONE, "The server said 410 Gone."),
        ("401 Unauthorized", FetchOutcome.REFUSED, "The server said 401 Unauthorized."),
        ("403 Forbidden", FetchOutcome.REFUSED, "The server said 403 Forbidden."),
        ("451 Unavailable", FetchOutcome.REFUSED, "The server said 451 Unavailable For Legal Reasons."),
        ("499 Sendiri", FetchOutcome.REFUSED, "The server said 499."),
        ("408 Request Timeout", FetchOutcome.TIMEOUT, "The server said 408 Request Timeout."),
        ("429 Too Many Requests", FetchOutcome.BUSY, "The server said 429 Too Many Requests."),
        ("503 Service Unavailable", FetchOutcome.BUSY, "The server said 503 Service Unavailable."),
        ("500 Aduh", FetchOutcome.SERVER_ERROR, "The server said 500 Internal Server Error."),
        ("502 Bad Gateway", FetchOutcome.SERVER_ERROR, "The server said 502 Bad Gateway."),
        ("522 Timed out", FetchOutcome.SERVER_ERROR, "The server said 522."),
        ("302 Found", FetchOutcome.UNREADABLE, "The server said 302 Found."),
        ("304 Not Modified", FetchOutcome.UNREADABLE, "The server said 304 Not Modified."),
    ],
)
def test_statuses(site: Any, fetch_from: FetchFrom, status: str, outcome: FetchOutcome, reason: str) -> None:
    """Each status has its outcome and is named in the reason by its standard phrase."""
    page = fetch_from(site).fetch(site.says("/a", b"", status=status))
    assert (outcome, reason, int(status[:3])) == (page.outcome, page.reason, page.status)


def test_retry_after_is_handed_on(site: Any, fetch_from: FetchFrom) -> None:
    """Seconds that the server asks to wait come back with the page."""
    page = fetch_from(site).fetch(site.says("/a", status="429 Too Many Requests", retry_after="120"))
    assert 120.0 == page.retry_after


@pytest.mark.parametrize("declared", [True, False])
def test_twenty_megabytes(site: Any, fetch_from: FetchFrom, declared: bool) -> None:
    """A page of 20 MB is refused, whether its length is declared or found out by counting."""
    body = b"<html>" + b"a" * 20_000_000
    url = site.says("/a", body, **({} if declared else {"content_length": ""}))
    page = fetch_from(site).fetch(url)
    assert (FetchOutcome.TOO_LARGE, "The page is larger than 10 MB.") == (page.outcome, page.reason)
    assert b"" == page.body


def test_the_limit_itself_fits(site: Any, fetch_from: FetchFrom) -> None:
    """A page of exactly the limit is taken, one byte more is not."""
    fetcher = fetch_from(site, max_bytes=1000)
    assert FetchOutcome.OK == fetcher.fetch(site.says("/a", b"<html>".ljust(1000, b"a"))).outcome
    assert FetchOutcome.TOO_LARGE == fetcher.fetch(site.says("/b", b"<html>".ljust(1001, b"a"))).outcome


def test_an_endless_chunked_body(site: Any, fetch_from: FetchFrom) -> None:
    """A body without an end is cut off at the limit, at once and not when the time is over."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not site.stopped:
            connection.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")

    page = fetch_from(site).fetch(site.does("/a", answer))
    assert FetchOutcome.TOO_LARGE == page.outcome


BOMB = b"<html>" + b"\0 " * 0 + b" " * 100_000_000


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", lambda: gzip.compress(BOMB, 9)),
        ("deflate", lambda: zlib.compress(BOMB, 9)),
        ("br", lambda: brotli.compress(BOMB, quality=1)),
        ("gzip, gzip", lambda: gzip.compress(gzip.compress(BOMB, 9), 9)),
    ],
)
def test_bombs(site: Any, fetch_from: FetchFrom, encoding: str, packed: Callable[[], bytes]) -> None:
    """100 MB packed small are counted as they unfold, and given up at the limit."""
    body = packed()
    assert len(body) < 200_000
    page = fetch_from(site).fetch(site.says("/a", body, content_encoding=encoding))
    assert FetchOutcome.TOO_LARGE == page.outcome


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_compressed_pages(site: Any, fetch_from: FetchFrom, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """What we offer to decompress, we decompress."""
    page = fetch_from(site).fetch(site.says("/a", pack(PAGE.encode()), content_encoding=encoding))
    assert (FetchOutcome.OK, PAGE) == (page.outcome, page.text)


def test_broken_gzip(site: Any, fetch_from: FetchFrom) -> None:
    """A body that is labelled gzip and is none is unreadable, and may be tried again."""
    page = fetch_from(site).fetch(site.says("/a", b"<html>bukan gzip", content_encoding="gzip"))
    assert (FetchOutcome.UNREADABLE, "The page's compression is broken.") == (page.outcome, page.reason)
    assert page.outcome.transient


def test_unknown_compression(site: Any, fetch_from: FetchFrom) -> None:
    """A compression that we did not offer is said by name."""
    page = fetch_from(site).fetch(site.says("/a", b"\x28\xb5\x2f\xfd", content_encoding="zstd"))
    assert FetchOutcome.UNREADABLE == page.outcome
    assert "zstd" in page.reason


@pytest.mark.parametrize(
    ("body", "content_type", "what"),
    [
        (b"%PDF-1.7 ...", "application/pdf", "a PDF file"),
        (b"%PDF-1.7 ...", "text/html", "a PDF file"),
        (b"\x89PNG\r\n", "text/html", "an image"),
        (b"PK\x03\x04", "text/html", "a ZIP archive or an Office file"),
        (b"GIF89a", "image/gif", "an image"),
        (b"{}", "application/json", "JSON data"),
        (b"<rss/>", "application/rss+xml", "a feed"),
        (b"<rss/>", "text/xml", "an answer labelled text/xml"),
        (b"catatan biasa", "text/plain", "an answer labelled text/plain"),
        (b"\0\1\2\3", "text/html", "binary data"),
        (b"\0\0\0\x18ftypmp42", "video/mp4", "a video"),
        (b"", "application/pdf", "a PDF file"),
    ],
)
def test_no_web_page(site: Any, fetch_from: FetchFrom, body: bytes, content_type: str, what: str) -> None:
    """What is no page is refused by its first bytes first and by its label second."""
    page = fetch_from(site).fetch(site.says("/a", body, content_type=content_type))
    assert (FetchOutcome.WRONG_TYPE, f"This is {what}, not a web page.") == (page.outcome, page.reason)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/xml", "application/octet-stream"])
def test_mislabelled_pages(site: Any, fetch_from: FetchFrom, content_type: str) -> None:
    """A page with no label or a careless one is taken when it begins as a page."""
    page = fetch_from(site).fetch(site.says("/a", PAGE.encode(), content_type=content_type))
    assert (FetchOutcome.OK, PAGE) == (page.outcome, page.text)


def test_content_length_too_large(site: Any, fetch_from: FetchFrom) -> None:
    """An answer that ends before its declared length is broken off, not a short page."""
    page = fetch_from(site).fetch(site.says("/a", PAGE.encode(), content_length="5000"))
    assert (FetchOutcome.UNREADABLE, "The answer broke off before its end.") == (page.outcome, page.reason)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 dua ratus\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n<html>",
    ],
)
def test_broken_http(site: Any, fetch_from: FetchFrom, answer: bytes) -> None:
    """What is no HTTP, or HTTP with broken framing, is unreadable."""
    page = fetch_from(site).fetch(site.does("/a", answer))
    assert FetchOutcome.UNREADABLE == page.outcome
    assert page.reason.endswith(".")


def test_hanging_up(site: Any, fetch_from: FetchFrom) -> None:
    """A server that takes the request and says nothing is unreachable, not an empty page."""
    page = fetch_from(site).fetch(site.does("/a", b""))
    assert FetchOutcome.UNREACHABLE == page.outcome


def test_a_closed_port(site: Any, fetch_from: FetchFrom) -> None:
    """Where nobody listens, the reason says so."""
    fetcher = fetch_from(site)
    site.close()
    page = fetcher.fetch(site.url("/a"))
    assert (FetchOutcome.UNREACHABLE, "127.0.0.1 could not be reached: Connection refused.") == (
        page.outcome,
        page.reason,
    )


def _drip(site: Any, *pieces: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(pieces[0])
        while not site.stopped:
            connection.sendall(pieces[1])
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "pieces",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n<html>", b"a"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTT", b"P"),
    ],
    ids=["body", "header", "chunk size", "status"],
)
def test_slow_drip(site: Any, fetch_from: FetchFrom, pieces: tuple[bytes, bytes]) -> None:
    """A byte now and then, wherever in the answer, does not hold the fetch beyond its whole time."""
    before = time.monotonic()
    page = fetch_from(site, fetch_seconds=0.6, read_seconds=5).fetch(site.does("/a", _drip(site, *pieces)))
    assert (FetchOutcome.TIMEOUT, "The fetch took longer than 0.6 seconds.") == (page.outcome, page.reason)
    assert time.monotonic() - before < 4


def test_silence(site: Any, fetch_from: FetchFrom) -> None:
    """A server that falls silent is left after the read limit."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not site.stopped:
            time.sleep(0.02)

    page = fetch_from(site, read_seconds=0.3).fetch(site.does("/a", answer))
    assert (FetchOutcome.TIMEOUT, "The server sent nothing for 0.3 seconds.") == (page.outcome, page.reason)


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (PAGE.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (PAGE.encode("cp1252"), "text/html; charset=utf-8", "cp1252"),
        (PAGE.encode("cp1252"), "text/html; charset=entah-apa", "cp1252"),
        (PAGE.encode("utf-16"), "text/html", "utf-16-le"),
        (b"\xef\xbb\xbf" + PAGE.encode(), "text/html; charset=ascii", "utf-8"),
    ],
)
def test_wrong_charset_labels(site: Any, fetch_from: FetchFrom, body: bytes, header: str, charset: str) -> None:
    """A page reads the same whatever its label says."""
    page = fetch_from(site).fetch(site.says("/a", body, content_type=header))
    assert (FetchOutcome.OK, charset, PAGE) == (page.outcome, page.charset, page.text)


def test_an_empty_page(site: Any, fetch_from: FetchFrom) -> None:
    """An empty answer is an answer; that it is no article, cleaning says."""
    page = fetch_from(site).fetch(site.says("/a", b""))
    assert (FetchOutcome.OK, "") == (page.outcome, page.text)
