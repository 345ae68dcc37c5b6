"""How the store writes a time that bears an offset."""

from __future__ import annotations

from datetime import datetime


def parse_time(text: str) -> datetime | None:
    """The time that was stored as ISO 8601, None for ""."""
    return datetime.fromisoformat(text) if text else None
