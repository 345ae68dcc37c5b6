from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from worker.fetch.canonical import BadUrl, canonical_url, identify
from worker.fetch.parts import split

SAME = [
    # scheme, case, ports, fragment, slash, dots, percent signs, order of the query
    ("contoh.example/berita/a", ["http://contoh.example/berita/a", "HTTPS://Contoh.Example:443/berita/a/#komentar"]),
    ("contoh.example/berita/a", ["https://contoh.example/x/../berita/./a", "https://contoh.example//berita/a"]),
    ("contoh.example", ["http://contoh.example", "https://www.contoh.example/", "http://m.contoh.example/?"]),
    ("contoh.example/caf%C3%A9", ["https://contoh.example/café", "https://contoh.example/caf%c3%a9"]),
    ("contoh.example/a?b=1&c=2", ["https://contoh.example/a?c=2&b=1", "https://contoh.example/a?b=1&&c=2&"]),
    ("xn--caf-dma.example/a", ["https://café.example/a", "https://CAFÉ.example/a", "https://xn--caf-dma.example/a"]),
    # trackers
    ("contoh.example/a", ["https://contoh.example/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2&igsh=3&_ga=4&ref=5"]),
    ("contoh.example/a?id=7", ["https://contoh.example/a?id=7&utm_campaign=x", "https://contoh.example/a?ICID=x&id=7"]),
    # other faces
    (
        "contoh.example/a",
        ["https://m.contoh.example/a", "https://amp.contoh.example/a", "https://www.m.contoh.example/a"],
    ),
    (
        "contoh.example/a",
        ["https://contoh.example/amp/a", "https://contoh.example/a/amp", "https://contoh.example/a/amp/"],
    ),
    (
        "contoh.example/a",
        ["https://contoh.example/a?amp", "https://contoh.example/a?amp=1", "https://contoh.example/a.amp"],
    ),
    ("contoh.example/a.html", ["https://contoh.example/a.amp.html", "https://contoh.example/a.html?outputType=amp"]),
    ("contoh.example/a", ["https://contoh.example/a?page=all", "https://contoh.example/a?single=1"]),
    ("contoh.example/2024/05/judul.html", ["https://contoh.example/2024/05/judul.html?m=1"]),
    ("contoh.example/2024/05/06/judul", ["https://contoh.example/2024/05/06/judul/2/"]),
    # wrappers
    ("contoh.example/a", ["https://contoh-example.cdn.ampproject.org/c/s/contoh.example/a"]),
    ("contoh.example/a", ["https://contoh-example.cdn.ampproject.org/v/s/contoh.example/amp/a?amp_js_v=0.1&usqp=x"]),
    (
        "contoh.example/a",
        ["https://www.google.com/amp/s/contoh.example/amp/a", "https://google.co.id/amp/contoh.example/a"],
    ),
    ("contoh.example/a", ["https://www.google.com/url?sa=t&url=https%3A%2F%2Fcontoh.example%2Fa&usg=x"]),
    ("contoh.example/a", ["https://l.facebook.com/l.php?u=https%3A%2F%2Fcontoh.example%2Fa%3Ffbclid%3D1&h=x"]),
    (
        "contoh.example/a",
        ["https://www.google.com/amp/s/contoh-example.cdn.ampproject.org/c/s/m.contoh.example/amp/a"],
    ),
    # publishers' own numbers
    (
        "detik.com/d-1234567",
        [
            "https://news.detik.com/berita/d-1234567/judul-lama",
            "https://www.detik.com/jogja/berita/d-1234567/judul-baru?single=1",
            "https://news.detik.com/berita/d-1234567/judul/2",
            "https://m.detik.com/amp/berita/d-1234567/judul",
        ],
    ),
    (
        "kompas.com/2024/01/02/10113911",
        [
            "https://nasional.kompas.com/read/2024/01/02/10113911/judul?page=2",
            "https://nasional.kompas.com/copy/2024/01/02/10113911/judul",
            "https://amp.kompas.com/nasional/read/2024/01/02/10113911/judul",
        ],
    ),
    ("liputan6.com/6054241", ["https://www.liputan6.com/health/read/6054241/judul?page=3"]),
    (
        "antaranews.com/4756305",
        [
            "https://www.antaranews.com/berita/4756305/judul",
            "https://m.antaranews.com/amp/berita/4756305/judul",
            "https://www.antaranews.com/berita/4756305/judul-lain",
        ],
    ),
    ("lampung.antaranews.com/4756305", ["https://lampung.antaranews.com/berita/4756305/judul"]),
    (
        "kota.contoh.example/pr-978962209",
        [
            "https://kota.contoh.example/ekonomi/pr-978962209/JUDUL-BESAR",
            "https://kota.contoh.example/ekonomi/pr-978962209/judul-besar?page=all",
        ],
    ),
    ("cnnindonesia.com/1245864", ["https://www.cnnindonesia.com/hiburan/20250702081922-220-1245864/judul--a?page=2"]),
    ("okezone.com/3145678", ["https://bola.okezone.com/read/2025/06/10/51/3145678/judul?page=3"]),
    ("kumparan.com/orang/judul-1tadn3YGf8A", ["https://m.kumparan.com/amp/orang/judul-1tadn3YGf8A/full"]),
    ("tribunnews.com/2023/04/27/judul", ["https://m.tribunnews.com/amp/2023/04/27/judul?page=2"]),
    # tests and mirrors
    ("127.0.0.1:8080/a", ["http://127.0.0.1:8080/a", "https://127.0.0.1:8080/a/"]),
    ("[2606:4700::1]/a", ["http://[2606:4700:0::0001]/a"]),
]

DIFFERENT = [
    ("https://contoh.example/a?id=1", "https://contoh.example/a?id=2"),
    ("https://contoh.example/a?gambar=1", "https://contoh.example/a?gambar=2"),
    ("https://contoh.example/a?cid=1", "https://contoh.example/a?cid=2"),
    ("https://contoh.example/a?eid=1", "https://contoh.example/a?eid=2"),
    ("https://contoh.example/?page=1", "https://contoh.example/?page=2"),
    ("https://contoh.example/berita/1", "https://contoh.example/berita/2"),
    ("https://contoh.example/A", "https://contoh.example/a"),
    ("https://contoh.example:8080/a", "https://contoh.example:8081/a"),
    ("https://contoh.example/modul?m=1", "https://contoh.example/modul?m=0"),
    ("https://satu.contoh.example/a", "https://dua.contoh.example/a"),
    ("https://m.co.id/a", "https://amp.co.id/a"),
    ("https://contoh.example/2024/05/06/12/2", "https://contoh.example/2024/05/06/12/3"),
    ("https://lampung.antaranews.com/berita/4756305/a", "https://bali.antaranews.com/berita/4756305/a"),
    ("https://contoh.example/amp", "https://contoh.example/"),
    ("https://contoh.example/a%2Fb", "https://contoh.example/a/b"),
]

FETCHED = [
    ("https://www.contoh.example/a/?utm_source=x#b", "https://www.contoh.example/a/"),
    ("http://m.contoh.example/a", "http://m.contoh.example/a"),
    ("https://contoh.example/a?b=2&a=1", "https://contoh.example/a?b=2&a=1"),
    (
        "https://nasional.kompas.com/copy/2024/01/02/10113911/a",
        "https://nasional.kompas.com/read/2024/01/02/10113911/a?page=all",
    ),
    (
        "https://nasional.kompas.com/read/2024/01/02/10113911/a?page=2",
        "https://nasional.kompas.com/read/2024/01/02/10113911/a?page=all",
    ),
    ("https://nasional.kompas.com/", "https://nasional.kompas.com/"),
    ("https://news.detik.com/berita/d-1234567/a/3", "https://news.detik.com/berita/d-1234567/a?single=1"),
    ("https://www.tribunnews.com/nasional?page=2", "https://www.tribunnews.com/nasional?page=2"),
    ("https://www.google.com/amp/s/m.contoh.example/amp/a", "https://m.contoh.example/amp/a"),
    (
        "https://www.google.com/search?q=https://contoh.example/",
        "https://www.google.com/search?q=https://contoh.example/",
    ),
]


@pytest.mark.parametrize(("key", "urls"), SAME)
def test_faces_of_one_article(key: str, urls: list[str]) -> None:
    """Every way in which people pass an article on comes down to one key."""
    assert [key] * len(urls) == [identify(url).key for url in urls]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles(one: str, other: str) -> None:
    """What may be two articles keeps two keys: a false twin loses an article, a missed one costs a fetch."""
    assert identify(one).key != identify(other).key


@pytest.mark.parametrize(("url", "fetched"), FETCHED)
def test_what_is_fetched(url: str, fetched: str) -> None:
    """The URL to fetch is the one that was given, without trackers, and with all pages where a site can do that."""
    assert fetched == canonical_url(url)


@pytest.mark.parametrize("url", [url for _, urls in SAME for url in urls] + [url for url, _ in FETCHED])
def test_settled(url: str) -> None:
    """What comes out goes in again unchanged."""
    found = identify(url)
    assert found == identify(found.url)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("contoh.example/a", "does not begin with http:// or https://"),
        ("localhost:8000/a", "does not begin with http:// or https://"),
        ("ftp://contoh.example/", "Only http and https URLs are fetched, not ftp."),
        ("http://", "names no host"),
        ("http://budi:1234@contoh.example/", "user name or password"),
        ("http://127.1/", "no IPv4 address in its plain form"),
        ("http://[::x]/", "is no IPv6 address"),
        ("http://contoh.example:99999/", "is no port"),
        ("https://l.facebook.com/l.php?u=http://a@b/", "user name or password"),
        ("http://contoh.example/\ud800", "no text"),
    ],
)
def test_bad_urls(url: str, says: str) -> None:
    """What cannot be fetched is refused with a sentence that says why."""
    with pytest.raises(BadUrl, match=says) as error:
        identify(url)
    assert str(error.value).endswith(".")


HOSTS = st.sampled_from(
    [
        "contoh.example",
        "WWW.m.contoh.example.",
        "news.detik.com",
        "m.kompas.com",
        "amp.kompas.com",
        "127.0.0.1:81",
        "www.google.com",
        "a-b.cdn.ampproject.org",
        "m.tribunnews.com",
        "www.kumparan.com",
        "suara.com",
        "[::1]:80",
        "é.id",
    ]
)
PIECES = st.one_of(
    st.sampled_from(
        [
            "amp",
            "read",
            "copy",
            "c",
            "s",
            "berita",
            "d-1234567",
            "2024",
            "05",
            "2",
            "all",
            "pr-12345678",
            "judul-a-b-c",
            "",
            ".",
            "..",
            "%2e%2E",
            "%",
            "%zz",
            "a b",
            "é",
            "judul.amp",
            "url",
            "www.contoh.example",
            "-1tadn3YGf8A",
        ]
    ),
    st.text(max_size=4),
)
QUERIES = st.lists(
    st.sampled_from(
        ["page=all", "page=2", "amp", "amp=1", "utm_x=1", "id=7", "single=1", "url=https://a.id/b?c", "m=1", "?"]
    ),
    max_size=3,
).map("&".join)


@given(HOSTS, st.lists(PIECES, max_size=7).map("/".join), QUERIES, st.sampled_from(["http", "https"]))
@example("m.tribunnews.com", "amp/amp/amp", "", "http")
@example("m.tribunnews.com", "amp/amp/amp/x", "", "http")
def test_idempotent(host: str, path: str, query: str, scheme: str) -> None:
    """For any URL whatever: bringing it into its form a second time changes nothing."""
    try:
        found = identify(f"{scheme}://{host}/{path}?{query}")
    except BadUrl:
        return
    assert found == identify(found.url)
    assert found.url.isascii()
    assert not any(c.isspace() for c in found.key)


@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://contoh.example"]))
def test_any_text(text: str, before: str) -> None:
    """Any text at all is either a URL, split for good, or a sentence about why not."""
    reason = "."
    try:
        parts = split(before + text)
        assert parts == split(parts.url)
    except BadUrl as error:
        reason = str(error)
    assert reason.endswith(".")
