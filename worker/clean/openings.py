"""What a pattern's matches open with, so that it is tried where that stands and not at each letter of a text.

Python's `re` runs along a text by itself only for patterns that begin with what they look for. The rules for stretches
inside lines begin with what may stand before a label, and took 0.15 ms of a text's 1.2.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_parser: Any = import_module("re._parser")
# More letters before what a match opens with than this are as dear as the whole text.
_FARTHEST = 12
# In a longer text the places are not kept in mind: a page could be made of nothing else.
_LONGEST = 40_000
# Without regard to case "i" and "s" stand for these too, which are no "i" and "s" in lower case.
_ODD = re.compile("[\u0130\u0131\u017f]")
_NOTHING = ("AT", "ASSERT", "ASSERT_NOT")
_ONE = ("IN", "ANY", "NOT_LITERAL")
_REPEATED = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class Opening(NamedTuple):
    """A piece that stands near the beginning of some matches.

    Attributes:
        piece: in lower case.
        before: how many letters of the match stand before it at most.
    """

    piece: str
    before: int


def hits(pattern: re.Pattern[str], text: str, lowered: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that is read without regard to case, as `pattern.finditer(text)` gives them.

    Args:
        pattern: the pattern.
        text: where to look.
        lowered: the same in lower case, with each letter in its place.
    """
    known = openings(pattern.pattern, pattern.flags)
    if not known or len(text) > _LONGEST or _ODD.search(text):
        yield from pattern.finditer(text)
        return
    end = 0
    for at in sorted(_places(known, lowered)):
        if at >= end and (hit := pattern.match(text, at)):
            yield hit
            end = hit.end()


def _places(known: Sequence[Opening], lowered: str) -> set[int]:
    """Where a match may begin."""
    found: set[int] = set()
    for piece, before in known:
        at = lowered.find(piece)
        while at >= 0:
            found.update(range(max(0, at - before), at + 1))
            at = lowered.find(piece, at + 1)
    return found


@lru_cache(maxsize=4096)
def openings(pattern: str, flags: int) -> tuple[Opening, ...]:
    """The pieces of which each match of a pattern has one, none where the pattern does not tell.

    Args:
        pattern: as written.
        flags: as compiled.
    """
    if flags & re.VERBOSE or not flags & re.IGNORECASE:
        return ()
    found = _first(list(_parser.parse(pattern, flags)), 0)
    nearest: dict[str, int] = {}
    for piece, before in found or ():
        nearest[piece] = max(before, nearest.get(piece, 0))
    if not all(piece.isascii() for piece in nearest):
        return ()
    return tuple(Opening(*one) for one in sorted(nearest.items()))


def _first(items: list[Any], before: int) -> list[Opening] | None:
    """The first letters that a row of a pattern's parts asks for; None where a match may do without."""
    letters = ""
    for at, (name, held) in enumerate(items):
        letter = _letter(str(name), held)
        if letter:
            letters += letter
            continue
        if letters:
            break
        ways = _ways(str(name), held)
        if ways:
            found = [_first([*way, *items[at + 1 :]], before) for way in ways]
            return None if None in found else [one for some in found for one in some or ()]
        before += _widest(str(name), held)
        if before > _FARTHEST:
            return None
    return [Opening(letters, before)] if letters else None


def _ways(name: str, held: Any) -> list[Any]:
    """The rows of parts of which a group is one."""
    if name == "BRANCH":
        return list(held[1])
    return [held[-1]] if name == "SUBPATTERN" else [held] if name == "ATOMIC_GROUP" else []


def _widest(name: str, held: Any) -> int:
    """How many letters a part takes at most, more than any limit where it may take any number."""
    if name in _REPEATED:
        return int(held[2].getwidth()[1]) * int(held[1])
    return 0 if name in _NOTHING else 1 if name in _ONE else _FARTHEST + 1


def _letter(name: str, held: Any) -> str:
    """The letter in lower case that a part of a pattern stands for; "" where it is none, or one of several."""
    if name == "LITERAL":
        return chr(held).lower()
    if name == "IN" and all(str(kind) == "LITERAL" for kind, _ in held):
        letters = {chr(one).lower() for _, one in held}
        return letters.pop() if len(letters) == 1 else ""
    return ""
