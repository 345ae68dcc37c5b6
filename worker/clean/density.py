"""Where on a page the running text stands, when neither the site's rule nor the page itself says so.

The scores are those of Arc90's Readability: commas and length of each run of text, in full to the block that holds it,
in part to the one above, less the share that stands in links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.clean.tree import AWAY, BLOCKS, NEVER, link_share, named_away, text_of, words_of
from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_HEADINGS = vocabulary("h1 h2 h3 h4 h5 h6")
_GOOD = vocabulary(
    "article articles body content konten detail entry post text teks read berita isi story main news artikel"
)
_BAD = vocabulary(
    "comment komentar sidebar footer header nav menu widget list index latest hot side right breaking headline caption"
)
_END = re.compile(r"[.!?\"\u201d'\u2019:;)\u2026*]\Z")
_NO_RUNS = NEVER | {"a"}
# Readability's own figures: a run of text counts from 25 letters, a hundred letters are worth a comma, up to three.
_RUN = 25
_LETTERS = 100
_MOST_LETTERS = 3.0
_ABOVE = 0.4
# An element that scores less holds no more than a sentence.
_SENTENCE = 3.0
_NEIGHBOUR = 0.2
_LEAST_NEIGHBOUR = 10.0
_SAME_CLASS = 1.2
_PARAGRAPH = 80
_FEW_LINKS = 0.25
# From how many times the sentences of the densest place on the page's own `article` is believed instead.
_MORE = 2


def densest(page: HtmlElement) -> list[HtmlElement]:
    """The element in which most running text stands, and its neighbours that go on with it.

    Args:
        page: the tree.

    Returns:
        Elements in page order, none when the page has no running text.
    """
    scores: dict[HtmlElement, float] = {}
    runs = list(_runs(page))
    for element, run in runs:
        worth = 1 + run.count(",") + min(_MOST_LETTERS, len(run) / _LETTERS)
        for home, share in zip(_homes(element), (1.0, _ABOVE), strict=False):
            scores[home] = scores.get(home, 0.0) + worth * share
    weighed = _Weighed({one: score for one, score in scores.items() if score > _SENTENCE})
    best = weighed.best()
    if best is None:
        return []
    whole = _whole(best, runs)
    if whole is not None:
        return [whole]
    parent = best.getparent()
    if parent is None:
        return [best]
    least = max(_LEAST_NEIGHBOUR, _NEIGHBOUR * weighed.of(best))

    def goes_on(one: HtmlElement) -> bool:
        if not isinstance(one.tag, str) or named_away(one):
            return False
        alike = _SAME_CLASS if best.get("class") and one.get("class") == best.get("class") else 1.0
        return weighed.of(one) * alike >= least or _paragraph(one)

    return [one for one in parent if one is best or goes_on(one)]


class _Weighed:
    """Scores less the share of links, worked out where they can decide: counting the letters in links is dear."""

    def __init__(self, scores: dict[HtmlElement, float]) -> None:
        self._scores = scores
        self._weights = {one: _weight(one) for one in scores}
        self._found: dict[HtmlElement, float] = {}

    def of(self, element: HtmlElement) -> float:
        if element not in self._scores:
            return 0.0
        if element not in self._found:
            self._found[element] = self._scores[element] * (1 - link_share(element)) * self._weights[element]
        return self._found[element]

    def best(self) -> HtmlElement | None:
        """The one with the highest score; of several the first."""
        most = {one: score * self._weights[one] for one, score in self._scores.items()}
        order = {one: -at for at, one in enumerate(most)}
        best = None
        for one in sorted(most, key=most.__getitem__, reverse=True):
            if best is not None and most[one] < self.of(best):
                break
            if best is None or (self.of(one), order[one]) > (self.of(best), order[best]):
                best = one
        return best


def _whole(best: HtmlElement, runs: list[tuple[HtmlElement, str]]) -> HtmlElement | None:
    """The element that the page itself calls the article, when most of its running text stands outside the best one.

    A text told in lists or short sections has no dense place. A `main` that holds several articles is none.
    """
    for one in best.iterancestors():
        if one.tag == "article" or (one.tag == "main" and one.find(".//article") is None):
            told, inside = _sentences(one, runs), _sentences(best, runs)
            return one if told > _MORE * inside and link_share(one) < _FEW_LINKS else None
    return None


def _sentences(element: HtmlElement, runs: list[tuple[HtmlElement, str]]) -> int:
    """The letters of those of a page's runs of text that stand in an element and end as sentences do."""
    return sum(
        len(run)
        for one, run in runs
        if _END.search(run) and (one is element or element in one.iterancestors()) and not named_away(one)
    )


def _runs(page: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The runs of text outside links and headings, with the element that each stands in."""
    waiting = [page]
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in _NO_RUNS or not isinstance(tag, str):
            continue
        children = list(element)
        text = element.text
        if text and len(text) >= _RUN and len(bare := text.strip()) >= _RUN and tag not in _HEADINGS:
            yield element, bare
        for child in children:
            text = child.tail
            if text and len(text) >= _RUN and len(bare := text.strip()) >= _RUN:
                yield element, bare
        children.reverse()
        waiting += children


def _homes(element: HtmlElement) -> list[HtmlElement]:
    """The block that holds an element's text and the one above it; a paragraph's holder stands for the paragraph."""
    block = element
    while block.tag not in BLOCKS and block.getparent() is not None:
        block = block.getparent()
    if block.tag in ("p", "li", "blockquote"):
        block = block.getparent()
    above = block.getparent() if block is not None else None
    return [one for one in (block, above) if one is not None]


def _paragraph(element: HtmlElement) -> bool:
    text = text_of(element) if element.tag == "p" else ""
    return len(text) > _PARAGRAPH and link_share(element) < _FEW_LINKS and bool(_END.search(text))


def _weight(element: HtmlElement) -> float:
    words = words_of(element)
    weight = 1.0
    if words & _GOOD or element.tag in ("article", "main"):
        weight *= 1.3
    if words & (_BAD | AWAY):
        weight *= 0.5
    return weight
