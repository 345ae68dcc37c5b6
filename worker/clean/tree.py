"""A page's tree: parsed once, its article's container found, what is no article pruned, the rest told as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import trafilatura
from lxml.cssselect import CSSSelector
from lxml.etree import XPath
from lxml.html import HtmlElement

from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

# The page with the most tags in a sample of 28 has 10,211; at 100,000 paragraphs trafilatura takes 8.7 s.
MOST_TAGS = 60_000
# libxml2 compares the attributes of an element with one another: 10,000 take 1 s, 40,000 take 91 s.
MOST_ATTRIBUTES = 500
# An attribute takes some 500 bytes in memory; a million of them, in tags of 499 each, took 540 MiB.
MOST_IN_ALL = 200_000
SHORTEST_ATTRIBUTE = 2
# How often a page's characters may be part of what looks like a tag; in 71 pages, 29 of them real, they are 0.81 times
# on average at most, and no tag has more than 127 attributes.
MOST_READINGS = 8
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
_TOGETHER = (
    ("baca", "juga"),
    ("lihat", "juga"),
    ("simak", "juga"),
    ("read", "also"),
    ("link", "sisip"),
    ("google", "news"),
    ("daftar", "isi"),
    ("berita", "lain"),
    ("news", "tag"),
)
_BAIT = re.compile(r"(?:baca|lihat|simak) juga\b|(?:artikel|berita|topik) (?:terkait|lainnya|terbaru)\b", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_SHOWN = XPath("self::*[not(self::script or self::style)]//text()[not(parent::script or parent::style)]")
_INLINE = vocabulary("a abbr b em font i small span strong u")


def letters(page: HtmlElement) -> int:
    """How many characters of text a page has, white space and all, without its scripts and styles."""
    return sum(len(one.text or "") * (one.tag not in _CODE) + len(one.tail or "") for one in page.iter())


def shown(element: HtmlElement) -> str:
    """An element's text without its scripts and styles: a page's JSON-LD holds the words of its article too."""
    return "".join(_SHOWN(element))


def parse(html: str) -> HtmlElement | None:
    """Parse a page; None when it holds no HTML.

    Args:
        html: the page, decoded.

    Returns:
        The tree without scripts.
    """
    tree = trafilatura.load_html(html)
    return tree if isinstance(tree, HtmlElement) else None


def tags(html: str) -> int:
    """How many tags a page has, counted before it is parsed."""
    return html.count("<")


_VALUE = r"""[\t\n\f\r ]*+=(?:[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+))?+"""
_ATTRIBUTE = rf"[\t\n\f\r /]*+[^\t\n\f\r />][^\t\n\f\r />=]*+(?:{_VALUE})?+"
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
# A tag as the HTML standard reads it (13.2.5.32 to 13.2.5.40).
_TAG = re.compile(
    rf"(?P<name><[A-Za-z][^\t\n\f\r />]*+)(?:{_ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+(?P<surplus>{_ATTRIBUTE})?"
)
_TAG_START = re.compile(r"<(?=[A-Za-z])")


def is_crowded(html: str) -> bool:
    """Whether a tag has more than `MOST_ATTRIBUTES` attributes, or all have more than `MOST_IN_ALL`.

    Told before the page is parsed. It is looked for from each place where a tag may begin: where comments, scripts and
    quotes end is left open, since a page could lie about that. A page that has to be read over and over for it counts
    as crowded.
    """
    left, attributes = MOST_READINGS * len(html), 0
    may_be_many = len(html) > MOST_IN_ALL * SHORTEST_ATTRIBUTE
    for start in _TAG_START.finditer(html):
        tag = _TAG.match(html, start.start())
        if tag is None:
            continue
        left -= tag.end() - tag.start()
        if may_be_many:
            attributes += sum(1 for _ in _ONE_ATTRIBUTE.finditer(tag[0], tag.end("name") - tag.start()))
        if tag["surplus"] or left < 0 or attributes > MOST_IN_ALL:
            return True
    return False


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
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(part.lower() for part in _TOKEN.findall(named))


def text_of(element: HtmlElement) -> str:
    """An element's text on one line."""
    return _SPACES.sub(" ", element.text_content()).strip()


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
        if len(one.text_content()) < whole / 2 and (named_away(one) or _list_of_links(one)):
            drop(one)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree and keep the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def named_away(element: HtmlElement) -> bool:
    """Whether an element's class or id says that it is no article."""
    if element.tag in _INLINE and _in_sentence(element):
        return False
    if element.tag in ("p", *_INLINE) and len(element.text_content()) > 200:  # noqa: PLR2004 - prose
        return False
    words = words_of(element)
    if not words or not (words & AWAY or any(all(part in words for part in parts) for parts in _TOGETHER)):
        return False
    return not (words & {"body", "content"} and len(element.text_content()) > 600)  # noqa: PLR2004 - a container in a telling wrapper


def _in_sentence(element: HtmlElement) -> bool:
    """Whether an inline element stands among the words of a sentence."""
    before = element.getprevious()
    led = (before.tail if before is not None else element.getparent().text) or ""
    return bool(led.strip() or (element.tail or "").strip())


def _list_of_links(element: HtmlElement) -> bool:
    if element.tag not in ("ul", "ol", "dl", "table", "div", "section"):
        return False
    text = text_of(element)
    links = sum(1 for _ in element.iter("a"))
    if not links:
        return False
    share = link_share(element)
    return (links > 1 and share > 0.7) or (bool(_BAIT.match(text)) and len(text) < 900 and share > 0.4)  # noqa: PLR2004 - measured on 17 pages
