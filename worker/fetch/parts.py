"""A URL taken apart, strictly: what two programs could read in two ways is refused."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

LONGEST: Final = 4096
"""Longest URL in characters; servers commonly refuse more than 8 KiB of request line, browsers share about 2,000."""

HIGHEST_PORT: Final = 65535
DEFAULT_PORTS: Final = {"http": 80, "https": 443}
LONGEST_HOST: Final = 253
"""RFC 1035: 255 octets on the wire, two of them for framing."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PORT = re.compile(r"[0-9]{1,5}")
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class BadUrl(ValueError):  # noqa: N818 - the pipeline's word for it; it is said to people as it stands
    """The URL cannot be fetched by anyone; the message is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A URL in its parts, each in normal form.

    Attributes:
        scheme: "http" or "https".
        host: lower case, punycode; IPv6 addresses without brackets.
        port: the port, the scheme's own where the URL names none.
        path: begins with "/"; dot segments resolved.
        query: what stands after "?", "" when nothing does.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str = ""

    @property
    def is_default_port(self) -> bool:
        """Whether the port is the scheme's own."""
        return self.port == DEFAULT_PORTS[self.scheme]

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own, as a URL and a Host header bear it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_default_port else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and authority, as in "https://contoh.example"."""
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """Path and query, as the request line bears them."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The whole URL again."""
        return f"{self.origin}{self.target}"

    def at(self, *, path: str, query: str) -> Parts:
        """The same place with another path and query."""
        return replace(self, path=path, query=query)


def split(url: str) -> Parts:
    """Take a URL apart.

    Args:
        url: an absolute http or https URL as a person or a page wrote it.

    Returns:
        Its parts in normal form; `split(split(url).url) == split(url)`.

    Raises:
        BadUrl: it is no absolute http or https URL, or could be read in more than one way.
    """
    url = url.strip(" \t\r\n\f")
    _check_characters(url)
    scheme, rest = _scheme(url)
    end = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    authority, tail = rest[:end], rest[end:].partition("#")[0]
    path, _, query = tail.partition("?")
    host, port = _authority(authority, scheme)
    return Parts(scheme, host, port, _resolve_dots(_encode(path) or "/"), _encode(query, also="?"))


def _check_characters(url: str) -> None:
    if not url:
        raise BadUrl("The URL is empty.")
    if len(url) > LONGEST:
        raise BadUrl(f"The URL is longer than {LONGEST:,} characters.")
    if _CONTROL.search(url):
        raise BadUrl("The URL contains a line break or another control character.")
    try:
        url.encode()
    except UnicodeEncodeError:
        raise BadUrl("The URL contains characters that are no text.") from None


def _scheme(url: str) -> tuple[str, str]:
    match = _SCHEME.match(url)
    if not match or ("://" not in url and not url[match.end() :].startswith(("/", "\\"))):
        raise BadUrl(f"“{_short(url)}” does not begin with http:// or https://.")
    scheme = match[1].lower()
    if scheme not in DEFAULT_PORTS:
        raise BadUrl(f"Only http and https URLs are fetched, not {_short(scheme)}.")
    rest = url[match.end() :]
    if not rest.startswith("//") or rest.startswith(("///", "//\\")):
        raise BadUrl(f"“{_short(url)}” names no host after {scheme}://.")
    return scheme, rest[2:]


def _authority(authority: str, scheme: str) -> tuple[str, int]:
    if "@" in authority:
        raise BadUrl("The URL carries a user name or password; those are never sent.")
    if "\\" in authority:
        raise BadUrl("The URL has a backslash in its host, which programs read in different ways.")
    if authority.startswith("["):
        inner, bracket, after = authority[1:].partition("]")
        host, after = (_ipv6(inner), after) if bracket and after[:1] in {"", ":"} else _no_host(authority)
        return host, _port(after[1:], scheme)
    host, _, port = authority.partition(":")
    return _name(host), _port(port, scheme)


def _no_host(text: str) -> tuple[str, str]:
    raise BadUrl(f"“{_short(text)}” is no host.")


def _port(text: str, scheme: str) -> int:
    if not text:
        return DEFAULT_PORTS[scheme]
    if not _PORT.fullmatch(text) or not 0 < int(text) <= HIGHEST_PORT:
        raise BadUrl(f"“{_short(text)}” is no port; ports are 1 to {HIGHEST_PORT}.")
    return int(text)


def _ipv6(text: str) -> str:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        raise BadUrl(f"“[{_short(text)}]” is no IPv6 address.") from None
    if address.scope_id:
        raise BadUrl(f"“[{_short(text)}]” names a network interface; that is no public address.")
    return str(address)


def _name(text: str) -> str:
    try:
        # Python's codec is IDNA 2003; it differs from what browsers do in four letters (ß, ς and two joiners)
        host = text.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError:
        raise BadUrl(f"“{_short(text)}” is no host name.") from None
    labels = host.split(".")
    if len(host) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl(f"“{_short(text)}” is no host name." if text else "The URL names no host.")
    if _NUMBER.fullmatch(labels[-1]):
        # the rule of the WHATWG URL standard: a host whose last label is a number is an IPv4 address
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise BadUrl(f"“{_short(text)}” is no IPv4 address in its plain form, four numbers of 0 to 255.") from None
    return host


def _encode(text: str, also: str = "") -> str:
    """Percent-encode what a URL may not bear, decode what needs no encoding, leave the rest."""
    text = _TRIPLET.sub(_triplet, _BARE_PERCENT.sub("%25", text))
    return quote(text, safe=f"%/:@!$&'()*+,;=-._~{also}")


def _triplet(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _resolve_dots(path: str) -> str:
    """Resolve "." and ".." as RFC 3986, 5.2.4 does."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _short(text: str) -> str:
    limit = 80
    text = text.rpartition("@")[2]  # what stands before it may be a password
    return text if len(text) <= limit else f"{text[:limit]}…"
