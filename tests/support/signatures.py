"""Signatures as earlier versions stored them."""

from __future__ import annotations

import struct
from random import Random

FIRST_BODY, FIRST_WIDTH = 32, 15
"""MinHash values of a body and of a passage in format 1."""


def first_format(text: str) -> bytes:
    """Bytes laid out as format 1: a header, the values of the body, and those of each passage.

    Args:
        text: its lines count as passages. The values are drawn by lot from it, since nobody can read them any more.
    """
    passages = len(text.splitlines())
    header = struct.pack("<BHHI", 1, FIRST_BODY, FIRST_WIDTH, passages)
    values = Random(text)  # noqa: S311 - no secret
    return header + values.randbytes(4 * (FIRST_BODY + FIRST_WIDTH * passages))
