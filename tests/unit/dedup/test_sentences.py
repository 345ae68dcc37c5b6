from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.figures import figures
from worker.dedup.prepared import prepare
from worker.dedup.sentences import sentences, told_again
from worker.model.evidence import Side

NEWS = "Jembatan Lamunan ditutup mulai Kamis karena tiang ketiganya retak sepanjang dua meter. " * 1
OLD = (
    "Truk pengangkut pasir menabrak pagar Jembatan Lamunan pada Rabu malam. Sopirnya luka ringan dan dibawa ke klinik "
    "Tirtamaya. Polisi menahan kendaraan itu di halaman kantor sektor."
)


def words(pieces: list[str]) -> list[int]:
    """How many words each has."""
    return [len(piece.split()) for piece in pieces]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Satu. Dua tiga. Empat", ["Satu.", "Dua tiga.", "Empat"]),
        ("Ia pulang.Polisi datang", ["Ia pulang.", "Polisi datang"]),
        ('Ia berkata, "Pulang." Lalu pergi', ['Ia berkata, "Pulang."', "Lalu pergi"]),
        ("baris satu\nbaris dua", ["baris satu", "baris dua"]),
        ("Harga naik 2.500 rupiah, kata bps.go.id kemarin", ["Harga naik 2.500 rupiah, kata bps.go.id kemarin"]),
        ("", [""]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, said: list[str]) -> None:
    """Glued sentences come apart; numbers and addresses stay whole."""
    assert said == sentences(text)


@given(st.text(alphabet='aB .!?\n"”“1', max_size=80))
def test_no_word_is_lost_or_cut(text: str) -> None:
    """Whatever the text, the sentences hold its characters in order."""
    assert re.sub(r"\s", "", text) == re.sub(r"\s", "", "".join(sentences(text)))


def test_what_is_told_again_begins_where_the_text_says_so() -> None:
    """What stands behind "Diberitakan sebelumnya" is the background."""
    before = " ".join(["Wali kota meninjau jembatan itu bersama kepala dinas."] * 5)
    pieces = sentences(f"{before} Diberitakan sebelumnya, truk menabrak pagar. Sopirnya luka.")

    assert len(before.split()) == told_again(pieces, words(pieces))


def test_a_lead_that_looks_back_is_still_the_lead() -> None:
    """Nothing before the first 25 words counts as told again."""
    pieces = sentences("Sebelumnya jembatan itu ditutup. Kini dibuka.")

    assert told_again(pieces, words(pieces)) is None


def test_a_story_that_is_only_told_again_is_seen() -> None:
    """A follow-up that carries the old story behind "sebelumnya" holds its lead, and not as its own news."""
    earlier = prepare(Side(1, "", OLD))
    later = prepare(
        Side(2, "", NEWS + "Kepala dinas menyebut perbaikannya butuh enam pekan dan lalu lintas dialihkan. "
             "Bus kota berputar lewat Jalan Anyar sampai selesai. Diberitakan sebelumnya, " + OLD)
    )  # fmt: skip

    found = figures(earlier, later)

    assert found["lead_told_again"] > 0.5 > found["lead_in_front_least"]
    assert found["again_first"] < 0.7
    assert 1 == found["again_last"]


def test_sentences_that_both_tell_are_counted_in_order() -> None:
    """The same sentences in the same order are 1, in the other order 0."""
    said = [
        "Banjir merendam tiga kelurahan sejak dini hari.",
        "Sebanyak empat ratus warga mengungsi ke gedung olahraga.",
        "Tanggul Kali Lamunan jebol sepanjang lima belas meter.",
        "Wali kota menyiapkan dana darurat untuk perbaikannya.",
    ]
    one = prepare(Side(1, "", "\n".join(said)))

    assert 1 == figures(one, one)["sentences_in_order"]
    assert 0 == figures(one, prepare(Side(2, "", "\n".join(reversed(said)))))["sentences_in_order"]
