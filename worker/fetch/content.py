"""Which answers are web pages."""

from __future__ import annotations

import re
from typing import Final

from worker.fetch.failure import FetchFailed
from worker.model.verdict import FetchOutcome

HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})

_MISLABELLED: Final = frozenset({"", "text/plain", "text/xml", "application/xml", "application/octet-stream"})
"""Types that a badly set-up server gives its pages; taken as a page only when the body begins as one."""

_HEAD: Final = 1024
"""How many bytes are looked at; the MIME sniffing standard of the WHATWG takes 1445."""

# A comment ends at its first "-->": with `.*?` one group could swallow several, and 24 empty comments took 1.7 s.
_BEGINS_AS_PAGE = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)

_GZIP: Final = b"\x1f\x8b\x08"
_BINARY: Final = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"RIFF", "an image, a sound or a video"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (_GZIP, "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"\x00\x00\x00\x18ftyp", "a video"),
    (b"ID3", "a sound"),
)
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

_NAMES: Final = {
    "application/pdf": "a PDF file",
    "application/json": "JSON data",
    "application/rss+xml": "a feed",
    "application/atom+xml": "a feed",
    "application/zip": "a ZIP archive",
}
_FAMILIES: Final = {"image": "an image", "video": "a video", "audio": "a sound", "font": "a font"}


def media_type(header: str) -> tuple[str, str]:
    """Read a Content-Type header.

    Args:
        header: its value, "" when there is none.

    Returns:
        The media type in lower case without parameters, and the charset that it names or "".
    """
    kind, _, parameters = header.partition(";")
    match = re.search(r"""charset\s*=\s*["']?([^\s"';,]+)""", parameters, re.IGNORECASE)
    return kind.split(",")[0].strip().lower(), match[1] if match else ""


def check_page(kind: str, charset: str, head: bytes) -> None:
    """Refuse what is no web page, by its label and by its first bytes.

    Args:
        kind: the media type that the server named.
        charset: the charset that the server named.
        head: the first bytes of the body, after decompression.

    Raises:
        FetchFailed: it is a PDF, an image, a feed, ...; the reason says which.
    """
    head = head[:_HEAD]
    for mark, what in _BINARY:
        if head.startswith(mark):
            raise FetchFailed(FetchOutcome.WRONG_TYPE, f"This is {what}, not a web page.")
    wide = head.startswith(_WIDE_MARKS) or charset.lower().startswith(("utf-16", "utf-32"))
    if b"\0" in head and not wide:
        raise FetchFailed(FetchOutcome.WRONG_TYPE, "This is binary data, not a web page.")
    if kind in HTML_TYPES or (kind in _MISLABELLED and _BEGINS_AS_PAGE.match(head)):
        return
    named = f"labelled {kind}" if kind else "without a label"
    what = _NAMES.get(kind) or _FAMILIES.get(kind.partition("/")[0]) or f"an answer {named}"
    raise FetchFailed(FetchOutcome.WRONG_TYPE, f"This is {what}, not a web page.")


def check_feed(kind: str, charset: str, head: bytes) -> None:  # noqa: ARG001 - the interface of checks
    """Refuse what its first bytes say can be neither a feed nor a sitemap; labels are not looked at, they say little.

    Args:
        kind: the media type that the server named.
        charset: the charset that the server named.
        head: the first bytes of the body, after decompression; sitemaps may be gzip files.

    Raises:
        FetchFailed: it is a PDF, an image, ...; the reason says which.
    """
    for mark, what in _BINARY:
        if mark != _GZIP and head.startswith(mark):
            raise FetchFailed(FetchOutcome.WRONG_TYPE, f"This is {what}, neither a feed nor a sitemap.")
