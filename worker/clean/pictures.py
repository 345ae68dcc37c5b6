"""Picture stories: pages on which the captions tell the story."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from lxml.etree import XPath

from worker.clean.tree import link_share, text_of, words_in, words_of
from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

# A story has pictures, an article has one or two.
FEWEST = 3
# A text of more words tells its story itself; and so many captions are looked at, since deep pages make each one dear.
MOST_WORDS = 250
MOST = 100
# A shorter caption says who is in the picture, or whose it is.
FEWEST_WORDS = 7
_CAPTION = vocabulary("caption captions figcaption keterangan takarir")
# What each of these words holds.
_PIECES = ("caption", "keterangan", "takarir")
_ELSEWHERE = vocabulary("a aside nav footer header form")
_OTHERS = vocabulary(
    "related terkait lainnya populer terpopuler terkini terbaru sidebar widget recommendation list index"
)
_NAMES = XPath("descendant-or-self::*/@class | descendant-or-self::*/@id", smart_strings=False)
_WORD = re.compile(r"\w+")
_MOST_LINKED = 0.3
_STOP = re.compile(r"[.!?][\"\u201d]?(?:\s|\Z)")
# The lead stands so many lines below the headline at most, and has so many words at least.
_NEAR = 8
_LEAD = 6


def captions(page: HtmlElement, words: int) -> list[str]:
    """The captions, when they are the story: three or more, with more words than the text beside them.

    Args:
        page: the tree.
        words: how many words the page's text has without them.

    Returns:
        Each caption once, in the order of the page; none when the page is no picture story.
    """
    if words > MOST_WORDS or not _may_tell(page):
        return []
    found: dict[str, None] = {}
    named = (one for one in page.iter("*") if one.tag == "figcaption" or words_of(one) & _CAPTION)
    for one in itertools.islice(named, MOST):
        if _of_story(one):
            text = text_of(one)
            if len(_WORD.findall(text)) >= FEWEST_WORDS and not any(text in other for other in found):
                found[text] = None
    told = sum(len(_WORD.findall(text)) for text in found)
    sentences = sum(_STOP.search(text) is not None for text in found)
    return list(found) if len(found) >= FEWEST and told > words and 2 * sentences >= len(found) else []


def lead(shown: Sequence[str], title: str) -> list[str]:
    """The sentences that stand under the headline of a picture story.

    Args:
        shown: the visible lines, captions left out.
        title: the headline.

    Returns:
        Lines that end with a stop.
    """
    heads = [at for at, line in enumerate(shown) if line == title]
    below = shown[heads[-1] + 1 : heads[-1] + 1 + _NEAR] if heads else []
    return [line for line in below if len(_WORD.findall(line)) >= _LEAD and line[-1] in '.!?"\u201d']


def _may_tell(page: HtmlElement) -> bool:
    """Whether so many elements may be captions by their names: most pages have none, and each element is dear."""
    names = _NAMES(page)
    lowered = "\n".join(names).lower()
    may_be = any(map(lowered.__contains__, _PIECES))
    named = sum(not _CAPTION.isdisjoint(words_in(name)) for name in names) if may_be else 0
    return named + sum(1 for _ in page.iter("figcaption")) >= FEWEST


def _of_story(element: HtmlElement) -> bool:
    """Whether a caption stands in the story, and not in a list of other stories."""
    if link_share(element) > _MOST_LINKED:
        return False
    above = [element, *element.iterancestors()]
    if any(one.tag in _ELSEWHERE or (one.tag != "body" and words_of(one) & _OTHERS) for one in above):
        return False
    # In a card that leads elsewhere the caption stands beside a link around the picture.
    card = element.getparent()
    return card is None or not any(link.find(".//img") is not None and _leads_away(link) for link in card.iter("a"))


def _leads_away(link: HtmlElement) -> bool:
    href = (link.get("href") or "").split("?")[0].lower()
    return not (href in ("", "#") or href.startswith("#") or href.endswith((".jpg", ".jpeg", ".png", ".webp")))
