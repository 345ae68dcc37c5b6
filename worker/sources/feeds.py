"""Feeds and sitemaps: which pages they name.

They come from strangers. The parser builds no tree, loads nothing, and knows no entities beyond XML's own five; what
declares others is refused. feedparser would read more dialects, and builds dictionaries of all that it reads.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from lxml import etree

from worker.fetch.charset import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_ITEMS: Final = 50_000
"""Items of one document that are looked at: as many as a sitemap may have (sitemaps.org)."""
LONGEST_URL: Final = 4096
"""Characters of a link; what is longer names no page that anybody wrote."""
_PIECE: Final = 65_536
_GZIP: Final = b"\x1f\x8b"

_ITEMS: Final = {"rss": "item", "rdf": "item", "feed": "entry", "urlset": "url", "sitemapindex": "sitemap"}
"""The element that names a page, by the document's root."""
_LINKS: Final = ("origlink", "link", "loc", "guid")
"""Where an item's page stands, the surest first; `origlink` is what FeedBurner's links lead to."""
_TIMES: Final = frozenset({"pubdate", "published", "date", "publication_date", "updated", "lastmod"})
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});)")
"""An ampersand that begins no reference: addresses are full of them, and the parser would drop what follows."""


class NotAFeed(ValueError):  # noqa: N818 - it is what the document is
    """A document names no pages in a way that is known here; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Item:
    """A page that a feed or sitemap names.

    Attributes:
        url: where it is.
        at: when it was published or changed, in seconds since 1970; None when the feed does not say.
    """

    url: str
    at: float | None


@dataclass(frozen=True, slots=True)
class Named:
    """What a document names.

    Attributes:
        items: the pages, each once, newest first; what has no time comes after what has one, in the document's order.
        sitemaps: whether the "pages" are further sitemaps.
    """

    items: tuple[Item, ...]
    sitemaps: bool = False


def read_feed(body: bytes, charset: str, url: str, *, most_bytes: int) -> Named:
    """Read an RSS, RDF or Atom feed, a sitemap or an index of sitemaps; packed by gzip or not.

    Args:
        body: the document as it came.
        charset: the charset that its server named, "" when none.
        url: where it came from; relative addresses count from there.
        most_bytes: largest document after unpacking.

    Returns:
        What it names.

    Raises:
        NotAFeed: it is something else, declares entities, or can't be unpacked.
    """
    text = decode(_unpacked(body, most_bytes), charset)[0].lstrip("\ufeff \t\r\n")
    if "<!ENTITY" in text and "<!DOCTYPE" in text:
        raise NotAFeed("It declares entities of its own, which no feed needs and which can be a bomb; it is not read.")
    reader = _Reader(url)
    parser = etree.XMLParser(
        target=reader,
        encoding="utf-8",  # whatever it says of itself: it was decoded here
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=True,
    )
    data = "".join(_escaped(text)).encode("utf-8", "replace")
    try:
        for at in range(0, len(data), _PIECE):
            parser.feed(data[at : at + _PIECE])
        parser.close()
    except _Enough:
        pass
    except etree.LxmlError as error:
        if reader.item_name and not reader.items:
            raise NotAFeed(f"It can't be read as XML: {str(error).splitlines()[0]}.") from None
    if reader.item_name is None:
        what = "a web page" if _PAGE.match(text) else "neither a feed (RSS, Atom) nor a sitemap"
        raise NotAFeed(f"This is {what}; name a feed or a sitemap.")
    found = sorted(reader.items.items(), key=lambda one: (one[1] is None, -(one[1] or 0.0)))
    return Named(tuple(Item(url, at) for url, at in found), sitemaps=reader.root == "sitemapindex")


class _Enough(Exception):  # noqa: N818 - it ends the reading
    """So many items that no more are looked at."""


class _Reader:
    """Takes the parser's calls; keeps addresses and times and nothing else.

    Attributes:
        root: the root element's name in lower case, "" before there is one.
        item_name: the element that names a page, None in a document that is no feed.
        items: the times of the pages by their addresses.
    """

    def __init__(self, base: str) -> None:
        self.root = ""
        self.item_name: str | None = None
        self.items: dict[str, float | None] = {}
        self._base = base
        self._depth = 0
        self._item_depth = 0
        self._found: dict[str, str] = {}
        self._field = ""
        self._text: list[str] = []
        self._chars = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        self._depth += 1
        if self._depth == 1:
            self.root, self.item_name = name, _ITEMS.get(name)
        elif not self._item_depth:
            if name == self.item_name:
                self._item_depth, self._found = self._depth, {}
        elif (self._depth == self._item_depth + 1 and name in _LINKS) or name in _TIMES:
            self._begin(name, attributes)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._field, self._text, self._chars = name, [], 0
        if name == "guid" and attributes.get("isPermaLink", "true").lower() == "false":
            self._field = ""
        elif href := attributes.get("href", "") if name == "link" else "":
            self._field = ""
            if attributes.get("rel", "alternate") == "alternate":
                self._found.setdefault("link", href)

    def data(self, text: str) -> None:
        """Text of the element."""
        if self._field and self._chars <= LONGEST_URL:
            self._text.append(text)
            self._chars += len(text)

    def end(self, _tag: str) -> None:
        """An element ends."""
        if self._field:
            self._found.setdefault(self._field, "".join(self._text).strip())
            self._field = ""
        if self._depth == self._item_depth:
            self._item_depth = 0
            self._take()
        self._depth -= 1

    def close(self) -> None:
        """The document ends."""

    def _take(self) -> None:
        url = next((self._found[name] for name in _LINKS if self._found.get(name)), "")
        if not url or len(url) > LONGEST_URL:
            return
        try:
            url = urljoin(self._base, url)
        except ValueError:
            return
        if url.startswith(("http://", "https://")):
            times = [at for name in _TIMES if (at := _at(self._found.get(name, ""))) is not None]
            self.items.setdefault(url, min(times, default=None))
        if len(self.items) >= MOST_ITEMS:
            raise _Enough


def _at(text: str) -> float | None:
    """A time as feeds (RFC 822) and sitemaps (ISO 8601) write it; without a zone it counts as UTC."""
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found: datetime = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _escaped(text: str) -> Iterator[str]:
    """The text with its bare ampersands escaped, but for those in CDATA sections, where they stand for themselves."""
    for number, part in enumerate(text.split("<![CDATA[")):
        inside, end, outside = part.partition("]]>")
        if number and end:
            yield from ("<![CDATA[", inside, end, _BARE.sub("&amp;", outside))
        else:
            yield from ("<![CDATA[" if number else "", _BARE.sub("&amp;", part))


def _unpacked(body: bytes, most: int) -> bytes:
    """What is in a gzip file, up to the limit; anything else as it is."""
    if not body.startswith(_GZIP):
        return body
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, most + 1)
    except zlib.error:
        raise NotAFeed("It is packed, and the packing is broken.") from None
    if len(unpacked) > most:
        raise NotAFeed(f"It is larger than {most / 1_000_000:g} MB when it is unpacked.")
    return unpacked
