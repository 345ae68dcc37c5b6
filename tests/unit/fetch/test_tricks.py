"""Every way inside that we know of, by every road that a URL may come: none is connected to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from support.lines import PUBLIC, PUBLIC6, AnyName, Line, Names, Wire, redirect, says
from support.tricks import INSIDE4, INSIDE6, METADATA, NAMES, every

from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from worker.model.page import Page

TRICKS = list(dict.fromkeys(every()))
LOCATIONS = [(url, why) for url, why in TRICKS if url.strip()]
"""An empty Location redirects nowhere."""
ADDRESSES = {**INSIDE4, **INSIDE6, **METADATA}
STOPPED = {FetchOutcome.BAD_URL, FetchOutcome.FORBIDDEN_ADDRESS}
START = "http://contoh.example/mulai"


def fetch(url: str, line: Line, names: Names | None = None, *, obey_robots: bool = False) -> Page:
    """Fetch over no network."""
    guard = AddressGuard(resolver=names or AnyName(NAMES))
    return Fetcher(guard=guard, obey_robots=obey_robots, connector=line).fetch(url)


def test_they_are_many() -> None:
    """The suite has at least 300 tricks, each of them once."""
    assert len(TRICKS) >= 300


@pytest.mark.parametrize(("url", "why"), TRICKS)
def test_named_by_a_person(url: str, why: str) -> None:
    """A trick that somebody hands in is refused before anything is connected to, and the sentence says why."""
    with Line() as line:
        page = fetch(url, line)
    assert page.outcome in STOPPED
    assert why in page.reason
    assert [] == line.reached


@pytest.mark.parametrize(("url", "why"), LOCATIONS)
def test_named_by_a_redirect(url: str, why: str) -> None:
    """A trick that a public server redirects to is refused as well; a relative one stays on that server."""
    location = url.replace("\r", "").replace("\n", "")
    with Line(redirect(location), says(b"<html>")) as line:
        page = fetch(START, line)
    assert {(PUBLIC, 80)} == set(line.reached)
    if _joined(location) == url:
        assert page.outcome in STOPPED
        assert why in page.reason
        assert 1 == len(line.reached)


@pytest.mark.parametrize(("url", "why"), LOCATIONS)
def test_named_by_a_redirect_of_robots_txt(url: str, why: str) -> None:
    """A robots.txt that redirects inside is not followed there: it counts as not there, and the page is fetched."""
    location = url.replace("\r", "").replace("\n", "")
    with Line(redirect(location), says(b"<html>")) as line:
        page = fetch(START, line, obey_robots=True)
    assert FetchOutcome.OK == page.outcome, why
    assert {(PUBLIC, 80)} == set(line.reached)


def _joined(location: str) -> str:
    """What a redirect's target means on the page that redirects; a relative one means another path of its server."""
    try:
        return urljoin(START, location)
    except ValueError:
        return location


@pytest.mark.parametrize("others", [[], [PUBLIC], [PUBLIC6, PUBLIC]], ids=["alone", "second", "third"])
@pytest.mark.parametrize(("address", "what"), ADDRESSES.items())
def test_named_by_the_dns(address: str, what: str, others: list[str]) -> None:
    """A name one of whose addresses is inside is not connected to at all, in whichever place it stands."""
    for answers in ([*others, address], [address, *others]):
        with Line() as line:
            page = fetch(START, line, Names(contoh_example=[answers]))
        assert FetchOutcome.FORBIDDEN_ADDRESS == page.outcome
        assert f"contoh.example leads to {address}, {what}; only public addresses are fetched." == page.reason
        assert [] == line.reached


@pytest.mark.parametrize(("address", "what"), ADDRESSES.items())
def test_a_name_that_changes_its_answer(address: str, what: str) -> None:
    """The address that was judged is the one connected to: a second answer is asked for by the next hop only."""
    names = Names(contoh_example=[[PUBLIC], [address], [PUBLIC]])
    with Line(redirect("/lagi"), says(b"<html>")) as line:
        page = fetch(START, line, names)
    assert FetchOutcome.FORBIDDEN_ADDRESS == page.outcome
    assert f"leads to {address}, {what}" in page.reason
    assert [(PUBLIC, 80)] == line.reached
    assert ["contoh.example"] * 2 == names.asked


def test_an_address_that_fails_is_not_asked_for_again() -> None:
    """A refused connection does not lead to another look-up, whose answer might be another."""
    names, wire = Names(contoh_example=[[PUBLIC], ["127.0.0.1"]]), Wire()
    Fetcher(guard=AddressGuard(resolver=names), obey_robots=False, connector=wire).fetch(START)
    assert (["contoh.example"], [(PUBLIC, 80)]) == (names.asked, wire.reached)


ORDINARY = [
    "http://contoh.example/",
    "https://contoh.example/",
    "https://www.contoh.example/berita/2026/11/22/panen-padi-lebih-awal",
    "https://news.contoh.example/read/123456/judul-berita?page=all",
    "https://m.contoh.example/amp/berita-7",
    "https://contoh.co.id/a",
    "https://contoh.go.id/a",
    "https://contoh.desa.id/a",
    "https://sub.sub.sub.contoh.example/a",
    "https://sub_domain.contoh.example/a",
    "https://3berita.example/a",
    "https://24jam.example/a",
    "https://123.example/a",
    "https://0x7f.example/a",
    "https://127-0-0-1.example/a",
    "https://10.0.0.1.example/a",
    "https://a--b.example/a",
    "https://contoh.example./a",
    "http://contoh.example:80/a",
    "https://contoh.example:443/a",
    "https://contoh.example:/a",
    "HTTPS://CONTOH.EXAMPLE/A",
    "https://contoh.example/?url=http://127.0.0.1/",
    "https://contoh.example/http://10.0.0.1/",
    "https://contoh.example/@orang/cerita",
    "https://contoh.example/a?surat=orang@contoh.example",
    "https://contoh.example/a?x=[1]&y={2}",
    "https://contoh.example/a#bagian@2",
    "https://contoh.example/harga naik",
    "https://contoh.example/100%",
    "https://contoh.example/a\\b",
    "https://contoh.example/../../etc/passwd",
    "https://contoh.example/localhost",
    "  https://contoh.example/a\n",
    "https://café.example/a",
    "https://xn--caf-dma.example/a",
    "https://bücher.example/a",
    "https://пример.example/a",
    "https://例え.example/a",
    "https://例え。example/a",
    "https://예시.example/a",
    "https://उदाहरण.example/a",
    "https://مثال.example/a",
    "https://δοκιμή.example/a",
    "https://ตัวอย่าง.example/a",
    "https://\uff43\uff4f\uff4e\uff54\uff4f\uff48.example/a",
    "https://contoh.xn--p1ai/a",
    "http://8.8.8.8/",
    "http://93.184.215.14/",
    "http://100.63.255.255/",
    "http://172.32.0.1/",
    "http://192.169.0.1/",
    "http://11.0.0.1/",
    "http://[2606:4700:4700::1111]/",
    "http://[2001:4860:4860::8888]/",
    "https://[2404:6800:4003:c00::65]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::808:808]/",
    f"https://contoh.example/{'a' * 2000}",
    f"https://{'a' * 63}.example/",
]


@pytest.mark.parametrize("url", ORDINARY)
def test_ordinary_urls_pass(url: str) -> None:
    """What people and sites write is connected to, once, at its own public address."""
    with Line() as line:
        page = fetch(url, line)
    assert page.outcome not in STOPPED
    assert 1 == len(line.reached)


def test_ordinary_urls_are_many() -> None:
    """At least 50 of them, names in other scripts included."""
    assert len(set(ORDINARY)) >= 50
