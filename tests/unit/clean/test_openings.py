"""Patterns are tried where what their matches open with stands, and find what they find everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.clean.openings import Opening, hits, openings
from worker.clean.rules import RuleBook

BOOK = RuleBook.load()
INLINE = [rule for site in (BOOK.common, *BOOK.sites) for rule in site.rules if rule.scope == "inline"]
SAID = [text for rule in INLINE for text in (*rule.examples, *rule.keeps)]
PIECES = st.sampled_from(
    [
        *SAID,
        " ",
        "\n",
        ". ",
        "(",
        "- ",
        "Baca juga",
        "BACA",
        "dan ikuti ",
        "di Google News",
        "s\u0131mak",
        "\u017fimak juga",
    ]
)


def own(pattern: str) -> re.Pattern[str]:
    """A pattern as rules are compiled."""
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def told(found: Any) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    """Where matches stand and what their groups hold."""
    return [(hit.span(), hit.groups()) for hit in found]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("Baca juga", [("baca juga", 0)]),
        (r"[*-]?\s?(?:\b|(?<=a))(?:Baca[ _]?Juga|(?-i:[Ll]ihat) x)", [("baca", 2), ("lihat x", 2)]),
        (r"(?:(?:ayo|^),? ?)(?:ikuti|cek)", [("ayo", 0), ("cek", 2), ("ikuti", 2)]),
        (r"(?:>>?){0,2}baca", [("baca", 4)]),
        ("[ab]c", [("c", 1)]),
        ("a{2,9}baca|x{9}y{9}baca", []),
        (r"\w+baca", []),
        (r"(?:baca|)\b", []),
        (r"(x)\1baca", [("x", 0)]),
        (r"\d{1,40}baca", []),
        ("\u00e9baca", []),
    ],
)
def test_what_matches_open_with(pattern: str, expected: list[tuple[str, int]]) -> None:
    """Optional parts and looks around stand before a piece; what has no end, or no piece, tells nothing."""
    assert [Opening(*one) for one in expected] == list(openings(pattern, own(pattern).flags))


def test_most_rules_tell_what_they_open_with() -> None:
    """Otherwise nothing would be gained."""
    assert sum(bool(openings(rule.pattern.pattern, rule.pattern.flags)) for rule in INLINE) > len(INLINE) / 2


def test_a_pattern_that_minds_case_is_looked_for_everywhere() -> None:
    """Places are known in lower case only."""
    assert () == openings("Baca", re.compile("Baca").flags)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_same_is_found(text: str) -> None:
    """Wherever the shipped rules look, they find what `finditer` finds, in letters that fold oddly too."""
    lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    for rule in INLINE:
        assert told(rule.pattern.finditer(text)) == told(hits(rule.pattern, text, lowered)), rule.id


def test_a_long_text_is_read_as_ever() -> None:
    """No places are kept in mind of a text that is nothing but them."""
    text = "(baca juga: " * 5000

    assert told(own(r"\(?baca juga").finditer(text)) == told(hits(own(r"\(?baca juga"), text, text))
