"""A page's metadata: address, headline, times, section, language."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import tld
from lxml.etree import XPath

from worker.clean import dates, jsonld, outlets, tree
from worker.clean.vocabulary import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from worker.clean.rules import Site

_PUBLISHED = (
    "article:published_time",
    "datepublished",
    "publishdate",
    "dtk:publishdate",
    "content_publisheddate",
    "publish_date",
    "publish-date",
    "date.issued",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "article.published",
    "date",
)
_UPDATED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod")
_AUTHORS = ("content_author", "dtk:author", "dable:author", "author", "article:author", "dc.creator", "parsely-author")
_EDITORS = ("content_editor", "editor")
_SECTIONS = ("article:section", "content_category", "articlesection", "section")
_PRINTED = re.compile(
    r"(?:\d{1,2}(?:[ /.-](?:\d{1,2}|[A-Z][a-z]{2,8}),?[ /.-])\d{4})[ ,|/\u2013-]{1,5}(?:at |pukul "
    r"|jam )?\d{1,2}[:.]\d{2}(?: ?(?:WIB|WITA|WIT))?",
    re.IGNORECASE,
)
_ITEMS = XPath("descendant-or-self::*[@itemprop and not(self::meta)]")
# A longer name is a slogan.
_NAME = 50
_WORD = re.compile(r"\w+")
_ZONED = re.compile(r"\bWI(?:B|TA|T)\b", re.IGNORECASE)


class Meta(NamedTuple):
    """What a page says of itself in its head."""

    tags: dict[str, str]
    ld: dict[str, Any]
    items: dict[str, list[str]]


def read(page: HtmlElement) -> Meta:
    """Read meta elements, JSON-LD and microdata; before scripts are pruned."""
    named: dict[str, str] = {}
    for one in page.iter("meta"):
        key = (one.get("property") or one.get("name") or one.get("itemprop") or "").strip().lower()
        value = (one.get("content") or "").strip()
        if key and value:
            named.setdefault(key, value)
    items: dict[str, list[str]] = {}
    for one in _ITEMS(page):
        key = one.get("itemprop")
        if key in ("headline", "author", "editor", "datePublished", "dateModified"):
            value = one.get("datetime") or one.get("content") or tree.text_of(one)
            items.setdefault(key, []).append(value[:200])
    told, media = jsonld.article(page)
    if not told:
        # A page of a video or of pictures is described as such, and not as an article.
        shown = jsonld.text(media.get("datePublished")) or jsonld.text(media.get("uploadDate"))
        items.setdefault("datePublished", []).append(shown)
    return Meta(named, told, items)


def address(page: HtmlElement, meta: Meta, url: str) -> str:
    """The page's own canonical URL where it is credible: of the same registrable domain as the one given.

    Args:
        page: the tree.
        meta: its metadata.
        url: where it came from, "" for a file.

    Returns:
        The canonical URL, else the one given.
    """
    for one in (
        *(link.get("href") for link in page.iter("link") if (link.get("rel") or "").lower() == "canonical"),
        meta.tags.get("og:url"),
    ):
        if not one:
            continue
        try:
            found: str = urljoin(url, one.strip())
            parts = urlsplit(found)
        except ValueError:
            continue
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or (url and not parts.path.strip("/") and outlets.path(url).strip("/"))
        ):
            continue
        if not url or _domain(found) == _domain(url):
            return found
    return url


def _domain(url: str) -> str:
    """The registrable domain of a URL, its host where it has none."""
    netloc = outlets.netloc(url)
    return _of_netloc(netloc) if netloc else _registrable(url)


@lru_cache(maxsize=1024)
def _of_netloc(netloc: str) -> str:
    return _registrable(f"http://{netloc}/")


def _registrable(url: str) -> str:
    found = tld.get_fld(url, fail_silently=True)
    return str(found) if found else outlets.host(url)


def headline(page: HtmlElement, meta: Meta, site: Site | None, url: str) -> str:
    """The headline without the site's name around it."""
    base = jsonld.text(meta.ld.get("headline")) or meta.tags.get("og:title") or meta.tags.get("twitter:title") or ""
    titles = [tree.text_of(one) for one in page.iter("title")]
    base = base or (titles[0] if titles else "")
    shown = [*meta.items.get("headline", []), *(tree.text_of(one) for one in page.iter("h1", "h2"))]
    folded = fold(base)
    inside = [one for one in shown if len(_WORD.findall(one)) > 2 and fold(one) and fold(one) in folded]  # noqa: PLR2004 - a headline has three words
    if inside:
        best = max(inside, key=len)
        if 2 * len(best) >= len(base):
            return outlets.bare_title(best, site, url)
    return outlets.bare_title(base or (max(shown, key=len) if shown else ""), site, url)


def published(meta: Meta, lines: Sequence[str], site: Site | None, url: str) -> datetime | None:
    """The publication time with offset.

    Args:
        meta: the metadata.
        lines: the visible lines near the headline.
        site: what is known of the site.
        url: the article's address.

    Returns:
        The time; a UTC time of an Indonesian site is told in the site's own zone.
    """
    zone = site.zone if site else 7.0
    named = [
        jsonld.text(meta.ld.get("datePublished")),
        *meta.items.get("datePublished", []),
        *(meta.tags.get(key, "") for key in _PUBLISHED),
    ]
    known = [found for one in named if one and (found := dates.read(one, url, zone))]
    printed = [found for line in lines if (hit := _PRINTED.search(line)) and (found := dates.read(hit[0], url, zone))]
    if not known:
        return printed[0] if printed else None
    timed = [one for one in known if (one.hour, one.minute) != (0, 0)]
    if not timed:
        same_day = [one for one in printed if one.date() == known[0].date()]
        return same_day[0] if same_day else known[0]
    best = timed[0]
    if best.utcoffset() == timedelta(0):
        # Some sites print their own clock and call it UTC ("10:08:58Z" beside "10:08 WIB").
        if any((one.date(), one.hour, one.minute) == (best.date(), best.hour, best.minute) for one in printed):
            return best.replace(tzinfo=printed[0].tzinfo)
        if site or outlets.host(url).endswith(".id") or any(_ZONED.search(line) for line in lines):
            return best.astimezone(timezone(timedelta(hours=zone)))
    return best


def updated(meta: Meta, site: Site | None, url: str) -> datetime | None:
    """The time of the last update."""
    zone = site.zone if site else 7.0
    for one in (
        jsonld.text(meta.ld.get("dateModified")),
        *meta.items.get("dateModified", []),
        *(meta.tags.get(key, "") for key in _UPDATED),
    ):
        found = dates.read(one, url, zone) if one else None
        if found:
            return (
                found.astimezone(timezone(timedelta(hours=zone)))
                if site and found.utcoffset() == UTC.utcoffset(None)
                else found
            )
    return None


def people(meta: Meta) -> tuple[list[str], list[str]]:
    """Authors and editors of microdata and meta elements.

    Args:
        meta: the metadata; its JSON-LD is left for last by the caller, since sites put the editor there as author.

    Returns:
        The names of the authors and of the editors as written.
    """
    authors = meta.items.get("author") or next(
        (
            [meta.tags[key]]
            for key in _AUTHORS
            if key in meta.tags and "/" not in meta.tags[key] and "@" not in meta.tags[key]
        ),
        [],
    )
    editors = (
        meta.items.get("editor")
        or next(([meta.tags[key]] for key in _EDITORS if key in meta.tags), [])
        or jsonld.names(meta.ld.get("editor"))
    )
    return list(authors), list(editors)


def outlet(meta: Meta) -> tuple[str, ...]:
    """What the page calls its outlet."""
    publisher = meta.ld.get("publisher")
    said = [*jsonld.names(publisher), meta.tags.get("og:site_name", ""), meta.tags.get("application-name", "")]
    return tuple(dict.fromkeys(bare for name in said if (bare := " ".join(name.split())) and len(bare) < _NAME))


def section(meta: Meta) -> str:
    """The section that the page names."""
    return " ".join(
        (
            jsonld.text(meta.ld.get("articleSection"))
            or next((meta.tags[key] for key in _SECTIONS if key in meta.tags), "")
        ).split()
    )[:80]


def language(page: HtmlElement, meta: Meta) -> str:
    """The two-letter language that the page names, "" when it names none."""
    root = page.getroottree().getroot()
    named = (root.get("lang") or meta.tags.get("language") or meta.tags.get("og:locale") or "").strip().lower()
    return named[:2] if re.match(r"[a-z]{2}(?:[-_]|\Z)", named) else ""
