"""Pages that no content system would write: mutated byte by byte, and along their structure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_TOKEN = re.compile(rb"<[^>]*>|[^<]+|<")
_NAME = re.compile(rb"(</?)([A-Za-z][A-Za-z0-9]*)")
NAMES = b"""a article aside b body br div footer form h1 h2 head header html i iframe img li main math meta noscript
ol p plaintext pre script section select span style svg table tbody td template textarea title tr ul video wbr
x-y""".split()
HOSTILE = (
    b"\0",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    b"<?xml version='1.0' encoding='utf-7'?>",
    b"<script>",
    b'<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":[[[1]]],"author":{"name":7}}</script>',
    b'<script type=\'application/ld+json\'>{"@graph":[null,{"datePublished":true,"articleBody":{}}]}</script>',
    b"<meta property='article:published_time' content='9999-99-99T99:99'>",
    b"<meta charset='utf-16'>",
    b"<link rel=canonical href='http://['>",
    b"<base href='javascript:alert(1)'>",
    b"<time datetime='0000-00-00'>31 Februari 2026</time>",
    b"&#0;&#xD800;&#x110000;&#99999999999;&nosuch;&amp",
    b"<p style='" + b"x" * 3000,
    b"<a href='" + b"%" * 500 + b"'>",
    b"\xff\xfe\xfd\xc0\x80",
    "\u202e\u200b\u0130\u1e9e\ufeff\U0001f600\u0301".encode(),
    b"\r",
    b"\x0b\x0c\x1c\x85",
    b"<table><tr><td><table><tr><td>",
    b"<svg><foreignObject><math><mi>",
    b"</p></div></body></html>",
    b"<b><p></b></p>" * 20,
    b"<div>" * 300,
    b"Baca juga: " * 40,
    b"(" * 200,
    b"\n" * 500,
)


def mutated(page: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    """A page changed in one to eight places.

    Args:
        page: the page.
        others: pages to splice pieces from.
        rng: decides everything; the same state gives the same page.
    """
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        page = rng.choice(_WAYS)(page, others, rng)
    return page


def _tokens(page: bytes) -> list[bytes]:
    return _TOKEN.findall(page)


def _stretch(count: int, rng: random.Random) -> tuple[int, int]:
    """A stretch of a list, short more often than long."""
    start = rng.randrange(count + 1)
    return start, min(count, start + int(rng.paretovariate(0.7)))


def _flip(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(rng.randint(1, 40)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    start, end = sorted((rng.randrange(len(page) + 1), rng.randrange(len(page) + 1)))
    return page[:start] + page[end:] if rng.random() < 0.7 else page[:end]


def _repeat(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    start = rng.randrange(len(page) + 1)
    piece = page[start : start + rng.randint(1, 400)]
    return page[:start] + piece * rng.randint(2, 60) + page[start:]


def _noise(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    at = rng.randrange(len(page) + 1)
    return page[:at] + rng.randbytes(rng.randint(1, 200)) + page[at:]


def _insert(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    at = rng.randrange(len(page) + 1)
    return page[:at] + rng.choice(HOSTILE) + page[at:]


def _drop_tokens(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    tokens = _tokens(page)
    start, end = _stretch(len(tokens), rng)
    return b"".join(tokens[:start] + tokens[end:])


def _double_tokens(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    tokens = _tokens(page)
    start, end = _stretch(len(tokens), rng)
    return b"".join(tokens[:end] + tokens[start:end] * rng.randint(1, 30) + tokens[end:])


def _move_tokens(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    tokens = _tokens(page)
    start, end = _stretch(len(tokens), rng)
    piece, rest = tokens[start:end], tokens[:start] + tokens[end:]
    at = rng.randrange(len(rest) + 1)
    return b"".join(rest[:at] + piece + rest[at:])


def _splice(page: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
    tokens, theirs = _tokens(page), _tokens(rng.choice(others))
    start, end = _stretch(len(theirs), rng)
    at = rng.randrange(len(tokens) + 1)
    return b"".join(tokens[:at] + theirs[start:end] + tokens[at:])


def _rename(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    share, name = rng.random(), rng.choice(NAMES)
    return _NAME.sub(lambda hit: hit[1] + name if rng.random() < share * 0.1 else hit[0], page)


def _nest(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    tokens = _tokens(page)
    name, depth = rng.choice(NAMES), rng.choice((1, 3, 30, 700))
    start, end = _stretch(len(tokens), rng)
    inner = b"".join(tokens[start:end])
    closed = b"</" + name + b">" if rng.random() < 0.5 else b""
    wrapped = (b"<" + name + b">") * depth + inner + closed * depth
    return b"".join(tokens[:start]) + wrapped + b"".join(tokens[end:])


def _unbalance(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    share = rng.random() * 0.3
    return b"".join(one for one in _tokens(page) if not one.startswith(b"</") or rng.random() > share)


def _recode(page: bytes, _others: Sequence[bytes], rng: random.Random) -> bytes:
    name = rng.choice(("utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "utf-7", "cp037"))
    return page.decode("utf-8", "replace").encode(name, "replace")


_WAYS: tuple[Callable[[bytes, Sequence[bytes], random.Random], bytes], ...] = (
    _flip,
    _cut,
    _repeat,
    _noise,
    _insert,
    _insert,
    _drop_tokens,
    _double_tokens,
    _move_tokens,
    _splice,
    _rename,
    _nest,
    _unbalance,
    _recode,
)
