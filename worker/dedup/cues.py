"""What single words say of a pair: those that one text alone has, and those that both have, as labelled pairs taught.

A headline that alone says "bantah" or "kronologi" tells a reaction or an explainer, whatever the bodies share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from worker.dedup.figures.bags import found, weight
from worker.dedup.figures.meeting import meet

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from worker.dedup.figures.meeting import Meeting
    from worker.dedup.prepared import Prepared

    Hashes = npt.NDArray[np.uint64]

GROUPS = {
    "cue_titles": ("title_alone", "title_both", "title_new"),
    "cue_leads": ("lead_new",),
    "cue_bodies": ("body_alone", "body_both"),
}
"""The figures, and the places whose words each adds up."""
PLACES = tuple(place for places in GROUPS.values() for place in places)
GRAIN = 1000
"""Weights are kept in thousandths of log-odds."""


class Weighed(NamedTuple):
    """A word that has a weight in a pair.

    Attributes:
        place: one of PLACES.
        stem: hash of its stem.
        weight: log-odds of one report that it adds.
    """

    place: str
    stem: int
    weight: float


def spoken(a: Prepared, b: Prepared, met: Meeting | None = None) -> dict[str, Hashes]:
    """The words of a pair by where they stand.

    Args:
        a: one article.
        b: the other; the order does not matter.
        met: what they have of each other, if it is known; None looks it up.

    Returns:
        For each of PLACES, hashes of stems, each once: of one title alone, of both titles, of one title and nowhere in
        the other article, of one lead and not of the other body, of one body alone, of both bodies.
    """
    of_a, of_b = met or meet(a, b)
    title_a, title_b = a.title.keys, b.title.keys
    alone_a, alone_b = ~of_a.in_title, ~of_b.in_title
    return {
        "title_alone": np.concatenate((title_a[alone_a], title_b[alone_b])),
        "title_both": title_a[of_a.in_title],
        "title_new": np.concatenate((title_a[alone_a & ~of_a.title], title_b[alone_b & ~of_b.title])),
        "lead_new": np.concatenate((a.lead.keys[~of_a.lead], b.lead.keys[~of_b.lead])),
        "body_alone": np.concatenate((a.vocabulary.keys[~of_a.body], b.vocabulary.keys[~of_b.body])),
        "body_both": a.vocabulary.keys[of_a.body],
    }


@dataclass(frozen=True, slots=True)
class Cues:
    """How much each word weighs at each place.

    Attributes:
        keys: for each place the high 32 bits of the words' hashes, sorted.
        weights: log-odds of the same report that each adds.
        usual: for each of GROUPS what they add up to in an average pair of those that taught them.
    """

    keys: Mapping[str, npt.NDArray[np.uint32]]
    weights: Mapping[str, npt.NDArray[np.float32]]
    usual: Mapping[str, float]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Cues:
        """Build them from plain data, as a model file holds it.

        Args:
            table: for each of PLACES `keys`, sorted, and `weights` in 1/GRAIN; `usual` for each of GROUPS.

        Raises:
            ValueError: a place has not as many keys as weights, or its keys are not sorted.
            KeyError: a place or what is usual is missing.
        """
        keys = {place: np.array(table[place]["keys"], dtype=np.uint32) for place in PLACES}
        weights = {place: np.array(table[place]["weights"], dtype=np.float32) / np.float32(GRAIN) for place in PLACES}
        for place in PLACES:
            if len(keys[place]) != len(weights[place]) or not (keys[place][:-1] < keys[place][1:]).all():
                raise ValueError(f"the cues of {place} have unsorted keys, or not a weight for each")
        return cls(keys, weights, {name: float(table["usual"][name]) for name in GROUPS})

    def figures(self, a: Prepared, b: Prepared, met: Meeting | None = None) -> dict[str, float]:
        """The figures of a pair.

        Args:
            a: one article.
            b: the other; the order does not matter.
            met: what they have of each other, if it is known; None looks it up.

        Returns:
            The sum of the weights for each of GROUPS in log-odds, above or below what is usual.
        """
        words = spoken(a, b, met)
        return {
            name: sum(self._sum(place, words[place]) for place in places) - self.usual[name]
            for name, places in GROUPS.items()
        }

    def heaviest(self, a: Prepared, b: Prepared, most: int) -> list[Weighed]:
        """The words that weigh most in a pair.

        Args:
            a: one article.
            b: the other.
            most: how many are told.

        Returns:
            Words of any place, the heaviest first; those that weigh nothing are left out.
        """
        weighed = []
        for place, words in spoken(a, b).items():
            at, known = self._places(place, words)
            weights = self.weights[place][at[known]].tolist()
            weighed += [
                Weighed(place, stem, weight) for stem, weight in zip(words[known].tolist(), weights, strict=True)
            ]
        return sorted(weighed, key=lambda one: (-abs(one.weight), one.place, one.stem))[:most]

    def _sum(self, place: str, words: Hashes) -> float:
        at, known = self._places(place, words)
        return weight(self.weights[place][at[known]])

    def _places(self, place: str, words: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        return found(high_half(words), self.keys[place])


def high_half(words: Hashes) -> npt.NDArray[np.uint32]:
    """What a table knows a word by; sorted hashes stay sorted."""
    return (words >> np.uint64(32)).astype(np.uint32)
