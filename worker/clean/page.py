"""A page: its article's container, its text, its metadata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from trafilatura.settings import Document

from worker.clean import (
    byline,
    density,
    jsonld,
    language,
    meta,
    outlets,
    parsing,
    pictures,
    render,
    texts,
    titles,
    tree,
)
from worker.clean.source import prepare
from worker.clean.titles import Titles
from worker.clean.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from worker.clean.rules import RuleBook, Site

# A body of fewer words is a teaser, a notice, or a video's caption.
FEWEST_WORDS = 40
# The longest of 41,354 texts has 38,570 characters; 9 MB of short lines took 76 s and 630 MiB.
MOST_LETTERS = 1_000_000
# A page's text with the white space of its source may be so many times as long; beyond, it is not even told as lines.
INDENTED = 2
# A line of more letters that ends with a stop is a sentence and no headline.
_SENTENCE = 80
# So many linked headlines, one to every second line or more, make a list of articles with their teasers.
_LISTED = 5
# No headline has more letters.
_LONGEST = 200
_ERROR = re.compile(
    r"\b(?:404|403|500|503)\b.{0,30}\b(?:not found|error|forbidden|tidak ditemukan)|(?:halaman|"
    r"artikel|berita|page)(?: yang anda cari)? (?:ini )?(?:tidak ditemukan|not found|tidak tersedia)"
    r"|\A(?:404|not found|error|access denied|just a moment|attention required|forbidden|page not "
    r"found)\b|tidak ditemukan\b.{0,10}\Z",
    re.IGNORECASE,
)
_LISTING_PATH = re.compile(
    r"/(?:indeks|index|tags?|topik|topic|search|cari|kategori|category|author|penulis|rubrik|page)(?:/|\Z)",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<\?[^>]*>\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
# A teaser breaks off with an ellipsis, which is no stop.
_STOP = re.compile(r"(?<!\.\.)[.!?\"\u201d]\Z")
# So many letters at a line's end it looks at.
_END = 3
_NO_TITLES = Titles()


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page or a scraped text holds before the rules for texts.

    Attributes:
        pictures: whether the captions of its pictures are its text.
        names: what the page calls its outlet.
        titles: headlines of other articles that are known.
        reason: why it is no article, "" when it is one; the other names are those of `Cleaned`.
    """

    url: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    section: str = ""
    language: str = ""
    pictures: bool = False
    names: tuple[str, ...] = ()
    titles: Titles = _NO_TITLES
    reason: str = ""


def extract(html: str, url: str, rules: RuleBook) -> Extracted:
    """Extract the article of a page.

    Args:
        html: the page, decoded.
        url: where it came from, "" for a file.
        rules: the rule book.

    Returns:
        The article's parts; `reason` is set when there is none.
    """
    page, fault = _parsed(html)
    if page is None:
        return Extracted(url=url, reason=fault)
    # lxml makes an object of Python, by asking a function of Python, whenever an element is touched that has none: held
    # as long as the page is read, they are made once instead of four times.
    _held = list(page.iter())
    head = meta.read(page)
    address = meta.address(page, head, url)
    site = rules.site(outlets.host(address))
    title = meta.headline(page, head, site, address)
    if _ERROR.search(title):
        return Extracted(url=address, title=title, reason=f"The page says that something is missing: {title[:80]!r}.")
    shown = render.lines(page.find("body") if page.find("body") is not None else page)
    if too_long := why_too_long(sum(map(len, shown))):
        return Extracted(url=address, title=title[:_LONGEST], reason=too_long)
    body = _body(page, head, site, shown)
    captions = pictures.captions(page, _count(body))
    while body and fold(body[0]) == fold(title):
        body = body[1:]
    if captions:
        body = [*(body or pictures.lead(shown, title)), *captions]
    fault = "" if captions and _is_enough(body) else _no_article(head, address, body)
    if fault:
        return Extracted(url=address, title=title, reason=fault)
    around, below = byline.neighbourhood(shown, title, body)
    authors, editors = meta.people(head)
    text = "\n".join(body)
    linked = Titles(_linked(page, title, text))
    brand = outlets.brand(address)
    said = byline.read(around, below)
    return Extracted(
        url=address,
        title=title,
        text=text,
        published=meta.published(head, around, site, address),
        updated=meta.updated(head, site, address),
        authors=byline.clean(authors, brand)
        or byline.clean(said.authors, brand)
        or byline.clean(jsonld.names(head.ld.get("author")), brand),
        editors=byline.clean(editors, brand) or byline.clean(said.editors, brand),
        section=meta.section(head),
        language=language.guess(" ".join(body)) or meta.language(page, head),
        pictures=bool(captions),
        names=meta.outlet(head),
        titles=linked,
    )


def why_too_long(letters: int) -> str:
    """Why a text of so many characters is no article, "" when it may be one."""
    return f"The text has more than {MOST_LETTERS:,} characters, so it is no article." if letters > MOST_LETTERS else ""


def _linked(page: HtmlElement, title: str, body: str) -> Iterator[str]:
    """The texts of a page's links to other articles, without those that are too short or can't stand in its body."""
    own = fold(title)
    lowered = prepare(body).lower()
    for one in page.iter("a"):
        if (one.get("href") or "#").startswith("#"):
            continue
        text = tree.text_of(one)
        # Cheap before dear: most links of a page are sections and names, or lead to what its body does not name.
        may_be = text.count(" ") >= titles.FEWEST - 1 and len(text) < _LONGEST and _may_be_in(lowered, text)
        if may_be and fold(text) != own:
            yield text


def _may_be_in(lowered: str, title: str) -> bool:
    """Whether a text may hold a title: it must hold each word of it that is letters alone, in whatever case."""
    return all(
        word.lower() in lowered for word in title.split() if word.isascii() and word.isalpha() and word[1:].islower()
    )


def _parsed(html: str) -> tuple[HtmlElement | None, str]:
    """The page's tree, or why there is none."""
    if not html or html.isspace():
        return None, "The page is empty."
    if _FEED.match(html):
        return None, "This is a feed or a sitemap, not a page."
    if parsing.tags(html) > parsing.MOST_TAGS:
        return None, f"The page has more than {parsing.MOST_TAGS} tags, which is too much to read safely."
    if parsing.is_crowded(html):
        return (
            None,
            f"A tag has more than {parsing.MOST_ATTRIBUTES} attributes, or all have too many to be read safely.",
        )
    page = parsing.parse(html)
    if page is not None and len(html) > MOST_LETTERS and (fault := why_too_long(tree.letters(page) // INDENTED)):
        return None, fault
    return page, "" if page is not None else "The page holds no HTML."


def _containers(page: HtmlElement, head: meta.Meta, site: Site | None) -> Iterator[list[HtmlElement]]:
    """Sets of elements that may hold the article, the most trusted first; each is looked for when it is asked for."""
    for selector in site.container if site else ():
        yield tree.select(page, [selector])
    yield list(page.iterfind(".//*[@itemprop='articleBody']"))
    told = jsonld.text(head.ld.get("articleBody"))
    # A longer one is none of an article: the words of one of 9 MB took 250 MiB.
    if len(told) <= MOST_LETTERS and len(words := _WORD.findall(told)) > FEWEST_WORDS:
        yield _holding(page, words)
    yield density.densest(page)


def _holding(page: HtmlElement, words: list[str]) -> list[HtmlElement]:
    """The smallest element that holds the beginning and the end of a text."""
    ends = [re.compile(r"\W++".join(part)) for part in (words[5:12], words[-12:-5])]
    best: list[HtmlElement] = []
    element = page
    while element is not None:
        best = [element]
        element = next(
            (
                one
                for one in element
                if isinstance(one.tag, str) and (text := tree.shown(one)) and all(end.search(text) for end in ends)
            ),
            None,
        )
    return best if best and best[0] is not page else []


def _body(page: HtmlElement, head: meta.Meta, site: Site | None, shown: list[str]) -> list[str]:
    """The article's lines: of the first container with enough words, else trafilatura's of the whole page."""
    for elements in filter(None, _containers(page, head, site)):
        lines: list[str] = []
        listed = 0
        for one in _outermost(elements):
            copy = parsing.alone(one)
            tree.prune(copy, site.prune if site else ())
            told, headlines = render.told(copy)
            lines += told
            listed += headlines
        if listed >= _LISTED and listed * 2 >= len(lines) and not head.ld:
            return []
        if _is_enough(lines):
            return lines
    # trafilatura takes long over deep pages of nothing but links: it is asked only when there is prose at all.
    prose = [line for line in shown if len(line) > _SENTENCE and _STOP.search(line[-_END:])]
    return _read(page) if _is_enough(prose) else []


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    chosen = set(elements)
    return [one for one in elements if not any(above in chosen for above in one.iterancestors())]


def _read(page: HtmlElement) -> list[str]:
    """What trafilatura reads of a page."""
    found = trafilatura.bare_extraction(page, include_comments=False)
    text = (found.text or "") if isinstance(found, Document) else ""
    return [bare for line in text.split("\n") if (bare := " ".join(line.split()))]


def _is_enough(lines: list[str]) -> bool:
    return texts.has_words("\n".join(lines), FEWEST_WORDS)


def _count(lines: list[str]) -> int:
    return sum(len(_WORD.findall(line)) for line in lines)


def _no_article(head: meta.Meta, url: str, body: list[str]) -> str:
    """Why a page is no article, "" when it is one."""
    if not _is_enough(body):
        return f"The page holds fewer than {FEWEST_WORDS} words of running text."
    path = outlets.path(url)
    prose = sum(len(line) for line in body if len(line) > _SENTENCE and _STOP.search(line[-_END:]))
    whole = sum(map(len, body))
    if head.ld.get("articleBody") and prose > whole / 2:
        return ""
    if url and path.strip("/") == "":
        return "The address is a site's front page, which lists articles and is none."
    if _LISTING_PATH.search(path) and len(path.strip("/").split("/")[-1].split("-")) < 4:  # noqa: PLR2004 - an article's name has more words
        return "The address is an index, a tag or a search page, which lists articles and is none."
    if prose < whole / 3:
        return "Most of the page's text is headlines and short lines, so it lists articles and is none."
    return ""
