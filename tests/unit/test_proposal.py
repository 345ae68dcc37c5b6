from __future__ import annotations

from dataclasses import replace

import pytest

from worker.model.article import Kind
from worker.model.learned import Decision, Found
from worker.proposal import decide, is_content, kind, unrelated, usual

SAFE = Found(
    site="kabarbukit.example",
    text="Ikuti kami juga di saluran resmi sebelah kanan.",
    articles=40,
    clusters=40,
    share=0.3,
    edge=1.0,
    whole=1.0,
    topics=1.0,
    common=0.1,
    examples=(1, 2),
)


def test_what_is_above_every_bound_is_applied() -> None:
    """The plain case: unrelated headlines, at the edge, without a name."""
    assert Decision.APPLIED is decide(SAFE)


@pytest.mark.parametrize(
    "change",
    [
        {"clusters": 9},
        {"topics": 0.85},
        {"common": 0.45},
        {"edge": 0.8},
        {"text": "Ikuti akun Rara Widya tiap pekan."},
        {"text": "Ikuti kami di nomor 0812345."},
        {"text": 'Ikuti "Pagi Ceria" setiap hari.'},
    ],
    ids=["few", "alike", "a word in common", "in the middle", "a name", "a number", "a quotation"],
)
def test_one_doubt_is_enough_to_ask(change: dict[str, float | str]) -> None:
    """Below any bound, and whenever a reporter may have written it, a person decides."""
    assert Decision.PROPOSED is decide(replace(SAFE, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"topics": 0.2},
        {"common": 0.9},
        {"text": "Kabar tersebut tidak benar.", "whole": 0.0, "share": 0.1},
        {"text": "Berikut isi suratnya:", "clusters": 6},
        {"text": "Ikuti kami. " * 500},
    ],
    ids=["a series", "one subject", "how reports close", "what opens a list", "a whole article"],
)
def test_what_reports_are_made_of_is_not_even_proposed(change: dict[str, float | str]) -> None:
    """A person's time is not for what is plainly content."""
    assert decide(replace(SAFE, **change)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Baca juga berita lainnya.", Kind.READALSO),
        ("Unduh aplikasi kami sekarang.", Kind.PROMO),
        ("Penulis: Sekar Ayu", Kind.CREDIT),
        ("Video: Panen raya", Kind.EMBED),
        ("Hak cipta dilindungi.", Kind.FURNITURE),
        ("Salam dari kaki gunung.", Kind.FURNITURE),
    ],
)
def test_the_kind_is_guessed_by_words(text: str, said: Kind) -> None:
    """What gives no sign is furniture."""
    assert said is kind(text)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ikuti Kabar Bukit di Google News dan WhatsApp.", False),
        ("Klik kabarbukit.example untuk bergabung.", False),
        ("Ikuti kanal Warta Teluk sekarang.", True),
        ("Sebanyak 40 rumah rusak.", True),
        ("Air surut, kata Lutfi.", True),
        ("Ia berkata, “Kami pulang.”", True),
    ],
)
def test_names_numbers_and_quotations_are_content(text: str, content: bool) -> None:
    """The site's own name and the platforms where it is followed are none."""
    assert content is is_content(text, "kabarbukit.example")


def test_headlines_of_a_series_are_not_unrelated() -> None:
    """Many repetitions, and a word that all of them have."""
    series = [f"Harga Telur Hari Ini {n} Mei Pasar Utama" for n in range(10)]
    mixed = ["Jembatan bambu dibangun warga", "Tukik dilepas nelayan", "Juara catur pelajar", "Kopi robusta mahal"]

    assert (0.1, 1.0) == unrelated(series)
    assert (1.0, 0.25) == unrelated(mixed)
    assert (0.0, 1.0) == unrelated(["", "ini"])
    assert (0.0, 1.0) == unrelated([])


def test_what_all_headlines_of_a_site_bear_says_nothing() -> None:
    """A column's name before each headline does not make the site one series."""
    titles = ["Video: Jembatan dibangun", "Video: Tukik dilepas", "Video: Juara catur", "Kopi robusta mahal"]

    assert {"video"} == usual(titles)
    assert (1.0, 0.25) == unrelated(titles, usual(titles))
