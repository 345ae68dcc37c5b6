"""Hostile texts: time must grow with length, not with its square."""

from __future__ import annotations

import time

import pytest

from worker.clean import Cleaner, RuleBook

CLEANER = Cleaner(RuleBook.load(None))
SHORT, LONG = 12_000, 192_000
# Sixteen times the text may take sixteen times the time and some; the square would be 256 times.
MOST = 80
FLOOR = 0.01

UNITS = [
    "Baca juga: ",
    "Baca juga: Air ",
    " ",
    "\n",
    "a\n",
    "a",
    "A ",
    "Aa",
    "(",
    "(a",
    "[Gambas:",
    '"',
    ". ",
    "#a ",
    "Foto: \n",
    "Dok. A",
    "Editor: Ani ",
    'Simak video "',
    "Ikuti Google News ",
    "Video: A ",
    "tag ",
    "&amp;",
    "8 Januari 2023 ",
    "ANI SUNGAI ",
    "Terkait\n",
    "Laporan Ani ",
    "Sumber: ",
    "dikutip dari A ",
    "Air naik lagi di kota itu.\n",
    "Artikel ini telah tayang di ",
    "KOMPAS.com/ANI A",
    "air\n",
    "(ab/cd) ",
    "Halaman 1 2 3 ",
    "googletag.cmd.push(function() {",
    "Ani dan ",
    "JAKARTA, ",
    "Sungai Surut\n",
]


def seconds(text: str) -> float:
    """Processor time of one cleaning."""
    started = time.process_time()
    CLEANER.text(text)
    return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_length_only(unit: str) -> None:
    """A page of 200 kB that repeats one thing must not hold a worker."""
    short = min(seconds((unit * SHORT)[:SHORT]) for _ in range(2))
    long = min(seconds((unit * LONG)[:LONG]) for _ in range(2))
    assert long < MOST * max(short, FLOOR)
