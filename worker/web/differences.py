"""What the texts of a cluster have that its fullest text has not, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.dedup.shared import located, shared_passages
from worker.views.contrast import Content, Contrast, contrast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.model.evidence import SharedPassage, Side


@dataclass(frozen=True, slots=True)
class Beside:
    """How much of a text stands in another.

    Attributes:
        words: how many words it has.
        shared: share of its words that stand in passages of both, 0 to 1.
    """

    words: int
    shared: float


@dataclass(frozen=True, slots=True)
class Difference(Beside):
    """A text beside the fullest one.

    Attributes:
        adds: what it tells and the fullest does not.
        lacks: what the fullest tells and it does not.
    """

    adds: Contrast
    lacks: Contrast


def beside(text: str, passages: Sequence[SharedPassage]) -> Beside:
    """How much of a text stands in another.

    Args:
        text: the text.
        passages: the runs of words that stand in both, without overlaps in this text.
    """
    words = len(located(text))
    return Beside(words, min(sum(one.words for one in passages) / words, 1.0) if words else 0.0)


def differences(texts: Mapping[int, Side], fullest: Side) -> dict[int, Difference]:
    """Several texts beside the fullest one.

    Args:
        texts: an article of each text, by version.
        fullest: the article with the fullest text.
    """
    whole = Content(fullest)
    found = {}
    for version, side in texts.items():
        own = whole if side.id == fullest.id else Content(side)
        seen = beside(side.text, shared_passages(side, fullest))
        found[version] = Difference(
            words=seen.words, shared=seen.shared, adds=contrast(own, whole), lacks=contrast(whole, own)
        )
    return found
