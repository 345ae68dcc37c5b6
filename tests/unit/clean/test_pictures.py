"""When captions are the story, and when they are not."""

from __future__ import annotations

import pytest

from worker.clean import Cleaner, RuleBook, parsing, pictures

CLEANER = Cleaner(RuleBook.load(None))
CAPTIONS = [
    "Warga Hilir mengangkut karung pasir ke tanggul pada Senin pagi.",
    "Perahu karet menjemput lansia dari atap rumah yang terendam.",
    "Anak-anak bermain di dapur umum yang dibuka pemerintah kota.",
    "Petugas memeriksa pintu air menjelang hujan berikutnya pada malam hari.",
    "Air mulai surut dan pedagang membersihkan lumpur dari kios mereka.",
]
PROSE = "".join(
    f"<p>Warga kelurahan nomor {number} mulai pulang ke rumah masing-masing setelah air surut pada Senin sore.</p>"
    for number in range(8)
)


def page(body: str) -> str:
    """A page with a headline."""
    return (
        f"<html><head><title>Banjir di Kota Hilir</title></head><body><h1>Banjir di Kota Hilir</h1>{body}</body></html>"
    )


def figures(captions: list[str]) -> str:
    """Pictures with captions."""
    return "".join(
        f"<figure><img src='{n}.jpg'><figcaption>{one}</figcaption></figure>" for n, one in enumerate(captions)
    )


def test_captions_without_prose_are_the_story() -> None:
    """A gallery has no other text."""
    got = CLEANER.page(page(figures(CAPTIONS)), "https://korankita.example/foto/banjir-di-kota-hilir")
    assert got.is_article
    assert CAPTIONS == got.text.split("\n")


def test_captions_beside_prose_stay_out() -> None:
    """An article with pictures tells its story in the text."""
    got = CLEANER.page(page(PROSE + figures(CAPTIONS[:3])), "https://korankita.example/banjir-di-kota-hilir")
    assert not any(one in got.text for one in CAPTIONS)


def test_captions_of_cards_that_lead_elsewhere_are_no_story() -> None:
    """A front page of pictures lists stories and is none."""
    cards = "".join(
        f"<div><a href='/foto/{n}'><img src='{n}.jpg'></a><div class='caption'>{one}</div></div>"
        for n, one in enumerate(CAPTIONS)
    )
    assert not CLEANER.page(page(cards), "https://korankita.example/foto/semua-cerita-foto").is_article


def test_a_lone_caption_is_no_story() -> None:
    """The stub of a video has a picture and nothing to tell."""
    got = CLEANER.page(page(figures(CAPTIONS[:1])), "https://korankita.example/video/banjir-di-kota-hilir")
    assert not got.is_article


@pytest.mark.parametrize("named", ['class="foto c&#97;ption"', "id=imgCaption", 'class="KETERANGAN" id="takarir"'])
def test_captions_are_told_by_any_name(named: str) -> None:
    """A class or an id says so, in whatever case and spelling, and figcaption itself."""
    told = "".join(f"<div><img src='{n}.jpg'><p {named}>{one}</p></div>" for n, one in enumerate(CAPTIONS[:2]))
    assert CAPTIONS == pictures.captions(parsing.parse(page(told + figures(CAPTIONS[2:]))), words=0)
    assert [] == pictures.captions(parsing.parse(page(told)), words=0)
