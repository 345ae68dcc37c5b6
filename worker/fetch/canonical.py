"""Which article a URL names: one key for all of its faces, and one URL to fetch."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote

from worker.fetch.parts import BadUrl, Parts, split
from worker.fetch.publishers import publisher_of, settled
from worker.model.url import Canonical

if TYPE_CHECKING:
    from worker.fetch.publishers import Publisher

__all__ = ["BadUrl", "canonical_url", "identify"]

_TRACKER: Final = re.compile(
    r"(?:utm|mtm|pk|itm|ga|_ga|hsa|vero|oly|at|wt)_\w*|_g[al]|_hsenc|_hsmi|hsctatracking|mkt_tok|mc_[ce]id"
    r"|(?:fb|gc|dc|tw|y|ys|tt|msclk|igsh|gbra|wbra)l?(?:id|clid)|gclsrc|igsh|li_fat_id|s_kwcid|srsltid"
    r"|fb_(?:action_ids|action_types|ref|source)|ref|ref_?src|ref_?url|referr?er|[io]cid|ncid|cmpid|xtor|zarsrc|spm"
    r"|amp_js_v|amp_gsa|amp_r|usqp|noamp",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from and never what is shown: names of ClearURLs and AdGuard in full.
Not courlan's pattern: it looks for pieces of names and drops gambar=7, cid=12 and eid=3, which may name the article."""

_AMP_QUERY: Final = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("view", "amp")})
_WHOLE_QUERY: Final = frozenset({("page", "all"), ("single", "1"), ("showpage", "all")})

_FACES: Final = frozenset({"www", "m", "amp", "mobile", "wap"})
"""First labels that name another face of the same site."""

_SECOND_LEVELS: Final = frozenset(
    ["ac", "biz", "co", "com", "desa", "edu", "go", "gov", "mil", "my", "net", "or", "org", "ponpes", "sch", "web"]
)
"""Second-level domains that are handed out like endings under two-letter ones ("co.id"), so that the `m` of m.co.id
is a name and not a face."""

_AMP_PATH = re.compile(r"^/amp(?=/.)|(?<=.)/amp$|(?<=.)\.amp(?=\.html$)|(?<=.)\.amp$")
_DATED_PAGE = re.compile(r"^(/\d{4}/\d{2}(?:/\d{2})?/[^/]*[a-z][^/]*)/\d{1,2}$")
"""WordPress: the later pages of an article with the date in its address."""

_BLOGGER = re.compile(r"^/\d{4}/\d{2}/[^/]+\.html$")

_WRAPPERS: Final = 3
"""Wrappers that are taken off; more around one another is no URL that people pass on."""


def canonical_url(url: str) -> str:
    """Bring a URL into the form in which it is fetched and compared.

    Args:
        url: an absolute http or https URL.

    Returns:
        `identify(url).url`; the same again when it is given that.

    Raises:
        BadUrl: it is no URL that can be fetched; the message is one sentence for a person.
    """
    return identify(url).url


def identify(url: str) -> Canonical:
    """Find out which article a URL names, and what to fetch for it.

    Args:
        url: an absolute http or https URL.

    Returns:
        The key and the URL; `identify(identify(url).url) == identify(url)`.

    Raises:
        BadUrl: it is no URL that can be fetched; the message is one sentence for a person.
    """
    parts = split(url)
    for _ in range(_WRAPPERS):
        inner = _unwrap(parts)
        if not inner:
            break
        parts = split(inner)
    publisher = publisher_of(parts.host) if parts.is_default_port else None
    parts = _to_fetch(parts, publisher)
    return Canonical(_key(parts, publisher), parts.url)


def _to_fetch(parts: Parts, publisher: Publisher | None) -> Parts:
    pairs = [pair for pair in _pairs(parts.query) if not _TRACKER.fullmatch(unquote(pair.partition("=")[0]))]
    host, path = parts.host, parts.path
    if publisher:
        host, path = publisher.first_face(host, path)
        if publisher.whole and publisher.is_article(path):
            name = publisher.whole.partition("=")[0]
            pairs = [pair for pair in pairs if pair.partition("=")[0] not in {"page", name}] + [publisher.whole]
    return replace(parts, host=host, path=path, query="&".join(pairs))


def _key(parts: Parts, publisher: Publisher | None) -> str:
    host = _folded(parts.host)
    number = publisher.number(parts.path) if publisher else ""
    if publisher and number:
        return f"{publisher.domain if publisher.scope == 'domain' else host}/{number}"
    path = re.sub(r"/{2,}", "/", parts.path).rstrip("/")
    path = _DATED_PAGE.sub(r"\1", settled(_AMP_PATH, "", path)).rstrip("/")
    pairs = sorted(pair for pair in _pairs(parts.query) if not _is_face(pair, path))
    port = "" if parts.is_default_port else f":{parts.port}"
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}{port}{path}{'?' if pairs else ''}{'&'.join(pairs)}"


def _is_face(pair: str, path: str) -> bool:
    """Whether a parameter only chooses how an article is shown."""
    name, _, value = pair.lower().partition("=")
    return (name, value) in _AMP_QUERY | _WHOLE_QUERY or (name == "m" and value in "01" and bool(_BLOGGER.match(path)))


def _pairs(query: str) -> list[str]:
    return [pair for pair in query.split("&") if pair]


def _folded(host: str) -> str:
    """The host without the labels that name a face of it."""
    labels = host.split(".")
    while labels[0] in _FACES and len(labels) > 2 and not _is_ending(labels[1:]):  # noqa: PLR2004 - face, name, ending
        del labels[0]
    return ".".join(labels)


def _is_ending(labels: list[str]) -> bool:
    ending, country = 2, 2
    return len(labels) == ending and len(labels[1]) == country and labels[0] in _SECOND_LEVELS


_AMP_VIEWER = re.compile(r"^/amp/(s/)?(?=[^/]+\.[^/]+/)")
_AMP_CACHE = re.compile(r"^/[cv]/(s/)?(?=[^/]+\.[^/]+/)")
"""Content and viewer form of the AMP cache; its other forms are images."""


def _unwrap(parts: Parts) -> str:
    """The URL inside a wrapper that only leads on, "" when it is none."""
    host, path = parts.host, parts.path
    if host.endswith(".cdn.ampproject.org"):
        return _amp_inner(_AMP_CACHE, parts)
    is_google = re.fullmatch(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?", host)
    if is_google and path.startswith("/amp/"):
        return _amp_inner(_AMP_VIEWER, parts)
    named = dict(parse_qsl(parts.query))
    if is_google and path == "/url":
        return _http(named.get("url") or named.get("q", ""))
    if host in {"l.facebook.com", "lm.facebook.com", "l.instagram.com"}:
        return _http(named.get("u", ""))
    return ""


def _amp_inner(pattern: re.Pattern[str], parts: Parts) -> str:
    match = pattern.match(parts.path)
    if not match:
        return ""
    scheme = "https" if match[1] else "http"
    return f"{scheme}://{parts.target[match.end() :]}"


def _http(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""
