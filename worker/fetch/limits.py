"""What one fetch may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Limits of one fetch; the settings of the same names say where the numbers come from.

    Attributes:
        connect_seconds: longest wait for a name, for a connection, and for its TLS handshake (each).
        read_seconds: longest wait between two pieces of an answer.
        fetch_seconds: longest time for the whole fetch, redirects included.
        max_bytes: largest body, in bytes, counted after decompression.
        max_redirects: redirects that one fetch follows.
    """

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    fetch_seconds: float = 60.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5
