from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.shared import located, shared_passages
from worker.dedup.words import words
from worker.model.evidence import Side

SAID = "Jembatan Cisarayu akan dibuka kembali untuk kendaraan kecil mulai Senin pekan depan"
ALPHABET = st.lists(st.sampled_from(["satu", "dua", "tiga", "Empat,", "lima.", "\n"]), max_size=80).map(" ".join)


def side(text: str) -> Side:
    """An article with a body and nothing else."""
    return Side(1, "", text)


def cut(text: str, start: int, end: int) -> list[str]:
    """The words of a stretch."""
    return words(text[start:end])


def test_shared_run_has_its_places_in_both_texts() -> None:
    """Side by side, a person sees the very words at their places."""
    a, b = f"Bandung. {SAID}, kata dinas.", f"Menurut warga, {SAID.upper()}; begitu katanya."

    (found,) = shared_passages(side(a), side(b))

    assert SAID == a[found.a_start : found.a_end]
    assert SAID.upper() == b[found.b_start : found.b_end]
    assert 12 == found.words


def test_short_runs_are_left_out() -> None:
    """Five words in common are a set phrase, not a passage."""
    assert [] == shared_passages(side("kata dia di Jakarta pada Rabu"), side("ujar dia di Jakarta pada Rabu"), 6)


def test_places_hold_where_normalising_changes_lengths() -> None:
    """Ligatures and full-width digits change length under NFKC; the places must be those of the text as stored."""
    odd = "\ufb01nal \uff11\uff12 Mei: " + SAID

    (found,) = shared_passages(side(odd), side("kata dia " + SAID))

    assert SAID == odd[found.a_start : found.a_end]


def test_decomposed_accents_match_composed_ones() -> None:
    """Some sites send accents as separate characters."""
    text = "Kafé Résumé di Denpasar dibuka kembali hari ini"

    (found,) = shared_passages(side(unicodedata.normalize("NFD", text)), side(text))

    assert len(words(text)) == found.words


def test_text_that_says_one_thing_over_and_over_is_bounded() -> None:
    """A hostile text of one word, 15,000 times over, comes back at once, since the places tried are limited."""
    (found,) = shared_passages(side("a " * 15_000), side("a " * 15_000))

    assert 15_000 == found.words


@given(ALPHABET, ALPHABET)
def test_passages_are_equal_maximal_and_apart(a: str, b: str) -> None:
    """Every passage holds the same words on both sides, is long enough, and none overlaps another in the first text."""
    found = shared_passages(side(a), side(b), 3)

    for one in found:
        assert cut(a, one.a_start, one.a_end) == cut(b, one.b_start, one.b_end)
        assert max(3, one.words) == len(cut(a, one.a_start, one.a_end))
    assert all(first.a_end <= second.a_start for first, second in pairwise(found))


@given(st.text(max_size=100))
def test_places_are_inside_the_text_and_in_order(text: str) -> None:
    """A place that a page would highlight exists, whatever the text."""
    found = located(text)

    assert all(0 <= start < end <= len(text) for _, start, end in found)
    assert sorted(start for _, start, _ in found) == [start for _, start, _ in found]


@given(ALPHABET)
def test_text_shares_itself_whole(text: str) -> None:
    """A text of enough words against itself is one passage."""
    count = len(words(text))

    assert ([count] if count >= 6 else []) == [one.words for one in shared_passages(side(text), side(text))]
