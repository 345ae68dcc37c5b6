"""Titles that are known: what a linked title in a text can be held against, word for word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.clean import linked
from worker.model.article import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from worker.clean.sieve import Sieve

# Words of a headline that is worth knowing; shorter link texts are sections, tags and names.
FEWEST, MOST = 4, 25
# Behind no label a title counts from so many words: shorter ones stand in prose too (offices, names of laws).
FEWEST_BARE = 6
# How sure a removal is where the title is known: word for word behind a label, and without one.
SURE, SURE_BARE = 0.99, 0.95
_KEY = 3
# So many pieces hold that many words, but for stray signs.
_GLANCE = 5
_BEGINS = re.compile(
    r"(?:\A|(?<=\n)|(?<=[.!?\"\u201d)])[^\S\n]{0,3})(?=[\"'\u201c\u2018\[(]{0,2}[A-Z0-9])(?=(?P<first>\S+))"
)
_NEW = re.compile(r"\s*(?:\Z|\n|[\"'\u201c\u2018(\[]?[A-Z0-9])|\s{2,}")


class Titles:
    """Known titles, found by their first words.

    Args:
        titles: headlines; what is too short or too long to be one is left out.
    """

    def __init__(self, titles: Iterable[str] = ()) -> None:
        found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for title in titles:
            words = _words(title) if title.count(" ") >= FEWEST - 1 else ()
            if FEWEST <= len(words) <= MOST:
                found.setdefault(words[:_KEY], set()).add(words)
        self._first = {key[0] for key in found}
        self._by_opening: Mapping[tuple[str, ...], list[tuple[str, ...]]] = {
            key: sorted(some, key=len, reverse=True) for key, some in found.items()
        }

    def __bool__(self) -> bool:
        """Whether any is known."""
        return bool(self._by_opening)

    def match(self, text: str, start: int, stop: int, fewest: int = FEWEST) -> int:
        """The end of the known title, or of the run of known titles, that begins at a place.

        Args:
            text: the text.
            start: where it begins.
            stop: where it ends at the latest.
            fewest: words of each title at least.

        Returns:
            One past its last character; `start` when none begins there.
        """
        end = start
        while self._by_opening:
            after = self._one(text, end, stop, fewest)
            if after == end:
                break
            end = after
        return end

    def _one(self, text: str, start: int, stop: int, fewest: int) -> int:
        # Cheap before dear: most often the first words are those of no title.
        glance = linked.tokens(text, start, stop, _GLANCE)
        opening = tuple(folded for one in glance if (folded := linked.word(one.text)))[:_KEY]
        if opening not in self._by_opening and (len(opening) == _KEY or len(glance) < _GLANCE):
            return start
        said = [(one.end, folded) for one in linked.tokens(text, start, stop) if (folded := linked.word(one.text))]
        words = tuple(folded for _, folded in said)
        for title in self._by_opening.get(words[:_KEY], ()):
            if len(title) >= fewest and words[: len(title)] == title:
                return said[len(title) - 1][0]
        return start

    def sift(self, sieve: Sieve, own: str = "") -> None:
        """Take known titles that stand by themselves: a line, or between two sentences, without a label.

        Args:
            sieve: the text.
            own: its own headline, which stays.
        """
        kept = _words(own)
        if not self._by_opening:
            return
        for left, right in list(sieve.kept()):
            for hit in _BEGINS.finditer(sieve.raw, left, right):
                if linked.word(hit["first"]) not in self._first:
                    continue
                start = hit.end()
                end = self.match(sieve.raw, start, right, FEWEST_BARE)
                if end > start and _NEW.match(sieve.raw, end) and _words(sieve.raw[start:end]) != kept:
                    sieve.take(start, end, Kind.READALSO, "common.known-title", SURE_BARE)


def bare_words(text: str) -> list[str]:
    """The bare words of a whole text in lower case, at most `linked.WINDOW`; two that are glued at a seam are two."""
    pieces = text.split()[: linked.WINDOW]
    if not all(map(linked.PLAIN.fullmatch, pieces)):
        pieces = [one.text for one in linked.tokens(text, 0, len(text))]
    return [folded for one in pieces if (folded := linked.word(one))]


def _words(title: str) -> tuple[str, ...]:
    return tuple(bare_words(title))
