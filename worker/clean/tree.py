"""A page's tree: what its elements are called and hold, and what is no article pruned."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml.cssselect import CSSSelector
from lxml.etree import XPath

from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

BLOCKS = vocabulary(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section summary table tbody td th thead tr ul"
)
NEVER = vocabulary(
    "script style noscript template iframe form button select textarea input svg canvas object "
    "embed video audio nav aside footer dialog figure figcaption link meta"
)
_CODE = vocabulary("script style")
_TOKEN = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
# Words in class names and ids that mark what is no article. Whole words only: "gambar" and "kabar" hold "bar".
AWAY = vocabulary(
    "bacajuga terkait related relateds linksisip sisip sisipan lihatjg lihat pilihan populer terpopuler "
    "terkini komentar comment comments disqus "
    "share sharing sosmed social tag tags tagar iklan ads ad advertisement advertising banner "
    "promo newsletter subscribe langganan recommendation "
    "recommend recommended rekomendasi breadcrumb breadcrumbs paging pagination pager caption "
    "copyright sidebar widget popup modal embed parallax "
    "inject next prev gallery jp sharedaddy adsense taboola outbrain dable mgid gpt whatsapp googlenews "
    "follow rating rate vote toc"
)
_TOGETHER = tuple(
    vocabulary(both)
    for both in (
        "baca juga",
        "lihat juga",
        "simak juga",
        "read also",
        "link sisip",
        "google news",
        "daftar isi",
        "berita lain",
        "news tag",
    )
)
_BAIT = re.compile(r"(?:baca|lihat|simak) juga\b|(?:artikel|berita|topik) (?:terkait|lainnya|terbaru)\b", re.IGNORECASE)
_NO_WORDS: frozenset[str] = frozenset()
# No longer class is remembered: those of a layout come again and again. 25 real pages have 3,702 different ones, 99 of
# 100 within this length.
_COMMON = 128
_SHOWN = XPath("self::*[not(self::script or self::style)]//text()[not(parent::script or parent::style)]")
_LISTS = vocabulary("ul ol dl table div section")
_INLINE = vocabulary("a abbr b em font i small span strong u")


def letters(page: HtmlElement) -> int:
    """How many characters of text a page has, white space and all, without its scripts and styles."""
    return sum(len(one.text or "") * (one.tag not in _CODE) + len(one.tail or "") for one in page.iter())


def shown(element: HtmlElement) -> str:
    """An element's text without its scripts and styles: a page's JSON-LD holds the words of its article too."""
    return "".join(_SHOWN(element))


def select(tree: HtmlElement, selectors: Iterable[str]) -> list[HtmlElement]:
    """The elements that CSS selectors name, in the order of the selectors."""
    return [one for selector in selectors for one in _compiled(selector)(tree)]


_SELECTORS: dict[str, CSSSelector] = {}


def _compiled(selector: str) -> CSSSelector:
    if selector not in _SELECTORS:
        _SELECTORS[selector] = CSSSelector(selector)
    return _SELECTORS[selector]


def words_of(element: HtmlElement) -> frozenset[str]:
    """The words in an element's class and id, in lower case."""
    if not element.attrib:  # half of a page's elements
        return _NO_WORDS
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if named == " ":
        return _NO_WORDS
    return words_in(named)


def words_in(named: str) -> frozenset[str]:
    """The words in a class or an id, in lower case."""
    # A page could have any number of long ones.
    return _remembered(named) if len(named) <= _COMMON else _words(named)


def _words(named: str) -> frozenset[str]:
    return frozenset(part.lower() for part in _TOKEN.findall(named))


_remembered = lru_cache(maxsize=4096)(_words)


def text_of(element: HtmlElement) -> str:
    """An element's text on one line."""
    # Half of those that are asked have nothing inside, and lxml tells any other by a question of XPath, 2 µs.
    return " ".join((element.text_content() if len(element) else element.text or "").split())


def link_share(element: HtmlElement) -> float:
    """The share of an element's text that stands in links."""
    whole = len(text_of(element))
    return sum(len(text_of(one)) for one in element.iter("a")) / whole if whole else 0.0


def prune(container: HtmlElement, selectors: Iterable[str]) -> None:
    """Take out of a container what is no article: by the site's selectors, by tag, by words in class names, by links.

    Args:
        container: changed in place.
        selectors: the site's own.
    """
    whole = max(1, len(container.text_content()))
    for one in select(container, selectors):
        drop(one)
    for one in list(container.iter(*NEVER)):
        if one is not container:
            drop(one)
    for one in list(container.iterdescendants()):
        if one.getparent() is None or not isinstance(one.tag, str):
            continue
        # An element that holds most of the text is the article, whatever it is called. Asked first: counting the links
        # of every wrapper of a deep page is what takes long.
        if (
            (one.tag in _LISTS or _is_away(words_of(one)))
            and len(one.text_content()) < whole / 2
            and (named_away(one) or _list_of_links(one))
        ):
            drop(one)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree and keep the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def named_away(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it is no article."""
    words = words_of(element)
    if not _is_away(words):
        return False
    if element.tag in _INLINE and _in_sentence(element):
        return False
    if element.tag in ("p", *_INLINE) and len(element.text_content()) > 200:  # noqa: PLR2004 - prose
        return False
    return not (words & {"body", "content"} and len(element.text_content()) > 600)  # noqa: PLR2004 - a container in a telling wrapper


def _is_away(words: frozenset[str]) -> bool:
    return bool(words) and (not words.isdisjoint(AWAY) or any(words >= both for both in _TOGETHER))


def _in_sentence(element: HtmlElement) -> bool:
    """Whether an inline element stands among the words of a sentence."""
    before = element.getprevious()
    led = (before.tail if before is not None else element.getparent().text) or ""
    return bool(led.strip() or (element.tail or "").strip())


def _list_of_links(element: HtmlElement) -> bool:
    if element.tag not in _LISTS:
        return False
    text = text_of(element)
    links = sum(1 for _ in element.iter("a"))
    if not links:
        return False
    share = link_share(element)
    return (links > 1 and share > 0.7) or (bool(_BAIT.match(text)) and len(text) < 900 and share > 0.4)  # noqa: PLR2004 - measured on 17 pages
