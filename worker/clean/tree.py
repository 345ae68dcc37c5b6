"""A page's tree: parsed once, its article's container found, what is no article pruned, the rest told as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import trafilatura
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

if TYPE_CHECKING:
    from collections.abc import Iterable

# The page with the most tags in a sample of 28 has 10,211; at 100,000 paragraphs trafilatura takes 8.7 s.
MOST_TAGS = 60_000
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section summary table tbody td th thead tr ul".split()
)
_NEVER = frozenset(
    "script style noscript template iframe form button select textarea input svg canvas object embed video audio nav aside footer dialog figure figcaption link meta".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TOKEN = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")
# Words in class names and ids that mark what is no article. Whole words only: "gambar" and "kabar" hold "bar".
_AWAY = frozenset(
    "bacajuga terkait related relateds linksisip sisip sisipan lihatjg lihat pilihan populer terpopuler terkini komentar comment comments disqus "
    "share sharing sosmed social tag tags tagar iklan ads ad advertisement advertising banner promo newsletter subscribe langganan recommendation "
    "recommend recommended rekomendasi breadcrumb breadcrumbs paging pagination pager caption copyright sidebar widget popup modal embed parallax "
    "inject next prev gallery jp sharedaddy adsense taboola outbrain dable mgid gpt whatsapp googlenews follow rating rate vote toc".split()
)
_AWAY_TOGETHER = (("baca", "juga"), ("lihat", "juga"), ("simak", "juga"), ("read", "also"), ("link", "sisip"), ("google", "news"), ("daftar", "isi"), ("berita", "lain"), ("news", "tag"))
_GOOD = frozenset("article articles body content konten detail entry post text teks read berita isi story main news artikel".split())
_BAD = frozenset("comment komentar sidebar footer header nav menu widget list index latest hot side right breaking headline caption".split())
_BAIT = re.compile(r"(?:baca|lihat|simak) juga\b|(?:artikel|berita|topik) (?:terkait|lainnya|terbaru)\b", re.IGNORECASE)
_END = re.compile(r"[.!?\"\u201d'\u2019:;)\u2026*]\Z")
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z")
_INLINE = frozenset("a abbr b em font i small span strong u".split())


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
    for one in list(container.iter(*_NEVER)):
        if one is not container:
            drop(one)
    for one in list(container.iterdescendants()):
        if one.getparent() is None or not isinstance(one.tag, str):
            continue
        # An element that holds most of the text is the article, whatever it is called.
        if (_named_away(one) or _list_of_links(one)) and len(one.text_content()) < whole / 2:
            drop(one)


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree and keep the text behind it."""
    if element.getparent() is not None:
        element.drop_tree()


def _named_away(element: HtmlElement) -> bool:
    if element.tag in _INLINE and _in_sentence(element):
        return False
    if element.tag in ("p", *_INLINE) and len(element.text_content()) > 200:  # noqa: PLR2004 - prose
        return False
    words = words_of(element)
    if not words or not (words & _AWAY or any(all(part in words for part in parts) for parts in _AWAY_TOGETHER)):
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


def lines(container: HtmlElement) -> list[str]:
    """A container's text, a block or a broken line each; lines that are nothing but a link are left out.

    Args:
        container: pruned.

    Returns:
        The lines, blanks made single.
    """
    found: list[str] = []
    parts: list[str] = []
    linked = 0

    def close() -> None:
        nonlocal linked
        line = _SPACES.sub(" ", "".join(parts)).strip()
        if line and (linked < 0.9 * len(line) or _ADDRESS.match(line)):  # noqa: PLR2004 - a line that is a link
            found.append(line)
        parts.clear()
        linked = 0

    def walk(element: Any, inside_link: bool) -> None:
        nonlocal linked
        if not isinstance(element.tag, str):
            return
        if element.tag in _NEVER and element is not container:
            return
        block = element.tag in BLOCKS or element.tag == "br"
        if block:
            close()
        here = inside_link or element.tag == "a"
        if element.text:
            parts.append(element.text)
            linked += len(_SPACES.sub(" ", element.text).strip()) if here else 0
        for child in element:
            walk(child, here)
            if child.tail:
                parts.append(child.tail)
                linked += len(_SPACES.sub(" ", child.tail).strip()) if here else 0
        if block:
            close()

    walk(container, inside_link=False)
    close()
    return found


def densest(tree: HtmlElement) -> list[HtmlElement]:
    """The element in which most running text stands, and its neighbours that go on with it.

    Args:
        tree: the page.

    Returns:
        Elements in page order, none when the page has no running text.
    """
    scores: dict[HtmlElement, float] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _NEVER or element.tag == "a":
            continue
        for text in (element.text if element.tag not in _HEADINGS else None, *(child.tail for child in element)):
            if text is None or len(text) < 25 or len(bare := text.strip()) < 25 or any(one.tag in ("a", *_NEVER) for one in element.iterancestors()):  # noqa: PLR2004 - a run of words
                continue
            block = element
            while block.tag not in BLOCKS and block.getparent() is not None:
                block = block.getparent()
            worth = 1 + bare.count(",") + min(3.0, len(bare) / 100)
            homes = [block.getparent(), block.getparent().getparent() if block.getparent() is not None else None] if block.tag in ("p", "li", "blockquote") else [block, block.getparent()]
            for home, share in zip(homes, (1.0, 0.4), strict=True):
                if home is not None:
                    scores[home] = scores.get(home, 0.0) + worth * share
    if not scores:
        return []
    weighed = {one: score * (1 - link_share(one)) * _weight(one) for one, score in scores.items() if score > 3}  # noqa: PLR2004 - a sentence
    if not weighed:
        return []
    best = max(weighed, key=lambda one: weighed[one])
    parent = best.getparent()
    if parent is None:
        return [best]
    least = max(10.0, 0.2 * weighed[best])
    same = best.get("class") or ""
    joined = []
    for one in parent:
        if one is best or (
            isinstance(one.tag, str)
            and not _named_away(one)
            and (weighed.get(one, 0.0) * (1.2 if same and one.get("class") == same else 1.0) >= least or _paragraph(one))
        ):
            joined.append(one)
    return joined


def _paragraph(element: HtmlElement) -> bool:
    text = text_of(element) if element.tag == "p" else ""
    return len(text) > 80 and link_share(element) < 0.25 and bool(_END.search(text))  # noqa: PLR2004 - prose


def _weight(element: HtmlElement) -> float:
    words = words_of(element)
    weight = 1.0
    if words & _GOOD or element.tag in ("article", "main"):
        weight *= 1.3
    if words & (_BAD | _AWAY):
        weight *= 0.5
    return weight
