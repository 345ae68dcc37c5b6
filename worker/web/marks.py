"""A text cut into stretches, marked and unmarked, so that a template can show what stands where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text.

    Attributes:
        start: where it begins, in characters.
        end: where it ends.
        kind: what it is.
        note: what a reader is told about it.
        number: its number among the marks, 0 for none; a numbered mark is kept even where others cover it.
    """

    start: int
    end: int
    kind: str
    note: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a text.

    Attributes:
        text: the piece.
        mark: the mark that it bears, None where it bears none.
    """

    text: str
    mark: Mark | None = None


def cut(text: str, marks: Iterable[Mark]) -> list[Stretch]:
    """Cut a text at its marks.

    Args:
        text: the text.
        marks: places in it, in any order; where two overlap, the one that begins first has the shared part.

    Returns:
        The stretches in order; together they are the text again, whatever the marks say.
    """
    stretches = []
    at = 0
    for mark in sorted(marks, key=lambda one: (one.start, one.end)):
        start, end = max(mark.start, at), min(mark.end, len(text))
        if start >= end and not mark.number:
            continue
        start, end = min(start, len(text)), max(end, at)
        start = min(start, end)
        if start > at:
            stretches.append(Stretch(text[at:start]))
        stretches.append(Stretch(text[start:end], mark))
        at = end
    if at < len(text):
        stretches.append(Stretch(text[at:]))
    return stretches
