"""Ports on loopback."""

from __future__ import annotations

import socket

from worker.local.ports import free_port, taken


def test_a_free_port_can_be_listened_on_and_is_then_taken() -> None:
    """Nobody listens on it before, somebody after."""
    port = free_port()
    before = taken("127.0.0.1", port)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        during = taken("127.0.0.1", port)

    assert (False, True) == (before, during)
