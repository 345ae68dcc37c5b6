"""Redirects: each hop is judged anew."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from worker.fetch.client import Fetcher
from worker.fetch.connection import connect
from worker.fetch.guard import AddressGuard, Place
from worker.fetch.limits import FetchLimits
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    FetchFrom = Callable[..., Fetcher]

PAGE = b"<!doctype html><p>Pasar pagi kembali ramai."


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("location", ["/b", "b", "{site}/b", "//{host}/b", "/b#bagian", "/x/../b"])
def test_followed(site: Any, fetch_from: FetchFrom, status: str, location: str) -> None:
    """Every kind of redirect is followed, however its target is written; the page says where it came from."""
    site.says("/b", PAGE)
    target = location.format(site=f"http://{site.host}", host=site.host)
    page = fetch_from(site).fetch(site.redirects("/a", target, status))
    assert (FetchOutcome.OK, site.url("/b")) == (page.outcome, page.url)


def test_a_target_in_raw_utf8(site: Any, fetch_from: FetchFrom) -> None:
    """Servers write targets as raw UTF-8, where the standard asks for percent signs."""
    site.says("/caf%C3%A9", PAGE)
    page = fetch_from(site).fetch(site.redirects("/a", "/café".encode().decode("latin-1")))
    assert FetchOutcome.OK == page.outcome


def test_from_host_to_host(site: Any, other_site: Any, fetch_from: FetchFrom) -> None:
    """A redirect may lead to another host; that host sees its own name."""
    other_site.says("/b", PAGE)
    page = fetch_from(site, other_site).fetch(site.redirects("/a", other_site.url("/b")))
    assert (FetchOutcome.OK, other_site.url("/b")) == (page.outcome, page.url)
    assert other_site.host == other_site.requests[0][1]["Host"]


def test_without_an_end(site: Any, fetch_from: FetchFrom) -> None:
    """Redirects that go on are left after the limit; exactly the limit is still followed."""
    for n in range(10):
        site.redirects(f"/{n}", f"/{n + 1}")
    page = fetch_from(site, max_redirects=5).fetch(site.url("/0"))
    assert (FetchOutcome.TOO_MANY_REDIRECTS, "The page redirects more than 5 times.") == (page.outcome, page.reason)
    assert ["/0", "/1", "/2", "/3", "/4", "/5"] == site.paths()
    site.says("/10", PAGE)
    assert FetchOutcome.OK == fetch_from(site, max_redirects=5).fetch(site.url("/5")).outcome


def test_in_a_circle(site: Any, fetch_from: FetchFrom) -> None:
    """A page that redirects to itself is asked once."""
    page = fetch_from(site).fetch(site.redirects("/a", "/a"))
    assert (FetchOutcome.TOO_MANY_REDIRECTS, "The page redirects in a circle.") == (page.outcome, page.reason)
    assert ["/a"] == site.paths()


def test_the_whole_time_counts_over_all_hops(site: Any, fetch_from: FetchFrom) -> None:
    """Redirects do not buy time."""

    def slow(connection: socket.socket) -> None:
        time.sleep(0.25)
        n = int(site.paths()[-1][1:])
        connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: /{n + 1}\r\nContent-Length: 0\r\n\r\n".encode())

    for n in range(40):
        site.does(f"/{n}", slow)
    page = fetch_from(site, fetch_seconds=0.6, max_redirects=30).fetch(site.url("/0"))
    assert FetchOutcome.TIMEOUT == page.outcome


INSIDE = [
    "http://10.0.0.5/",
    "http://10.255.255.255:80/admin",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://127.0.0.1/",
    "https://172.16.0.1/",
]


@pytest.mark.parametrize("inside", INSIDE)
def test_into_a_private_network(site: Any, inside: str) -> None:
    """A redirect into a private network is refused before anything is connected to."""
    reached: list[str] = []

    def recording(place: Place, seconds: float) -> socket.socket:
        reached.append(f"{place.address}:{place.port}")
        return connect(place, seconds)

    guard = AddressGuard(allow_hosts=[site.host])
    fetcher = Fetcher(FetchLimits(), guard=guard, obey_robots=False, connector=recording)
    page = fetcher.fetch(site.redirects("/a", inside))
    assert FetchOutcome.FORBIDDEN_ADDRESS == page.outcome
    assert "only public addresses are fetched" in page.reason
    assert [site.host] == reached


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://x/", "http://u:p@contoh.example/", "http://0x7f.1/"]
)
def test_to_what_is_no_url(site: Any, fetch_from: FetchFrom, target: str) -> None:
    """A redirect to what would not be taken from a person is not taken from a server."""
    page = fetch_from(site).fetch(site.redirects("/a", target))
    assert FetchOutcome.BAD_URL == page.outcome
    assert page.reason.startswith("The page redirects to a URL that cannot be fetched: ")
