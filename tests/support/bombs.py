"""Pages that want to be too much: the bodies, and how servers send them."""

from __future__ import annotations

import gzip
import random
import zlib
from typing import TYPE_CHECKING

import brotli
import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable

MB = 1_000_000
SENTENCE = b"Warga Desa Sukamaju memanen padi lebih awal karena hujan turun sejak pekan lalu di lereng gunung. "
REPORT = b"".join(b"<p>" + SENTENCE + b"</p>" for _ in range(5))


def page(inside: bytes, report: bytes = REPORT) -> bytes:
    """A page with something in it, and a report."""
    head = b"<!doctype html><html><head><title>Panen padi lebih awal</title></head><body><article>"
    return head + inside + report + b"</article></body></html>"


def ld(inside: bytes) -> bytes:
    """A page with JSON-LD."""
    return b"<html><head><script type='application/ld+json'>" + inside + b"</script></head><body>" + REPORT


def zeros(size: int) -> bytes:
    """A page of nothing much."""
    return b"<html>" + b" " * size


def packed(ways: str, size: int = 100 * MB) -> bytes:
    """Zeros packed in several ways, one after the other, as a Content-Encoding names them."""
    how: dict[str, Callable[[bytes], bytes]] = {
        "gzip": lambda body: gzip.compress(body, 6),
        "deflate": lambda body: zlib.compress(body, 6),
        "br": lambda body: brotli.compress(body, quality=1),
        "zstd": zstandard.ZstdCompressor().compress,
    }
    body = zeros(size)
    for way in ways.split(", "):
        body = how[way](body)
    return body


def laughs() -> bytes:
    """A billion laughs, in XHTML."""
    names = "bcdefghij"
    grown = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", names, strict=True))
    doctype = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha">{grown}]>'
    return doctype.encode() + b"<html xmlns='http://www.w3.org/1999/xhtml'><body><p>&j;</p>" + REPORT


def outside() -> bytes:
    """Entities that name a file and a host."""
    return (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM '
        b'"http://127.0.0.1:9/y.dtd"> %y;]><html><head><link rel="stylesheet" href="file:///etc/passwd"></head>'
        b"<body><p>&x;</p>" + REPORT
    )


PAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a line of 9 MB": (lambda: page(b"<p>" + SENTENCE * 90_000 + b"</p>"), "more than 1,000,000 characters"),
    "a word of 9 MB": (lambda: page(b"<p>" + b"a" * (9 * MB) + b"</p>"), "more than 1,000,000 characters"),
    "a line of nearly a megabyte": (lambda: page(b"<p>" + SENTENCE * 9_000 + b"</p>"), ""),
    "99,000 short lines": (lambda: page(b"<pre>" + b"Air naik.\n" * 99_000 + b"</pre>"), ""),
    "100,000 full stops": (lambda: page(b"<p>" + b". " * 100_000 + b"</p>"), ""),
    "white space of 1.9 MB": (lambda: page(b"<p>" + b" \n" * 950_000 + b"</p>"), ""),
    "59,000 elements deep": (lambda: page(b"<div>" * 59_000), "fewer than 40 words"),
    "28,000 pairs misnested": (lambda: page(b"<b><i>" * 28_000), "fewer than 40 words"),
    "19,000 tables deep": (lambda: page(b"<table><tr><td>" * 19_000), "fewer than 40 words"),
    "70,000 tags": (lambda: page(b"<br>" * 70_000), "more than 60000 tags"),
    "29,500 links": (lambda: page(b"<a href=/x>Air naik di kota itu</a>" * 29_500), ""),
    "200,000 attributes": (lambda: page(b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">"), "attributes"),
    "a million attributes in 2,000 tags": (
        lambda: page(b"".join(b"<p " + b" ".join(b"a%d=1" % n for n in range(499)) + b">" for _ in range(2000))),
        "attributes",
    ),
    "an attribute of 9 MB": (lambda: page(b"<p class='" + b"related " * 1_100_000 + b"'>"), ""),
    "a comment of 9 MB": (lambda: page(b"<!--" + b"x" * (9 * MB) + b"-->"), ""),
    "a tag without an end": (lambda: page(REPORT + b"<p " + b"x" * (9 * MB), b""), ""),
    "a title of 9 MB": (lambda: b"<html><head><title>" + SENTENCE * 90_000 + b"</title><body>" + REPORT, ""),
    "a script of 9 MB": (lambda: page(b"<script>" + b"if (a < b) c();" * 50_000 + b"x" * (8 * MB) + b"</script>"), ""),
    "1,800,000 entities": (lambda: page(b"<p>" + b"&amp;" * 1_800_000 + b"</p>"), ""),
    "a billion laughs": (laughs, ""),
    "entities from outside": (outside, ""),
    "NULs between all letters": (lambda: page(b"a\0" * (2 * MB)), "not a web page"),
    "NULs behind the head": (lambda: page(REPORT * 3 + b"\0" * (8 * MB)), ""),
    "9 MB of noise": (
        lambda: page(random.Random(2).randbytes(9 * MB).translate(None, b"<\0")),  # noqa: S311 - no secret
        "1,000,000 characters",
    ),
    "UTF-16 without its end": (lambda: page(b"").decode().encode("utf-16")[:-1], ""),
    "JSON of 4,000,000 brackets": (lambda: ld(b"[" * (4 * MB)), ""),
    "JSON 800,000 objects deep": (lambda: ld(b'{"a":' * 800_000 + b"1" + b"}" * 800_000), ""),
    "JSON whose body has 9 MB": (
        lambda: ld(b'{"@type":"NewsArticle","articleBody":"' + SENTENCE * 90_000 + b'"}'),
        "",
    ),
    "29,000 canonical addresses": (
        lambda: b"<html><head>" + b"<link rel=canonical href='http://x.co.id/y'>" * 29_000 + b"<body>" + REPORT,
        "",
    ),
    "29,000 dates": (lambda: page(b"<p>Senin, 8 Januari 2023 10:00 WIB</p>" * 29_000), "lists articles"),
}
"""For each page the bytes, and a part of the reason for which it is no article; "" where it is left open."""
