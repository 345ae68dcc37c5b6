"""Patterns that begin with what they look for find what the plain ones find, which look at every character."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup import facts, sentences
from worker.dedup.prepared import NAME

SIGNS = st.text(alphabet=st.sampled_from(list("aK1 ,.!?-/\n\"\u201d'_\u00e9\u0661")), max_size=60)
DATED = st.lists(
    st.sampled_from(["12", "3", "45", " ", "/", "-", "mei", "Mei", "September", "sept", ".", ",", "x", "_", "\n"]),
    max_size=14,
).map("".join)
MONTHS = "|".join(sorted(facts.MONTHS, key=len, reverse=True))


def same(plain: str, text: str, fast: re.Pattern[str], flags: int = 0) -> None:
    """Both find the same, group by group, at the same places."""
    found, expected = list(fast.finditer(text)), list(re.finditer(plain, text, flags))
    assert [(one.span(), one.groups()) for one in expected] == [(one.span(), one.groups()) for one in found]


@given(SIGNS)
def test_names(text: str) -> None:
    """A capital behind a word or a comma."""
    same(r"(?<=[^\W\d_] )[A-Z][\w'-]+|(?<=, )[A-Z][\w'-]+", text, NAME)


@given(SIGNS)
def test_numbers(text: str) -> None:
    """Digits with points and commas between them."""
    same(r"\d+(?:[.,]\d+)*", text, facts.NUMBER)


@given(DATED)
def test_dates(text: str) -> None:
    """A day and a month, by number or by name; what is left of the text is all but these."""
    plain = rf"\b(\d{{1,2}})\s*(?:/\s*(\d{{1,2}})\b|[ -]({MONTHS})\b)"
    same(plain, text, facts.DAY_MONTH, re.IGNORECASE)
    assert re.sub(plain, " ", text, flags=re.IGNORECASE) == facts.undated(text)[1]


@given(SIGNS)
def test_ends_of_sentences(text: str) -> None:
    """A line's end, a stop before a capital, a stop that a scrape glued to one."""
    plain = re.compile(r"\n+|[.!?\"\u201d](?= +[\"\u201cA-Z])|[.!?](?=[A-Z])(?<=[a-z].)")
    ends = [one.end() for one in plain.finditer(text)]
    pieces = [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]

    assert pieces == sentences.sentences(text)
