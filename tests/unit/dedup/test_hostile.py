"""Texts made to be slow: what is read of them grows with their length, and not with its square."""

from __future__ import annotations

import time

import pytest

from worker.dedup.passages import spans
from worker.dedup.signing import Signer

SECONDS = 20
"""Processor time for 100 kB, which take 1 to 2 s; a line of full stops took its square, which was minutes."""


@pytest.mark.parametrize(
    "unit", [". ", 'a." b ', "1. ", '"a. ', "(a.b) ", '! "', " .\n", "dr. ", "A. ", "“ ", "…", "yang"]
)
def test_a_text_that_repeats_one_thing(unit: str) -> None:
    """Whoever repeats a mark must not hold a worker."""
    text = (unit * 100_000)[:100_000]
    before = time.process_time()
    for read in (spans, Signer().sign):
        read(text)
    assert time.process_time() - before < SECONDS
