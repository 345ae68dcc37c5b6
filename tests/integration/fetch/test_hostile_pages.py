"""Bombs, endless answers and malformed pages: each has an outcome, within 120 s and 400 MiB."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from support.bombs import PAGES, REPORT, packed, page
from support.measured import measured

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

MOST_SECONDS, MOST_MEBIBYTES = 120, 400
HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = f"{HTML}Transfer-Encoding: chunked\r\n\r\n".encode()


def answer(body: bytes, more: str = "", length: int | None = None) -> bytes:
    """An answer with a body, and a length that may be a lie."""
    return f"{HTML}Content-Length: {len(body) if length is None else length}\r\n{more}\r\n".encode() + body


def endless(site: Any, first: bytes, then: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """An answer that goes on until nobody listens."""

    def go_on(connection: socket.socket) -> None:
        connection.sendall(first)
        while not site.stopped:
            connection.sendall(then)
            time.sleep(pause)

    return go_on


@pytest.mark.slow
def test_pages_that_want_too_much(site: Any) -> None:
    """Whatever a page holds, it ends in time and memory; where it is no article, the reason says why."""
    names = list(PAGES)
    urls = [site.does(f"/{n}", answer(PAGES[name][0]())) for n, name in enumerate(names)]
    costs = dict(zip(names, measured(urls, site.host), strict=True))

    for name, cost in costs.items():
        assert cost.seconds < MOST_SECONDS, (name, cost)
        assert cost.mebibytes < MOST_MEBIBYTES, (name, cost)
        assert PAGES[name][1] in cost.reason, (name, cost)
        assert cost.is_article or cost.reason, (name, cost)


@pytest.mark.slow
def test_bombs_and_servers_without_an_end(site: Any) -> None:
    """Packed, dripping, endless or lying: one of our outcomes, soon, in little memory."""
    zip_members = b"\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0" * 200_000
    ways = {"gzip": "too_large", "deflate": "too_large", "br": "too_large", "zstd": "unreadable"}
    ways |= {"gzip, br, gzip": "too_large", ", ".join(["gzip"] * 8): "unreadable"}
    cases: dict[str, tuple[str, Any]] = {
        **{way: (end, answer(packed(way), f"Content-Encoding: {way}\r\n")) for way, end in ways.items()},
        "empty members": ("ok", answer(zip_members, "Content-Encoding: gzip\r\n")),
        "endless body": ("too_large", endless(site, f"{HTML}\r\n".encode(), b"<p>" + b"a" * 65_536)),
        "endless chunks": ("too_large", endless(site, CHUNKED, b"10000\r\n" + b"a" * 65_536 + b"\r\n")),
        "endless chunk extension": ("unreadable", endless(site, CHUNKED + b"1;", b"x" * 65_536)),
        "chunk extensions": ("too_large", endless(site, CHUNKED, b"1;" + b"x" * 60_000 + b"\r\na\r\n")),
        "endless trailers": ("too_large", endless(site, CHUNKED + b"0\r\n", b"X: " + b"y" * 60_000 + b"\r\n")),
        "endless interim answers": ("too_large", endless(site, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000)),
        "header flood": ("unreadable", endless(site, HTML.encode(), b"X: y\r\n" * 1_000)),
        "a header without an end": ("unreadable", endless(site, b"HTTP/1.1 200 OK\r\nX: ", b"y" * 65_536)),
        "dripping body": ("timeout", endless(site, answer(REPORT, length=10**6), b"a", 0.05)),
        "dripping header": ("timeout", endless(site, b"HTTP/1.1 200 OK\r\nX: ", b"a", 0.05)),
        "silence": ("timeout", endless(site, HTML.encode(), b"", 0.05)),
        "too long a length": ("unreadable", answer(page(b""), length=10**6)),
        "too short a length": ("ok", answer(page(b""), length=400)),
        "an absurd length": ("too_large", answer(page(b""), length=10**30)),
        "a sitemap of 9 MB": ("wrong_type", answer(b"<urlset>" + b"<url><loc>http://a.example/</loc></url>" * 230_000)
                              .replace(b"text/html", b"application/xml", 1)),
    }  # fmt: skip
    urls = [site.does(f"/{n}", said) for n, (_, said) in enumerate(cases.values())]
    costs = dict(zip(cases, measured(urls, site.host, fetch_seconds=5, read_seconds=1), strict=True))

    # on a slow machine the time may be over before the bytes are
    assert {} == {name: cost for name, cost in costs.items() if cost.outcome not in (cases[name][0], "timeout")}
    assert {} == {name: cost for name, cost in costs.items() if cost.outcome != "ok" and not cost.reason}
    assert max(cost.seconds for cost in costs.values()) < MOST_SECONDS
    assert max(cost.mebibytes for cost in costs.values()) < MOST_MEBIBYTES


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*a*a*a*a*a*b\n" * 14_000,
        b"User-agent: *\n" + b"".join(b"Disallow: /%d*x$\n" % n for n in range(30_000)),
        b"".join(b"User-agent: bot%d\nDisallow: /\n" % n for n in range(18_000)),
        b"Disallow: /" + b"*" * 500_000,
        b"\xff\xfe" * 250_000,
        b"<" * 500_000,
    ],
    ids=["wildcards", "rules", "agents", "one line", "noise", "brackets"],
)
def test_a_robots_txt_that_wants_too_much(site: Any, rules: bytes) -> None:
    """Half a megabyte of rules, each with a dozen wildcards, is read in time and memory too."""
    site.does("/robots.txt", answer(rules * 30 if rules[:1] == b"<" else rules).replace(b"text/html", b"text/plain", 1))
    [cost] = measured([site.does(f"/{'a' * 3000}", answer(page(b"")))], site.host, obey_robots=True)

    assert "ok" == cost.outcome, cost
    assert cost.seconds < MOST_SECONDS
    assert cost.mebibytes < MOST_MEBIBYTES
