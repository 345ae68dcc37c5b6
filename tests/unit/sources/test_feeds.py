"""Feeds and sitemaps as publishers write them, and as nobody should."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.sources.feeds import MOST_ITEMS, Item, Named, NotAFeed, read_feed

if TYPE_CHECKING:
    from pathlib import Path

BASE = "https://kabarbukit.example/umpan/rss.xml"
MOST = 10_000_000
ATOM = "http://www.w3.org/2005/Atom"


def read(text: str | bytes, *, charset: str = "", most: int = MOST) -> Named:
    """What a document names."""
    return read_feed(text.encode() if isinstance(text, str) else text, charset, BASE, most_bytes=most)


def urls(text: str | bytes, **options: str) -> list[str]:
    """The pages that a document names, in order."""
    return [item.url for item in read(text, **options).items]


def at(year: int, month: int, day: int, hour: int = 0) -> float:
    """A moment."""
    return datetime(year, month, day, hour, tzinfo=UTC).timestamp()


def rss(items: str, head: str = '<?xml version="1.0"?>') -> str:
    """An RSS feed around items."""
    return f"{head}<rss version='2.0'><channel><link>https://kabarbukit.example/</link>{items}</channel></rss>"


def test_rss() -> None:
    """Items with their times, the newest first; the channel's own link and its picture are no pages."""
    text = rss(
        "<image><url>https://kabarbukit.example/logo.png</url><link>https://kabarbukit.example/</link></image>"
        "<item><title>Jalan</title><link>https://kabarbukit.example/a</link>"
        "<pubDate>Sat, 21 Nov 2026 08:00:00 +0700</pubDate></item>"
        "<item><link>https://kabarbukit.example/b</link><pubDate>Sun, 22 Nov 2026 08:00:00 GMT</pubDate></item>"
        "<item><title>Tanpa tautan</title></item>"
    )
    expected = (
        Item("https://kabarbukit.example/b", at(2026, 11, 22, 8)),
        Item("https://kabarbukit.example/a", at(2026, 11, 21, 1)),
    )
    assert Named(expected) == read(text)


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>\n  https://a.example/1\n</link>", "https://a.example/1"),
        ("<link><![CDATA[https://a.example/1?x=1&y=2]]></link>", "https://a.example/1?x=1&y=2"),
        ("<link>https://a.example/1?x=1&amp;y=2</link>", "https://a.example/1?x=1&y=2"),
        ("<link>https://a.example/1?x=1&y=2&copy=3</link>", "https://a.example/1?x=1&y=2&copy=3"),
        ("<link>/1</link>", "https://kabarbukit.example/1"),
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ("<guid isPermaLink='false'>77</guid><link>https://a.example/1</link>", "https://a.example/1"),
        ("<link>https://umpan.example/x</link><f:origLink xmlns:f='f'>https://a.example/1</f:origLink>",
         "https://a.example/1"),
        (f"<a:link xmlns:a='{ATOM}' href='https://a.example/1'/>", "https://a.example/1"),
        ("<content:encoded><![CDATA[<a href='x'>&nbsp;</a>]]></content:encoded><link>https://a.example/1</link>",
         "https://a.example/1"),
        ("<title>Satu &nbsp; dua & tiga</title><link>https://a.example/1</link>", "https://a.example/1"),
    ],
)  # fmt: skip
def test_links_as_they_are_written(item: str, url: str) -> None:
    """Feeds in the wild break XML's rules in the same few ways."""
    assert [url] == urls(rss(f"<item>{item}</item>"))


def test_atom() -> None:
    """The alternate link, and neither the comments nor the feed's own."""
    text = (
        f"<feed xmlns='{ATOM}'><link rel='self' href='{BASE}'/>"
        "<entry><link rel='replies' href='https://a.example/komentar'/>"
        "<link rel='alternate' href='https://a.example/1'/>"
        "<published>2026-11-20T10:00:00Z</published><updated>2026-11-22T10:00:00Z</updated></entry>"
        "<entry><link href='https://a.example/2'/></entry></feed>"
    )
    assert (Item("https://a.example/1", at(2026, 11, 20, 10)), Item("https://a.example/2", None)) == read(text).items


def test_rdf() -> None:
    """RSS 1.0 has its items beside the channel."""
    text = (
        "<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/' xmlns:dc='d'><channel><link>https://a.example/</link>"
        "</channel><item><link>https://a.example/1</link><dc:date>2026-11-22</dc:date></item></rdf:RDF>"
    )
    assert (Item("https://a.example/1", at(2026, 11, 22)),) == read(text).items


def test_sitemaps() -> None:
    """A news sitemap with its inner times, and an index of sitemaps."""
    news = (
        "<urlset xmlns='s' xmlns:news='n'><url><loc>https://a.example/1</loc><news:news><news:publication_date>"
        "2026-11-22T09:00:00+07:00</news:publication_date></news:news><image:image><image:loc>https://a.example/x.jpg"
        "</image:loc></image:image></url></urlset>"
    )
    index = "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc><lastmod>2026-11-22</lastmod></sitemap></sitemapindex>"

    assert Named((Item("https://a.example/1", at(2026, 11, 22, 2)),)) == read(news)
    assert Named((Item("https://a.example/s.xml", at(2026, 11, 22)),), sitemaps=True) == read(index)
    assert read(index) == read(gzip.compress(index.encode()))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<!doctype html><html><head><title>Beranda</title></head></html>", "a web page"),
        ("<svg xmlns='s'/>", "neither a feed"),
        ('{"items": []}', "neither a feed"),
        ("", "neither a feed"),
        (b"\x1f\x8b\x08" + b"\xff" * 20, "packing is broken"),
    ],
)
def test_what_is_none(text: str | bytes, says: str) -> None:
    """One sentence says what it is instead."""
    with pytest.raises(NotAFeed, match=says):
        read(text)


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/", "mailto:a@a.example", "http://[", "x" * 5000,
     "https://a.example/" + "x" * 5000, "data:text/html,x", "\\\\10.0.0.1\\x"],
)  # fmt: skip
def test_links_that_lead_to_no_page(link: str) -> None:
    """Other schemes and endless addresses are left out, and the next item is read."""
    found = urls(rss(f"<item><link>{link}</link></item><item><link>https://a.example/1</link></item>"))
    assert "https://a.example/1" in found
    assert all(url.startswith(("http://", "https://")) and len(url) < 4200 for url in found)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    "use", ["<item><link>https://a.example/&l9;</link></item>", "<item><link href='&l9;'/></item>"]
)
@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!-- <rss> --><!DOCTYPE rss [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "a>b" [<!ENTITY l9 SYSTEM "http://169.254.169.254/">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd">%p;]>',
    ],
)
def test_entities_are_refused(declared: str, use: str) -> None:
    """Bombs, files and addresses inside: nothing of it is expanded or loaded."""
    with pytest.raises(NotAFeed, match="entities"):
        read(rss(use, f"<?xml version='1.0'?>{declared}"))


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32"])
def test_entities_are_refused_in_any_encoding(charset: str) -> None:
    """What counts is the text as it is parsed, not its bytes."""
    bomb = f'<?xml version="1.0" encoding="{charset}"?><!DOCTYPE rss [<!ENTITY a "b">]><rss/>'
    with pytest.raises(NotAFeed, match="entities"):
        read(bomb.encode(charset), charset=charset)


def test_a_document_type_from_elsewhere_is_not_loaded(tmp_path: Path) -> None:
    """Old feeds name a DTD; nobody asks for it, and an entity that only it knows is nothing."""
    dtd = tmp_path / "rss.dtd"
    dtd.write_text('<!ENTITY host "dalam.example">')
    text = rss("<item><link>https://a.example/&host;1</link></item>", f'<!DOCTYPE rss SYSTEM "{dtd.as_uri()}">')
    assert ["https://a.example/1"] == urls(text)


def test_a_bomb_in_gzip_is_given_up() -> None:
    """Up to the limit is unpacked and no more."""
    bomb = gzip.compress(b"<rss>" + b" " * 50_000_000)
    tracemalloc.start()
    with pytest.raises(NotAFeed, match="larger than 1 MB"):
        read(bomb, most=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000


HOSTILE = {
    "deep": "<rss>" + "<channel>" * 1_000_000,
    "many elements": "<rss><channel>" + "<a/>" * 1_500_000,
    "many items": "<urlset>" + "<url><loc>https://a.example/x</loc></url>" * 150_000,
    "different items": "<urlset>" + "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(90_000)),
    "one long link": f"<rss><item><link>https://a.example/{'x' * 6_000_000}</link></item></rss>",
    "attributes": "<rss " + " ".join(f"a{n}='{n}'" for n in range(200_000)) + "/>",
    "open sections": "<rss><item><link>" + "<![CDATA[" * 700_000,
    "ampersands": "<rss><item><link>" + "&" * 6_000_000,
    "half references": "<rss><item><link>" + "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" * 200_000,
    "open comment": "<rss><!--" + "-" * 6_000_000,
    "times": "<rss>" + f"<item><link>https://a.example/1</link><pubDate>{'9' * 4000}</pubDate></item>" * 1500,
    "nested items": "<rss>" + "<item><link>https://a.example/1</link>" * 150_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents_cost_seconds(text: str) -> None:
    """Megabytes of whatever: a second or two of processor time, and never more items than a sitemap may have."""
    data = text.encode()
    began = time.process_time()
    try:
        found = len(read(data).items)
    except NotAFeed:
        found = 0
    assert time.process_time() - began < 20
    assert found <= MOST_ITEMS


@given(st.text(max_size=400), st.sampled_from(["", "<rss><item><link>", "<urlset><url><loc>", "<feed><entry>"]))
def test_any_text_ends_in_items_or_one_sentence(text: str, head: str) -> None:
    """Nothing else is raised, and every page that is named is one that can be asked for."""
    try:
        found = read_feed((head + text).encode("utf-8", "replace"), "", BASE, most_bytes=MOST)
    except NotAFeed:
        return
    assert all(item.url.startswith(("http://", "https://")) for item in found.items)


@given(st.binary(max_size=400))
def test_any_bytes_end_in_items_or_one_sentence(body: bytes) -> None:
    """As above, for what is no text."""
    try:
        read_feed(b"<rss>" + body, "", BASE, most_bytes=MOST)
    except NotAFeed:
        return
