"""Learned boilerplate taken out of a text, and the version that says which of it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import asdict
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.clean.rules import RuleBook
    from worker.clean.sieve import Sieve
    from worker.model.learned import Line

_WORD = re.compile(r"\S+")
_CLOSED = re.compile(r"[.!?…:;][\"'”\u2019»)\]]*\Z|[)\]]\Z")
FEWEST_ALONE = 4
"""A sentence of a run with fewer words goes only together with the others; abbreviations make such pieces."""
_HEX = 12
"""Hexadecimal digits of each half of a version: two rule books in one installation never share 48 bits."""


class Learned:
    """A snapshot of the lines that are taken out, by site; it never changes.

    Args:
        lines: those that were applied or accepted.
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        lines = list(lines)
        self._openings: dict[str, dict[tuple[str, str], list[tuple[list[str], Line]]]] = defaultdict(dict)
        named = defaultdict(list)
        pieces = [(words, line) for line in lines for words in _pieces(line.text)]
        for words, line in sorted(pieces, key=lambda one: (-len(one[0]), one[1].id)):
            self._openings[line.site].setdefault((words[0], words[1]), []).append((words, line))
        for line in lines:
            named[line.site].append([line.id, line.text, line.kind.value])
        self._digests = {site: _digest(sorted(found)) for site, found in named.items()}

    def digest(self, sites: Iterable[str]) -> str:
        """What names the lines that hold for an article of these sites; "" when there are none."""
        found = [self._digests[site] for site in dict.fromkeys(sites) if site in self._digests]
        return _digest(found) if found else ""

    def sift(self, sieve: Sieve, sites: Iterable[str]) -> None:
        """Take the lines of these sites out of a text, wherever they begin and end with a sentence or line.

        The time grows with the text and with the longest line.

        Args:
            sieve: the text, after the rules.
            sites: the article's outlet and network.
        """
        tables = [self._openings[site] for site in dict.fromkeys(sites) if site in self._openings]
        if not tables:
            return
        words = [found for left, right in sieve.kept() for found in _WORD.finditer(sieve.raw, left, right)]
        at = 0
        while at + 1 < len(words):
            opening = (words[at][0], words[at + 1][0])
            for wanted, line in (one for table in tables for one in table.get(opening, ())):
                stop = at + len(wanted)
                same = [found[0] for found in words[at:stop]] == wanted
                if same and _border(sieve, words, at) and _border(sieve, words, stop):
                    sieve.take(words[at].start(), words[stop - 1].end(), line.kind, f"learned.{line.id}")
                    at = stop - 1
                    break
            at += 1


def _pieces(text: str) -> list[list[str]]:
    """The words of a line, and of each sentence of a run: a rule may have taken the others before."""
    whole: list[str] = []
    pieces: list[list[str]] = []
    for row in text.split("\n"):
        piece: list[str] = []
        for word in row.split():
            piece.append(word)
            if _CLOSED.search(word):
                pieces.append(piece)
                piece = []
        pieces.append(piece)
        whole += row.split()
    alone = [piece for piece in pieces if FEWEST_ALONE <= len(piece) < len(whole)]
    return [one for one in (whole, *alone) if len(one) > 1]


def _border(sieve: Sieve, words: list[re.Match[str]], at: int) -> bool:
    """Whether a line or sentence ends before a word."""
    if at in (0, len(words)):
        return True
    before, after = words[at - 1].end(), words[at].start()
    between = sieve.raw[before:after]
    # more than blanks between two words is a stretch that a rule took
    return "\n" in between or bool(between.strip()) or _CLOSED.search(words[at - 1][0]) is not None


def rules_version(rules: RuleBook) -> str:
    """What names a rule book and the code that applies it.

    Args:
        rules: the rule book.
    """
    told = [asdict(rules.common), [asdict(site) for site in rules.sites]]
    return _digest([_release(), rules.version, told])


@lru_cache(maxsize=1)
def _release() -> str:
    return version("saring")


def _digest(value: object) -> str:
    text = json.dumps(value, default=_plain, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_HEX]


def _plain(value: object) -> str:
    return value.pattern if isinstance(value, re.Pattern) else repr(value)
