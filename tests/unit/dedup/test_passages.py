from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.passages import spans

NEWSY = st.text(alphabet=st.sampled_from('abcdkAK0159 .,!?…"“”\n()\u00a0é'), max_size=120)


def sentences(text: str) -> list[str]:
    """The texts of the spans."""
    return [text[start:end] for start, end in spans(text)]


def test_splits_at_full_stops_and_line_ends() -> None:
    """The plain case: sentences of a paragraph, and each paragraph for itself."""
    text = "Warga Desa Lembayung menolak. Mereka datang pagi!\nBupati diam saja"

    assert ["Warga Desa Lembayung menolak.", "Mereka datang pagi!", "Bupati diam saja"] == sentences(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Harga naik menjadi Rp 1.250.000 per gram pada pukul 10.30 WIB.",
        "Kepala dinas Dr. Bima Santosa dan Prof. Ratih Wulandari hadir.",
        "Menurut PT. Maju Sentosa di Jl. Melati No. 5 semua berjalan.",
        "Aturan itu tertulis dalam UU No. 12 Tahun 2011 ayat 3.",
        "Wali kota H. M. Surya Darma menerima tamu dari Kec. Raga Utara.",
        "Nilainya Rp 1. 250. 000 menurut catatan yang disalin petugas.",
        '"Kami sudah siap menghadapi semuanya!" kata Ratih di Balai Kota.',
        '"Semua akan selesai pekan ini." ujarnya di depan wartawan.',
        "Ia diam... lalu pergi meninggalkan ruang sidang.",
        "2. Warga yang terdampak mendapat bantuan beras.",
        "Acara dihadiri tokoh J.K. Pranata serta tamu lain.",
    ],
)
def test_keeps_whole(sentence: str) -> None:
    """Abbreviations, initials, numbers, enumerators and quotations do not end a sentence."""
    assert [sentence, "Lalu mereka pulang."] == sentences(f"{sentence} Lalu mereka pulang.")


def test_joins_lines_broken_at_an_abbreviation() -> None:
    """Some scrapers break lines at every full stop and drop it; an initial or an abbreviation shows where."""
    text = "Ketua panitia Surya B\nDarma membuka acara\nIa memakai PMK No.\n34 tahun lalu"

    assert ["Ketua panitia Surya B\nDarma membuka acara", "Ia memakai PMK No.\n34 tahun lalu"] == sentences(text)


def test_splits_where_white_space_was_lost() -> None:
    """Paragraphs that a scraper glued together come apart again."""
    text = 'Warga menunggu di balai desa.Bupati tiba siang.Ia berkata, "Sabar dulu."Warga pulang.'

    expected = ["Warga menunggu di balai desa.", "Bupati tiba siang.", 'Ia berkata, "Sabar dulu."', "Warga pulang."]
    assert expected == sentences(text)


def test_lower_case_corpora_split_alike() -> None:
    """A text without capitals gives the same sentences as its cased twin."""
    text = 'Menteri Ratih memastikan stok aman. "Kita jaga semuanya." kata Ratih. Warga di Jl. Melati lega.'

    assert [s.lower() for s in sentences(text)] == sentences(text.lower())


@given(NEWSY)
def test_places_are_true_and_nothing_is_lost(text: str) -> None:
    """Spans lie in order, their ends are no white space, and all words of the text are in them."""
    found = spans(text)

    assert all(a < b for a, b in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert all(text[a:b] == text[a:b].strip() for a, b in found)
    assert "".join(text.split()) == "".join("".join(text[a:b].split()) for a, b in found)
