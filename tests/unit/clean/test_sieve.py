"""The laws of cleaning: cleaned text is an in-order part of the raw text, and every removal has its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from worker.clean import Cleaner, RuleBook
from worker.clean.sieve import Sieve
from worker.clean.source import prepare
from worker.clean.texts import sift
from worker.model.article import Kind

BOOK = RuleBook.load(None)
CLEANER = Cleaner(BOOK)

PIECES = st.sampled_from(
    [
        "Warga pulang ke rumah.",
        "Baca juga: Sungai Surut Usai Hujan Reda",
        "BACA JUGA",
        "HILIR, KORANKITA.com -",
        "[Gambas:Video Kita]",
        "(abc/def)",
        "Editor: Ani Sungai",
        "Simak Video 'Sungai Meluap'",
        "ADVERTISEMENT",
        "Tags",
        "sungai banjir",
        "Artikel ini telah tayang di Korankita.com dengan judul Air Naik",
        "Ikuti berita kami di Google News.",
        '"Air surut," katanya.',
        "&quot;",
        "Air naik pada 8 Januari 2023.",
        "Dok. Dinas Air",
        "Terkait",
        "https://korankita.com/",
        "['",
        "***",
    ]
)
JOINS = st.sampled_from([" ", "\n", "", "\n\n", "  ", "\u00a0"])
TEXTS = st.one_of(
    st.lists(st.tuples(PIECES, JOINS), max_size=25).map(lambda parts: "".join(piece + join for piece, join in parts)),
    st.text(max_size=300),
)


def is_part(words: list[str], whole: str) -> bool:
    """Whether the words stand in a text in their order."""
    at = 0
    for word in words:
        found = whole.find(word, at)
        if found < 0:
            return False
        at = found + len(word)
    return True


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_cleaned_text_is_an_in_order_part_of_the_raw_text(text: str) -> None:
    """Cleaning may only take away; a word that was not there would be a forgery."""
    got = CLEANER.text(text)
    assert is_part(got.text.split(), got.raw_text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_kept_and_removed_make_up_the_raw_text(text: str) -> None:
    """What was taken can be shown and put back: nothing is gone without a trace."""
    got = CLEANER.text(text)
    last = 0
    for one in got.removed:
        assert last <= one.start < one.end
        assert one.text == got.raw_text[one.start : one.end]
        assert one.rule
        last = one.end
    rest = list(got.raw_text)
    for one in got.removed:
        rest[one.start : one.end] = [" "] * (one.end - one.start)
    assert "".join("".join(rest).split()) == "".join(got.text.split())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Warga pulang ke rumah.", "Air surut pada sore hari.", '"Kami tenang," kata Ani.']), min_size=1
    )
)
def test_text_without_furniture_comes_through_word_for_word(paragraphs: list[str]) -> None:
    """Where no rule fires, nothing changes but white space."""
    got = CLEANER.text("\n\n".join(paragraphs))
    assert () == got.removed
    assert "\n".join(paragraphs) == got.text


def test_entities_blanks_and_line_ends_are_made_plain() -> None:
    """Scrapes hold entities, twice encoded ones too, and three kinds of line ends."""
    assert 'Ani "Air" & Hilir\nPagi\nSore' == prepare(
        "Ani &quot;Air&quot;&nbsp;&amp;amp;\u00a0Hilir\r\nPagi\rSore\u200b"
    )


def test_a_stretch_is_taken_once() -> None:
    """Two rules that reach for the same words must not both claim them."""
    sieve = Sieve("Air naik. Ikuti kami. Warga pulang.")
    assert sieve.take(10, 21, Kind.PROMO, "first")
    assert not sieve.take(10, 21, Kind.PROMO, "second")
    assert ["first"] == [one.rule for one in sieve.removed()]
    assert "Air naik.\nWarga pulang." == sieve.text()


def test_a_sentence_that_a_scrape_broke_at_a_link_is_joined() -> None:
    """A linked name on a line of its own is no paragraph."""
    sieve, _ = sift("Warga di\nkota hilir\npulang ke rumah.\nAir surut.", BOOK.common.rules)
    assert "Warga di kota hilir pulang ke rumah.\nAir surut." == sieve.text()
