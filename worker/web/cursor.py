"""Where a page of a list ended, as one opaque word."""

from __future__ import annotations

import base64
import binascii
import math

from worker.web.problems import faulty

HIGHEST_ID = 2**31 - 1
"""Numbers in the store are 32-bit integers; PostgreSQL refuses larger ones with an error."""


def to_word(at: float, number: int) -> str:
    """The cursor behind a row.

    Args:
        at: the time that the list is ordered by, seconds since 1970.
        number: the row's number.
    """
    return base64.urlsafe_b64encode(f"{at!r} {number}".encode()).decode().rstrip("=")


def of_number(number: int) -> str:
    """The cursor behind a row of a list that is ordered by number alone."""
    return to_word(0.0, number)


def number_of(word: str) -> int | None:
    """The number behind a cursor of such a list; None for "", which asks for the first page.

    Raises:
        ProblemError: it is no cursor that this service made.
    """
    return from_word(word)[1] if word else None


def from_word(word: str) -> tuple[float, int]:
    """The time and number behind a cursor.

    Raises:
        ProblemError: it is no cursor that this service made.
    """
    try:
        at, number = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True).split(b" ")
        found = float(at), int(number)
    except (ValueError, binascii.Error):
        found = math.nan, 0
    if not math.isfinite(found[0]) or not 0 < found[1] <= HIGHEST_ID:
        fault = ("cursor", "it is no cursor of this list; take `next` of the page before, or leave it out")
        raise faulty([fault])
    return found
