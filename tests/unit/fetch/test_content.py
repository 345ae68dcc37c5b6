from __future__ import annotations

import time

import pytest

from worker.fetch.charset import decode
from worker.fetch.content import check_page
from worker.fetch.failure import FetchFailed

SECONDS = 5
"""Processor time that no machine needs; what these inputs took before was the square of their length, or for ever."""


@pytest.mark.parametrize(
    "head",
    [
        b"<!---->" * 146,
        b"<!-- a --> " * 90,
        b"<?xml " * 170,
        b"<?xml?>" + b"<!--" * 250,
        b" " * 1024,
        b"<!--" + b"-->" * 340,
    ],
)
def test_how_a_page_begins_is_told_at_once(head: bytes) -> None:
    """A label that may be wrong has the first bytes looked at; no bytes may make that long."""
    before = time.process_time()
    with pytest.raises(FetchFailed, match="not a web page"):
        check_page("text/plain", "", head)
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize(
    "head", [b"<!-- a -- b > --> <html>", b"<?xml version='1.0'?>\n<!----><!--x--><!DOCTYPE html>"]
)
def test_comments_may_stand_before_a_page(head: bytes) -> None:
    """A page without a label is taken when it begins as one, behind comments too."""
    check_page("", "", head)


@pytest.mark.parametrize(
    "unit", [b"<", b"<script", b"<style>", b"<script>\xff", b"\xff<", b"<meta charset", b"\x00\xff"]
)
def test_a_charset_is_told_at_once(unit: bytes) -> None:
    """Markup without an end costs its length and not its square."""
    before = time.process_time()
    decode((unit * 100_000)[:200_000] + b"\xff\xfe\xfd")
    assert time.process_time() - before < SECONDS


def test_scripts_do_not_tell_the_charset() -> None:
    """A script's code is left out of what the charset is guessed from."""
    russian = ("Жители посёлка собрали урожай раньше срока. " * 4).encode("cp1251")
    latin = b"<script>" + b"var x = a < b; " * 500 + b"</script>"
    assert "cp1251" == decode(b"<p>" + russian + latin)[1]
