"""URLs as sites and people write them, down to the request line; what leads inside is in `test_tricks`."""

from __future__ import annotations

import pytest
from support.lines import AnyName, Line

from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.model.verdict import FetchOutcome

ORDINARY = [
    ("http://contoh.example", "/"),
    ("http://contoh.example/", "/"),
    ("https://contoh.example/berita/2024/01/02/judul-berita", "/berita/2024/01/02/judul-berita"),
    ("https://www.contoh.example/read/123456/judul?page=all", "/read/123456/judul?page=all"),
    ("HTTPS://WWW.CONTOH.EXAMPLE/Berita", "/Berita"),
    ("http://contoh.example:80/a", "/a"),
    ("https://contoh.example:443/a", "/a"),
    ("https://contoh.example:/a", "/a"),
    ("https://contoh.example./a", "/a"),
    ("https://contoh.example/a#bagian", "/a"),
    ("https://contoh.example?id=7", "/?id=7"),
    ("https://contoh.example/a?b=c&d=e", "/a?b=c&d=e"),
    ("https://contoh.example/a?surat=budi@contoh.example", "/a?surat=budi@contoh.example"),
    ("https://contoh.example/a?kembali=http://127.0.0.1/", "/a?kembali=http://127.0.0.1/"),
    ("https://contoh.example/harga naik", "/harga%20naik"),
    ("https://contoh.example/harga%20naik", "/harga%20naik"),
    ("https://contoh.example/%7Ebudi/", "/~budi/"),
    ("https://contoh.example/café", "/caf%C3%A9"),
    ("https://contoh.example/a/../b/./c", "/b/c"),
    ("https://contoh.example/100%", "/100%25"),
    ("https://contoh.example/a//b", "/a//b"),
    ("https://contoh.example/@budi/cerita", "/@budi/cerita"),
    ("https://sub_domain.contoh.example/a", "/a"),
    ("https://café.example/a", "/a"),
    ("https://xn--caf-dma.example/a", "/a"),
    ("  https://contoh.example/a\n", "/a"),
    ("https://93.184.215.14/a", "/a"),
    ("https://[2606:4700:4700::1111]/a", "/a"),
    ("https://3news.example/a", "/a"),
    ("https://0x7f.example/a", "/a"),
]


@pytest.mark.parametrize(("url", "target"), ORDINARY)
def test_ordinary(url: str, target: str) -> None:
    """A URL as sites and people write it is asked for, at a public address, with a clean request line."""
    plain = url.strip().replace("https:", "http:").replace("HTTPS:", "http:").replace(":443", "")
    with Line() as line:
        page = Fetcher(guard=AddressGuard(resolver=AnyName()), obey_robots=False, connector=line).fetch(plain)
        request = line.request()
    assert FetchOutcome.UNREACHABLE == page.outcome
    assert request.startswith(f"GET {target} HTTP/1.1\r\n")
    assert 80 == line.reached[0][1]
    with Line() as secure:
        Fetcher(guard=AddressGuard(resolver=AnyName()), obey_robots=False, connector=secure).fetch(url)
    assert 1 == len(secure.reached)
