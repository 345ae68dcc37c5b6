"""The words that weigh most in a pair, as the texts spell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.dedup.stems import stemmed, unglued
from worker.dedup.words import words

if TYPE_CHECKING:
    from worker.dedup.cues import Cues
    from worker.dedup.prepared import Prepared
    from worker.views.lines import View

MOST = 8
"""Words that are told."""


def weighty(cues: Cues, a: Prepared, b: Prepared) -> list[View]:
    """The words that weigh most in a pair.

    Args:
        cues: what words weigh.
        a: one article.
        b: the other.

    Returns:
        Word, where it stands (one of `worker.dedup.cues.PLACES`), whose it is (`a`, `b` or `both`) and its log-odds,
        the heaviest first.
    """
    titles = [_spelt(one.side.title) for one in (a, b)]
    texts = [_spelt(one.side.text) for one in (a, b)]
    told = []
    for place, stem, weight in cues.heaviest(a, b, MOST):
        spelt = titles if place.startswith("title") else texts
        owners = [side for side, words_of in zip("ab", spelt, strict=True) if stem in words_of]
        if not owners:  # the text is longer than what is judged
            continue
        word = spelt["ab".index(owners[0])][stem]
        side = "both" if place.endswith("_both") else owners[0]
        told.append({"word": word, "where": place, "side": side, "weight": round(weight, 3)})
    return told


def _spelt(text: str) -> dict[int, str]:
    """The first spelling of each stem."""
    said = unglued(words(text))
    return dict(zip(reversed(stemmed(said).tolist()), reversed(said), strict=True))
