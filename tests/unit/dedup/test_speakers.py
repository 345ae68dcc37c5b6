from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.figures import figures
from worker.dedup.prepared import prepare
from worker.dedup.sentences import sentences
from worker.dedup.speakers import Speakers, speakers
from worker.dedup.words import words
from worker.model.evidence import Side


def of(text: str) -> Speakers:
    """The speakers of a text."""
    return speakers((piece, words(piece)) for piece in sentences(text))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ('"Kami siap," kata Sulastri Handayani di Tirtamaya.', {"sulastri", "handayani"}),
        ("Bagas Wirayudha mengatakan tanggul jebol.", {"bagas", "wirayudha"}),
        ('"Sudah," ujarnya. Dewanti Larasati menyebut lain.', {"dewanti", "larasati"}),
        ("Tanggul jebol sepanjang lima belas meter.", set()),
        ("", set()),
    ],
)
def test_the_first_who_speaks_is_found(text: str, first: set[str]) -> None:
    """By the verb of saying and the capitals beside it, within one sentence."""
    assert first == of(text).first


def test_who_speaks_most_is_told() -> None:
    """Whoever is quoted twice speaks more than whoever is quoted once."""
    text = '"A," kata Bagas. "B," ujar Sulastri. "C," tutur Sulastri.'

    assert frozenset({"sulastri"}) == of(text).main


def test_a_reaction_has_another_speaker() -> None:
    """One article quotes the mayor, the other a member of the council on what the mayor said."""
    mayor = prepare(Side(1, "", '"Jembatan kami tutup enam pekan," kata Bagas Wirayudha di Tirtamaya, Kamis.'))
    council = prepare(Side(2, "", '"Enam pekan terlalu lama," ujar Rengganis Puspita menanggapi penutupan jembatan.'))

    found = figures(mayor, council)

    assert (1, -1, 0) == (found["first_speaker_apart"], found["main_speaker"], found["speakers_most"])


@given(st.text(alphabet='Ab kata ujar."\n', max_size=120))
def test_any_text_has_speakers_or_none(text: str) -> None:
    """Whatever the text, the first and the most frequent are among those who speak."""
    found = of(text)

    assert found.first <= found.said.keys()
    assert found.main <= found.said.keys()
