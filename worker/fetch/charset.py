"""From bytes to text, whatever the labels say."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_META_WITHIN: Final = 4096
"""Bytes searched for a meta label; the HTML standard asks for 1,024, real pages put it later."""

_SAMPLE: Final = 65_536
"""Bytes that the detector looks at; it tries every encoding on all of them."""

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{1,40})""")

# A tag ends where the next begins, so that a run of "<" costs its length and not its square (5 s for the sample).
_TAG = re.compile(rb"<(/?)(script\b|style\b)?[^<>]*>?", re.IGNORECASE)
_ASCII: Final = bytes(range(128))

_LATIN: Final = 0.15
"""Share of non-ASCII bytes up to which a text is in Latin letters, where detectors guess between code pages that
differ in a few accents (charset-normalizer says cp1250 for Indonesian with curly quotes)."""

_LAST_RESORT: Final = "cp1252"
"""What the HTML standard falls back to in nearly all Latin-script locales, Indonesian among them."""

# The Encoding Standard of the WHATWG reads these labels as windows-1252, as all browsers do.
_AS_WINDOWS: Final = frozenset({"ascii", "iso8859-1"})

# Codecs that Python counts as text and that no page is written in.
_NEVER: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}
)

_FEW: Final = 0.05
"""Share of broken among the non-ASCII UTF-8 sequences up to which a text still counts as UTF-8: a byte or two
cut off by a content system, where another encoding breaks nearly all of them."""


def decode(body: bytes, header_charset: str = "") -> tuple[str, str]:
    """Decode a body.

    The order is byte order mark, header, meta, detection; a label is believed only when the body can be
    read by it, and a body with non-ASCII characters that is valid UTF-8 is UTF-8 whatever its label:
    hardly any other text is valid UTF-8 by accident.

    Args:
        body: the bytes.
        header_charset: the charset of the Content-Type header, "" when it names none.

    Returns:
        The text, and the Python name of the charset that it was decoded with. Never raises; what cannot
        be decoded becomes U+FFFD.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    labels = [name for label in (header_charset, *_inner_labels(body)) if (name := known(label))]
    wide = [name for name in labels if name.startswith(("utf-16", "utf-32"))]
    if b"\0" not in body[:_META_WITHIN] or not wide:
        if _is_utf8(body):
            return body.decode("utf-8", "replace"), "utf-8"
        labels = [name for name in labels if name not in {*wide, "utf-8"}]
    for name in labels:
        text = _strictly(body, name)
        if text is not None:
            return text, name
    name = _detect(body)
    return body.decode(name, "replace"), name


def known(label: str) -> str:
    """Turn a charset label into the codec that reads it.

    Args:
        label: as a header or a page has it.

    Returns:
        The codec's Python name, "" when there is none that a page may be written in.
    """
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if name.replace("_", "-") in _NEVER:
        return ""
    return _LAST_RESORT if name in _AS_WINDOWS else name


def _inner_labels(body: bytes) -> list[str]:
    head = body[:_META_WITHIN]
    return [match[1].decode("ascii") for pattern in (_XML, _META) if (match := pattern.search(head))]


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
        good = len(text) - broken - sum(map(text.count, _ASCII_CHARACTERS))
        return broken <= _FEW * good
    return True


_ASCII_CHARACTERS: Final = tuple(map(chr, range(128)))


def _strictly(body: bytes, name: str) -> str | None:
    try:
        # windows-1252 leaves five bytes undefined; a stray one does not make the label wrong
        return body.decode(name, "replace" if name == _LAST_RESORT else "strict")
    except (UnicodeError, LookupError, ValueError):
        return None


def _prose(markup: bytes) -> bytes:
    """What stands outside tags, scripts and styles."""
    kept: list[bytes] = []
    at, code = 0, False
    for tag in _TAG.finditer(markup):
        if not code:
            kept.append(markup[at : tag.start()])
        at = tag.end()
        if tag[2]:
            code = not tag[1]
    if not code:
        kept.append(markup[at:])
    return b" ".join(kept)


def _detect(body: bytes) -> str:
    sample = _prose(body[:_SAMPLE])
    if len(sample.translate(None, _ASCII)) <= _LATIN * len(sample):
        return _LAST_RESORT
    best = from_bytes(sample).best()
    return known(best.encoding) if best and known(best.encoding) else _LAST_RESORT
