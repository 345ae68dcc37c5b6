"""The passages that two texts share, with their places in both."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from worker.dedup.prepared import MAX_CHARS, Prepared
from worker.dedup.words import WORD
from worker.model.evidence import SharedPassage, Side

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST_WORDS = 6
"""Shorter runs are mostly names, offices and set phrases."""
MAX_PLACES = 16
"""Places of one run that are tried; a text that says the same thing over and over must not cost a square."""

_CHUNK = re.compile(r"\S+")

Word = tuple[str, int, int]


def shared_passages(a: Side | Prepared, b: Side | Prepared, least: int = LEAST_WORDS) -> list[SharedPassage]:
    """Find the longest runs of words that stand in both texts.

    The work is bounded by MAX_PLACES times the length of the first text, whatever the texts hold.

    Args:
        a: the first article.
        b: the second.
        least: words that a run must have.

    Returns:
        The runs in the order of the first text; they do not overlap there.
    """
    left, right = located(_text(a)), located(_text(b))
    places = _places([word for word, _, _ in right], least)
    found = []
    at = previous = 0
    while at + least <= len(left):
        best, length = -1, 0
        for place in places.get(tuple(word for word, _, _ in left[at : at + least]), ()):
            run = _run(left, at, right, place, least)
            if run > length or (run == length and place >= previous > best):
                best, length = place, run
        if not length:
            at += 1
            continue
        found.append(
            SharedPassage(left[at][1], left[at + length - 1][2], right[best][1], right[best + length - 1][2], length)
        )
        at, previous = at + length, best + length
    return found


def located(text: str) -> list[Word]:
    """The words of a text as `worker.dedup.words` makes them, with their places.

    Args:
        text: any text; what goes beyond MAX_CHARS is left out.

    Returns:
        Word, start and end in characters of `text`. Where normalising changes a stretch's length, its words bear the
        place of the whole stretch.
    """
    return list(_located(text[:MAX_CHARS]))


def _located(text: str) -> Iterator[Word]:
    if unicodedata.is_normalized("NFKC", text):
        for match in WORD.finditer(text):
            yield match.group().casefold(), match.start(), match.end()
        return
    for chunk in _CHUNK.finditer(text):
        normal = unicodedata.normalize("NFKC", chunk.group())
        same_length = len(normal) == len(chunk.group())
        for match in WORD.finditer(normal):
            start, end = (chunk.start() + match.start(), chunk.start() + match.end()) if same_length else chunk.span()
            yield match.group().casefold(), start, end


def _text(article: Side | Prepared) -> str:
    return article.side.text if isinstance(article, Prepared) else article.text


def _places(words: list[str], least: int) -> dict[tuple[str, ...], list[int]]:
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(words) - least + 1):
        held = places.setdefault(tuple(words[place : place + least]), [])
        if len(held) < MAX_PLACES:
            held.append(place)
    return places


def _run(left: list[Word], at: int, right: list[Word], place: int, known: int) -> int:
    length = known
    end = min(len(left) - at, len(right) - place)
    while length < end and left[at + length][0] == right[place + length][0]:
        length += 1
    return length
