"""A text beside the fullest one of its cluster."""

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.shared import shared_passages
from worker.model.evidence import Side
from worker.web.differences import beside, differences

FULL = "Jembatan gantung di Desa Wanasari dibuka pada Rabu setelah delapan bulan dibangun oleh warga dan pemerintah."
MORE = "Seorang mahasiswa teknik menilai rancangan jembatan itu hemat bahan namun tetap kokoh untuk sepeda motor."
WORDS = st.lists(st.sampled_from(["satu", "dua", "tiga", "empat", "lima."]), max_size=80).map(" ".join)


def _side(text: str, number: int = 1) -> Side:
    return Side(number, "Judul", text)


def test_each_text_is_seen_from_both_sides() -> None:
    """What a desk added, what it left out, and how much of it stands in the fullest text, word for word."""
    fullest = _side(f"{FULL}\nTiangnya berasal dari bengkel Haryo Wibisana di Muara Lestari.", 2)
    found = differences({7: _side(f"{FULL}\n{MORE}"), 8: fullest}, fullest)

    assert [MORE] == [one.text for one in found[7].adds.sentences]
    assert ["Haryo Wibisana", "Muara Lestari"] == [one.text for one in found[7].lacks.names]
    assert len(FULL.split()) / (len(FULL.split()) + len(MORE.split())) == found[7].shared
    assert (1.0, False, False) == (found[8].shared, bool(found[8].adds), bool(found[8].lacks))


@given(WORDS, WORDS)
def test_any_two_texts_can_be_seen_beside_one_another(one: str, other: str) -> None:
    """Shares stay shares, and what is quoted stands in the text."""
    found = differences({1: _side(one)}, _side(other, 2))[1]

    assert 0 <= found.shared <= 1
    assert all(place.text == one[place.start : place.end] for place in found.adds.sentences)


def test_an_empty_text_has_no_share() -> None:
    """A page that lost its text shows nothing rather than failing."""
    assert (0, 0.0) == (beside("", []).words, beside("", []).shared)
    assert [] == shared_passages(_side(""), _side(FULL))
