"""What a text of a cluster has that its fullest text has not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.dedup.shared import located, shared_passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.model.evidence import SharedPassage, Side

LEAST_OWN = 8
"""Words that a stretch has at least that is quoted as its own; shorter ones are joints between shared passages."""
MOST_CHARS = 240
"""Of a quoted stretch: two lines on a screen."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A text beside another one.

    Attributes:
        words: how many words it has.
        shared: share of its words that stand in passages of both, 0 to 1.
        own: its longest stretch that the other lacks, "" where it has none worth quoting.
        cut: whether that stretch goes on.
    """

    words: int
    shared: float
    own: str
    cut: bool


def difference(one: Side, other: Side) -> Difference:
    """What a text has that another has not.

    Args:
        one: the text.
        other: what it is seen beside.
    """
    return beside(one.text, shared_passages(one, other))


def beside(text: str, passages: Sequence[SharedPassage]) -> Difference:
    """The same, with the shared passages known.

    Args:
        text: the text; the passages' places `a_start` and `a_end` are its own.
        passages: in the order of the text, without overlaps.
    """
    words = located(text)
    held = sum(one.words for one in passages)
    starts = [0, *(one.a_end for one in passages)]
    ends = [*(one.a_start for one in passages), len(text)]
    own = ("", 0)
    for start, end in zip(starts, ends, strict=True):
        count = sum(start <= at < end for _, at, _ in words)
        if count > own[1]:
            own = text[start:end], count
    quoted = " ".join(own[0].split()).strip(" .,;:") if own[1] >= LEAST_OWN else ""
    return Difference(
        words=len(words),
        shared=min(held / len(words), 1.0) if words else 0.0,
        own=_shortened(quoted),
        cut=len(quoted) > MOST_CHARS,
    )


def _shortened(text: str) -> str:
    """A text up to the last whole word that fits."""
    return text if len(text) <= MOST_CHARS else text[:MOST_CHARS].rpartition(" ")[0]
