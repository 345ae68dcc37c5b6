"""A clock that stands still until a test moves it."""

from __future__ import annotations

NOON = 1_750_000_000.0
"""Some moment of June 2025."""


class Clock:
    """Seconds since 1970, as the test says.

    Args:
        now: where it begins.
    """

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        """The time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
