"""One text on its way through the rules: what was taken so far, and what is left."""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from worker.clean.source import Source
from worker.model.article import Kind, Removed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINE_END = re.compile(r"\r\n?|\n")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_OPEN_END = re.compile(r"[^.!?:;\"”\u2019'…)*\]]\Z")
_GOES_ON = re.compile(r"[a-z,.;)]")
# Kinds that stand between paragraphs: taking one out of a flattened text shows where a paragraph ended.
_BETWEEN = frozenset({Kind.READALSO, Kind.EMBED, Kind.PROMO, Kind.CAPTION})


class Sieve:
    """A raw text and the stretches taken out of it.

    Args:
        source: the text; a string is one as `prepare` leaves it.
    """

    def __init__(self, source: Source | str) -> None:
        self.source = Source(source, source) if isinstance(source, str) else source
        self.raw = raw = self.source.raw
        self.lowered = raw.lower()
        if len(self.lowered) != len(raw):
            # A few capitals (U+0130) grow when lowered; places must stay the same.
            self.lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in raw)
        self._gone = bytearray(len(raw))
        self._bounds = [hit.span() for hit in _LINE.finditer(raw)]
        self._removed: list[Removed] = []

    def take(self, start: int, end: int, kind: Kind, rule: str, sure: float = 1.0) -> bool:
        """Take out a stretch; blanks at its edges and parts already gone are left.

        Args:
            start: first character.
            end: one past the last character.
            kind: what it is.
            rule: the id of the rule that says so.
            sure: how sure it is that nothing of the report is in it, 0 to 1.

        Returns:
            Whether anything was taken.
        """
        took = False
        for left, right in list(self.kept(start, end)):
            piece = self.raw[left:right]
            bare = piece.strip()
            if not bare:
                continue
            begin = left + len(piece) - len(piece.lstrip())
            stop = begin + len(bare)
            self._gone[begin:stop] = b"\x01" * (stop - begin)
            self._removed.append(Removed(kind, self.raw[begin:stop], rule, begin, stop, round(sure, 3)))
            took = True
        return took

    def is_gone(self, at: int) -> bool:
        """Whether the character at a place is taken."""
        return bool(self._gone[at])

    def kept(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """The runs of characters that are left between two places."""
        stop = len(self.raw) if end is None else end
        at = start
        while at < stop:
            left = self._gone.find(0, at, stop)
            if left < 0:
                return
            right = self._gone.find(1, left, stop)
            right = stop if right < 0 else right
            yield left, right
            at = right

    def lines(self, most: int | None = None) -> list[tuple[int, int]]:
        """The places of what is left of each line, without blanks at the edges; lines with nothing left are skipped.

        Args:
            most: how many lines to give at most, from the first.

        Returns:
            Start and end of each line.
        """
        return list(itertools.islice(self._left(self._bounds), most))

    def last(self) -> tuple[int, int] | None:
        """The place of what is left of the last line, None when nothing is left."""
        return next(self._left(reversed(self._bounds)), None)

    def from_end(self) -> Iterator[tuple[int, int]]:
        """The places of what is left of each line, the last one first."""
        return self._left(reversed(self._bounds))

    def _left(self, bounds: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for start, end in bounds:
            if self._gone.find(1, start, end) < 0:
                yield start, end
                continue
            pieces = [(left, right) for left, right in self.kept(start, end) if self.raw[left:right].strip()]
            if pieces:
                first = self.raw[pieces[0][0] : pieces[0][1]]
                last = self.raw[pieces[-1][0] : pieces[-1][1]]
                yield pieces[0][1] - len(first.lstrip()), pieces[-1][0] + len(last.rstrip())

    def removed(self) -> tuple[Removed, ...]:
        """What was taken, in order."""
        return tuple(sorted(self._removed, key=lambda one: one.start))

    def removed_as_given(self) -> tuple[Removed, ...]:
        """What was taken, in order, in the characters that were handed in, with its places there."""
        if self.source.places is None:
            return self.removed()
        given, place = self.source.given, self.source.place
        spans = [(one, place(one.start), place(one.end)) for one in self.removed()]
        return tuple(replace(one, text=given[start:end], start=start, end=end) for one, start, end in spans)

    def text(self) -> str:
        """What is left, one paragraph a line; lines that a scrape broke inside a sentence are joined again."""
        return self._told(Source(self.raw, self.raw))

    def text_as_given(self) -> str:
        """What is left, as `text`, in the characters that were handed in."""
        return self._told(self.source)

    def _told(self, source: Source) -> str:
        between = sorted(one.start for one in self._removed if one.kind in _BETWEEN)
        parts: list[str] = []
        before = 0
        for left, right in self.kept():
            if parts:
                at = bisect.bisect_left(between, before)
                parts.append("\n" if at < len(between) and between[at] < left else " ")
            parts.append(source.given[source.place(left) : source.place(right)])
            before = right
        paragraphs: list[list[str]] = []
        for line in _LINE_END.split("".join(parts)):
            bare = " ".join(line.split())
            if not bare:
                continue
            if paragraphs and _GOES_ON.match(bare) and _OPEN_END.match(paragraphs[-1][-1][-1]):
                paragraphs[-1].append(bare)
            else:
                paragraphs.append([bare])
        return "\n".join(" ".join(lines) for lines in paragraphs)
