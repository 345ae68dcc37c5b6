"""Pages: each in the form of an outlet, written by the project, with its expected result beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from worker.clean import Cleaner, RuleBook

CLEANER = Cleaner(RuleBook.load(None))
PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
BODY = "".join(
    f"<p>Warga kelurahan nomor {number} mulai pulang ke rumah masing-masing setelah air surut pada Senin sore.</p>"
    for number in range(8)
)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_gives_its_expected_result(name: str) -> None:
    """A new outlet is one rule file, one page, one expected result."""
    wanted = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    got = CLEANER.page((PAGES / f"{name}.html").read_text(encoding="utf-8"), wanted.pop("from", ""))
    told = {
        "is_article": got.is_article,
        "url": got.url,
        "title": got.title,
        "text": got.text.split("\n") if got.text else [],
        "dateline": got.dateline,
        "published": got.published.isoformat() if got.published else "",
        "authors": list(got.authors),
        "editors": list(got.editors),
        "network": got.network,
        "language": got.language,
    }
    assert wanted == {key: told[key] for key in wanted}


@pytest.mark.parametrize(
    ("html", "url", "says"),
    [
        ("", "", "empty"),
        ("<?xml version='1.0'?><rss><channel/></rss>", "", "feed"),
        (
            "<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1><p>x</p></body></html>",
            "",
            "missing",
        ),
        ("<html><body><p>Halo.</p><p>Apa kabar?</p></body></html>", "", "words"),
        (f"<html><body><h1>Koran</h1>{BODY}</body></html>", "https://korankita.example/", "front page"),
        (f"<html><body><h1>Koran</h1>{BODY}</body></html>", "https://korankita.example/tag/sungai", "lists articles"),
        ("<html><body>" + "<b>a</b>" * 40_000 + "</body></html>", "", "tags"),
    ],
)
def test_what_is_no_article_says_why(html: str, url: str, says: str) -> None:
    """Nobody should have to guess why a page was not stored."""
    got = CLEANER.page(html, url)
    assert not got.is_article
    assert says in got.reason


@pytest.mark.parametrize(
    ("canonical", "given", "told"),
    [
        (
            "https://korankita.example/a-b-c-d",
            "https://m.korankita.example/a-b-c-d?x=1",
            "https://korankita.example/a-b-c-d",
        ),
        ("https://jahat.example.org/a", "https://korankita.example/a-b-c-d", "https://korankita.example/a-b-c-d"),
        ("https://korankita.example/", "https://korankita.example/a-b-c-d", "https://korankita.example/a-b-c-d"),
        ("https://korankita.example/a-b-c-d", "", "https://korankita.example/a-b-c-d"),
        ("http://[broken", "https://korankita.example/a-b-c-d", "https://korankita.example/a-b-c-d"),
    ],
)
def test_a_canonical_address_is_believed_only_of_its_own_domain(canonical: str, given: str, told: str) -> None:
    """A page must not be able to speak for another outlet."""
    head = f"<head><title>Air Surut di Hilir</title><link rel='canonical' href='{canonical}'></head>"
    got = CLEANER.page(f"<html>{head}<body><h1>Air Surut di Hilir</h1>{BODY}</body></html>", given)
    assert told == got.url


def test_two_pages_give_the_same_twice() -> None:
    """The extractor keeps state in the process; the fourth copy of a page must read as the first."""
    html = f"<html><head><title>Air Surut</title></head><body><article>{BODY}</article></body></html>"
    assert 1 == len({CLEANER.page(html).text for _ in range(6)})


def test_the_body_that_a_page_names_wins_over_a_longer_text_beside_it() -> None:
    """JSON-LD stands in the head and holds the same words; the element that shows them is meant."""
    told = [
        "Warga tiga kelurahan di tepi sungai pulang ke rumah setelah air surut pada Senin sore.",
        "Petugas membersihkan lumpur dari dua sekolah, dan pelajaran dimulai lagi pada hari Kamis.",
        "Kepala badan penanggulangan mengatakan bahwa tanggul yang jebol sudah ditutup dengan karung pasir.",
    ]
    beside = [f"Redaksi menyusun catatan panjang soal kebun kopi nomor {number} di lereng." for number in range(20)]
    ld = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(told)})
    report, notes = ("".join(f"<p>{line}</p>" for line in lines) for lines in (told, beside))
    head = f"<head><script type='application/ld+json'>{ld}</script></head>"
    html = f"<html>{head}<body><div>{report}</div><section>{notes}</section></body></html>"

    assert told == CLEANER.page(html, "https://korankita.example/a/air-surut-di-kelurahan").text.split("\n")
