"""What a webhook may reach: the guard stops before anything is connected."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from support.lines import AnyName
from support.tricks import NAMES, every

from worker.fetch.connection import tls_context
from worker.fetch.guard import AddressGuard
from worker.webhooks.sender import Sender

if TYPE_CHECKING:
    from worker.fetch.guard import Place

TLS = tls_context()


def leads_to(address: str) -> Any:
    """A resolver that knows one answer."""
    return lambda _host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def never(place: Place, _seconds: float) -> socket.socket:
    """A connector that must not be called."""
    raise AssertionError(f"connected to {place}")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
        "https://metadata.example/",
        "http://receiver.example:6379/",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_nothing_inside_is_reached(url: str) -> None:
    """Addresses, names that lead inside, and ports that are no web ports are refused with a reason."""
    sender = Sender(AddressGuard(resolver=leads_to("10.1.2.3")), seconds=1, user_agent="t", connector=never)
    reply = sender.post(url, {}, b"{}")

    assert reply.status is None
    assert "only public addresses" in reply.reason or "Port 6379" in reply.reason


@pytest.mark.parametrize(("url", "why"), list(dict.fromkeys(every())))
def test_every_way_inside(url: str, why: str) -> None:
    """What stops a fetch stops a webhook, with the same sentence."""
    sender = Sender(AddressGuard(resolver=AnyName(NAMES)), seconds=1, user_agent="t", connector=never, tls=TLS)
    reply = sender.post(url, {}, b"{}")

    assert reply.status is None
    assert why in reply.reason


def test_a_url_that_is_none_is_a_reason_and_no_error() -> None:
    """Whatever stands in the store, the other webhooks are served."""
    sender = Sender(AddressGuard(), seconds=1, user_agent="t", connector=never)

    assert "user name" in sender.post("http://ani:rahasia@receiver.example/", {}, b"").reason
