"""Which connection is really opened, with real sockets."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.fetch.limits import FetchLimits
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    import pytest

PAGE = b"<!doctype html><p>Nelayan menunda melaut."


def test_connect_to(site: Any) -> None:
    """A rule leads a name to another address, and the server still sees the name."""
    guard = AddressGuard(connect_to=[f"contoh.example:80=127.0.0.1:{site.port}"])
    site.says("/a", PAGE)
    page = Fetcher(guard=guard, obey_robots=False).fetch("http://Contoh.Example/a")
    assert (FetchOutcome.OK, "http://contoh.example/a") == (page.outcome, page.url)
    assert "contoh.example" == site.requests[0][1]["Host"]


def test_only_the_port_that_is_allowed(site: Any, other_site: Any, fetch_from: Callable[..., Fetcher]) -> None:
    """What is allowed is one host and port, and not the host's other ports."""
    other_site.says("/a", PAGE)
    page = fetch_from(site).fetch(other_site.url("/a"))
    assert FetchOutcome.FORBIDDEN_ADDRESS == page.outcome
    assert [] == other_site.requests


def test_proxies_of_the_environment_are_ignored(
    site: Any, fetch_from: Callable[..., Fetcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy in the environment would connect in our place, past the guard; it is not asked.

    (The environment is the input here; no code is patched.)
    """
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert FetchOutcome.OK == fetch_from(site).fetch(site.says("/a", PAGE)).outcome


def test_second_address_when_the_first_is_down(site: Any) -> None:
    """A name with several addresses is tried through, in the resolver's order."""
    closed = socket.create_server(("127.0.0.1", 0))
    closed.close()

    def resolver(_host: str, port: int, **_options: int) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in ("127.0.0.9", "127.0.0.1")]

    guard = AddressGuard(allow_hosts=[f"contoh.example:{site.port}"], resolver=resolver)
    site.says("/a", PAGE)
    page = Fetcher(guard=guard, obey_robots=False).fetch(f"http://contoh.example:{site.port}/a")
    assert FetchOutcome.OK == page.outcome


def _tls_fetcher(site: Any, name: str, tls: ssl.SSLContext | None) -> Fetcher:
    guard = AddressGuard(connect_to=[f"{name}:443=127.0.0.1:{site.port}"])
    return Fetcher(guard=guard, obey_robots=False, tls=tls)


def test_tls(tls_site: Any, trusting: ssl.SSLContext) -> None:
    """Over TLS the name in the URL is asked for and verified, while the connection goes to the guard's address."""
    tls_site.says("/a", PAGE)
    page = _tls_fetcher(tls_site, "contoh.example", trusting).fetch("https://contoh.example/a")
    assert (FetchOutcome.OK, PAGE) == (page.outcome, page.body)
    assert ["contoh.example"] == tls_site.server_names


def test_tls_unknown_authority(tls_site: Any) -> None:
    """A certificate that nobody vouches for is refused, and nothing is asked."""
    page = _tls_fetcher(tls_site, "contoh.example", None).fetch("https://contoh.example/a")
    assert (FetchOutcome.TLS, "The certificate of contoh.example cannot be trusted: self-signed certificate.") == (
        page.outcome,
        page.reason,
    )
    assert [] == tls_site.requests


def test_tls_other_name(tls_site: Any, trusting: ssl.SSLContext) -> None:
    """A good certificate of another name is refused."""
    page = _tls_fetcher(tls_site, "lain.example", trusting).fetch("https://lain.example/a")
    assert FetchOutcome.TLS == page.outcome
    assert [] == tls_site.requests


def test_tls_with_a_plain_server(site: Any) -> None:
    """A server that does not speak TLS is a TLS failure in words."""
    guard = AddressGuard(connect_to=[f"contoh.example:443=127.0.0.1:{site.port}"])
    page = Fetcher(guard=guard, obey_robots=False).fetch("https://contoh.example/a")
    assert FetchOutcome.TLS == page.outcome
    assert page.reason.startswith("No secure connection to contoh.example: ")


def test_tls_slow_drip(tls_site: Any, trusting: ssl.SSLContext) -> None:
    """The whole time holds over TLS too."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not tls_site.stopped:
            connection.sendall(b"a")
            time.sleep(0.05)

    tls_site.does("/a", drip)
    guard = AddressGuard(connect_to=[f"contoh.example:443=127.0.0.1:{tls_site.port}"])
    fetcher = Fetcher(FetchLimits(fetch_seconds=0.6), guard=guard, obey_robots=False, tls=trusting)
    assert FetchOutcome.TIMEOUT == fetcher.fetch("https://contoh.example/a").outcome
