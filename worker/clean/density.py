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
    for element, run in _runs(page):
        worth = 1 + run.count(",") + min(_MOST_LETTERS, len(run) / _LETTERS)
        for home, share in zip(_homes(element), (1.0, _ABOVE), strict=False):
            scores[home] = scores.get(home, 0.0) + worth * share
    weighed = {one: score * (1 - link_share(one)) * _weight(one) for one, score in scores.items() if score > _SENTENCE}
    if not weighed:
        return []
    best = max(weighed, key=lambda one: weighed[one])
    whole = _whole(best)
    if whole is not None:
        return [whole]
    parent = best.getparent()
    if parent is None:
        return [best]
    least = max(_LEAST_NEIGHBOUR, _NEIGHBOUR * weighed[best])

    def goes_on(one: HtmlElement) -> bool:
        if not isinstance(one.tag, str) or named_away(one):
            return False
        alike = _SAME_CLASS if best.get("class") and one.get("class") == best.get("class") else 1.0
        return weighed.get(one, 0.0) * alike >= least or _paragraph(one)

    return [one for one in parent if one is best or goes_on(one)]


def _whole(best: HtmlElement) -> HtmlElement | None:
    """The element that the page itself calls the article, when most of its running text stands outside the best one.

    A text told in lists or short sections has no dense place. A `main` that holds several articles is none.
    """
    for one in best.iterancestors():
        if one.tag == "article" or (one.tag == "main" and one.find(".//article") is None):
            told, inside = _sentences(one), _sentences(best)
            return one if told > _MORE * inside and link_share(one) < _FEW_LINKS else None
    return None


def _sentences(element: HtmlElement) -> int:
    """The letters of an element's runs of text that end as sentences do."""
    return sum(len(run) for one, run in _runs(element) if _END.search(run) and not named_away(one))


def _runs(page: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The runs of text outside links and headings, with the element that each stands in."""
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in NEVER or element.tag == "a":
            continue
        for text in (element.text if element.tag not in _HEADINGS else None, *(child.tail for child in element)):
            bare = (text or "").strip()
            if len(bare) >= _RUN and not any(one.tag == "a" or one.tag in NEVER for one in element.iterancestors()):
                yield element, bare


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
