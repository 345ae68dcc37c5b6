"""Titles that are known, and what they show in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.clean import linked
from worker.clean.sieve import Sieve
from worker.clean.titles import FEWEST, Titles, bare_words

FIRST = "Jembatan Lama Kali Hulu Ditutup Selama Dua Pekan"
SHORT = "Jembatan Lama Kali Hulu"


def test_the_longest_known_title_counts() -> None:
    """A headline may be the beginning of another one."""
    text = f"{FIRST} Warga memutar lewat Hilir."
    assert len(FIRST) == Titles([SHORT, FIRST]).match(text, 0, len(text))


def test_case_quotes_and_blanks_do_not_matter() -> None:
    """Sites print a headline in capitals here and with other quotes there."""
    known = Titles(["Wali Kota: 'Tanggul Baru' Selesai Bulan Depan"])
    text = "WALI KOTA: \u201cTanggul  Baru\u201d selesai bulan depan Warga pulang."
    assert "depan" == text[: known.match(text, 0, len(text))][-5:]


def test_what_is_too_short_is_no_title() -> None:
    """Links to sections and people stand on every page."""
    assert not Titles(["Ekonomi", "Wali Kota Hilir"])


def test_a_title_ends_at_the_border() -> None:
    """The next label ends it at the latest."""
    text = f"{FIRST} Warga pulang."
    assert 0 == Titles([FIRST]).match(text, 0, 20)


WORDS = st.lists(
    st.sampled_from(["Kali", "Hulu", "kota", "-", "\u201cBaru", "Hari", "ini\u201d", "Hilir.Warga", "\n", "PKB"]),
    max_size=14,
)


@given(WORDS, st.lists(WORDS, max_size=6), st.integers(0, 9))
def test_a_glance_at_the_first_words_passes_no_title_by(said: list[str], titles: list[list[str]], cut: int) -> None:
    """A known title is found where all words that may be it are compared with all titles, stray signs or not."""
    known = [" ".join(one) for one in (*titles, said[: len(said) - cut])]
    text = " ".join(said)
    words = [folded for one in linked.tokens(text, 0, len(text)) if (folded := linked.word(one.text))]
    ends = {0}
    for title in known:
        told = bare_words(title)
        if FEWEST <= len(told) and title.count(" ") >= FEWEST - 1 and words[: len(told)] == told:
            ends.add(len(told))

    end = Titles(known).match(text, 0, len(text))

    assert max(ends) <= len(bare_words(text[:end]))
    assert (end > 0) == (max(ends) > 0)


@given(st.text(max_size=200), st.lists(st.text(max_size=60), max_size=5))
def test_only_what_stands_in_the_text_goes(text: str, titles: list[str]) -> None:
    """Kept and removed together are the text, whatever is known."""
    sieve = Sieve(text)
    Titles(titles).sift(sieve)
    assert all(text[one.start : one.end] == one.text for one in sieve.removed())


def test_the_own_headline_stays() -> None:
    """The titles of a site hold the article's own, which a flattened text begins with."""
    own = "Warga Hilir Pulang Setelah Air Surut Kemarin"
    sieve = Sieve(f"{own}\nPetugas masih berjaga.")
    Titles([own]).sift(sieve, own)
    assert f"{own}\nPetugas masih berjaga." == sieve.text()
    Titles([own]).sift(sieve)
    assert "Petugas masih berjaga." == sieve.text()
