"""Outlets: the host that an article belongs to, its network, and titles without the site's suffix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.clean.rules import RuleBook, Site

_MIRRORS = re.compile(r"\A(?:(?:www\d?|m|amp|mobile|origin)\.)+")
_ALL_PAGES = re.compile(r"\s*[-\u2013\u2014|]\s*(?:Halaman|Hal\.?|Page)\s+(?:all|\d{1,3})\Z", re.IGNORECASE)
_SUFFIX = re.compile(r"\s+(?:[-\u2013\u2014|]|::?|\u00bb)\s+([^|\u2013\u2014]{2,45})\Z")
_HOST_LIKE = re.compile(r"\b[\w-]{2,30}\.(?:com|co\.id|id|co|net|tv|news|org)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# What a scrape of a section's page takes for the headline: "News", "Oto Tek".
_SECTIONS = vocabulary(
    "news berita nasional internasional dunia daerah regional ekonomi bisnis finansial keuangan market hukum politik "
    "metro kota olahraga sport sports bola sepakbola sepak raket teknologi tekno tek tech sains otomotif oto gaya "
    "hidup lifestyle leisure hiburan seleb entertainment hot health kesehatan travel wisata kuliner edukasi "
    "pendidikan khazanah opini kolom video foto galeri home beranda headline terkini terpopuler artikel"
)
# A shorter name is too weak a sign.
_SHORTEST = 4
_ENDINGS = vocabulary("com co id net org tv news go ac or web my asia today info")


def host(url: str) -> str:
    """The outlet of a URL: its host in lower case without www., m., amp.; "" when it has none."""
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _MIRRORS.sub("", name.lower().rstrip("."))


def netloc(url: str) -> str:
    """The host of an http or https URL as it is written, with its port; "" when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in ("http", "https") else ""


def path(url: str) -> str:
    """The path of a URL, "" when it has none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def by_dateline(rules: RuleBook, opening: str) -> Site | None:
    """The site whose name stands in a dateline."""
    upper = opening.upper()
    return next((site for name, site in rules.by_dateline.items() if name in upper), None)


def brand(url: str) -> str:
    """The letters of an outlet's own name: "kompas" of money.kompas.com."""
    labels = [label for label in host(url).split(".") if label not in _ENDINGS]
    return re.sub(r"[^a-z]", "", labels[-1]) if labels else ""


def names(url: str, said: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that an outlet goes by: its host, its own label of it, and what the page calls it."""
    return tuple(name for name in (host(url), brand(url), *said) if len(name) >= _SHORTEST)


def bare_title(title: str, site: Site | None, url: str = "") -> str:
    """A title without "- Halaman all" and the site's suffix.

    Args:
        title: as the page or the scrape has it.
        site: what is known of the site.
        url: the article's address; a suffix that bears the outlet's name goes.

    Returns:
        The headline on one line.
    """
    bare = " ".join(title.split())
    for _ in range(3):
        before = bare
        bare = _ALL_PAGES.sub("", bare)
        for suffix in site.title_suffixes if site else ():
            if bare.lower().endswith(suffix.lower()):
                bare = bare[: -len(suffix)].rstrip(" -|\u2013\u2014:")
        found = _SUFFIX.search(bare)
        named = brand(url)
        if found and (_HOST_LIKE.search(found[1]) or (named and named in re.sub(r"[^a-z]", "", found[1].lower()))):
            bare = bare[: found.start()]
        if bare == before:
            break
    return bare


def is_section(title: str) -> bool:
    """Whether a title is a section's name ("News", "Gaya Hidup") and no headline."""
    words = _WORD.findall(title.lower())
    return 0 < len(words) <= 2 and all(word in _SECTIONS for word in words)  # noqa: PLR2004 - words of a section


def headline(text: str) -> str:
    """The first line when it reads as a headline, else ""."""
    first = text.split("\n", 1)[0]
    words = _WORD.findall(first)
    return first if 3 <= len(words) <= 25 and first[-1:] not in ".,:;" and "\n" in text else ""  # noqa: PLR2004 - words of a headline
