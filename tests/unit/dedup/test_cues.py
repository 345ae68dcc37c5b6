from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.weights import cue_table

from worker.dedup.cues import GRAIN, GROUPS, Cues, spoken
from worker.dedup.prepared import Prepared, prepare
from worker.dedup.stems import stemmed, unglued
from worker.model.evidence import Side

HELD = prepare(Side(1, "Bupati Tutup Jembatan", "Bupati menutup jembatan di Tirtamaya karena retak."))
DENIED = prepare(Side(2, "Pemborong Bantah Jembatan Retak", "Pemborong membantah jembatan di Tirtamaya retak, Rabu."))


def stems(*words: str) -> set[int]:
    """Hashes of words as an article holds them."""
    return set(stemmed(unglued(list(words))).tolist())


def test_words_stand_where_their_place_says() -> None:
    """A headline's word that the other body has is not new, and one that both headlines have is not alone."""
    found = {place: set(words.tolist()) for place, words in spoken(HELD, DENIED).items()}

    assert stems("jembatan") == found["title_both"]
    assert stems("bupati", "tutup", "pemborong", "bantah", "retak") == found["title_alone"]
    assert stems("bupati", "tutup", "pemborong", "bantah") == found["title_new"]
    assert stems("bupati", "menutup", "karena", "pemborong", "membantah", "rabu") == found["lead_new"]
    assert stems("jembatan", "di", "tirtamaya", "retak") == found["body_both"]
    assert found["lead_new"] == found["body_alone"]


def test_weights_add_up_by_group_above_what_is_usual() -> None:
    """Three places of headlines are one figure; zero is an average pair."""
    held = cue_table(title_new={"bantah": -500, "sumur": -900}, title_both={"jembatan": 200}, body_both={"retak": 40})
    held["usual"]["cue_titles"] = -0.1

    found = Cues.of(held).figures(HELD, DENIED)

    assert {"cue_titles": -0.2, "cue_leads": 0.0, "cue_bodies": 0.04} == pytest.approx(found)


def test_heaviest_words_come_first_with_their_sign() -> None:
    """A person sees which words moved the judgement, for and against."""
    cues = Cues.of(cue_table(title_new={"bantah": -500}, title_both={"jembatan": 200}, body_both={"retak": 40}))

    assert [("title_new", -0.5), ("title_both", 0.2)] == [
        (one.place, pytest.approx(one.weight)) for one in cues.heaviest(HELD, DENIED, 2)
    ]


def test_table_without_words_says_nothing() -> None:
    """A model may be trained without cues."""
    assert dict.fromkeys(GROUPS, 0.0) == Cues.of(cue_table()).figures(HELD, DENIED)
    assert [] == Cues.of(cue_table()).heaviest(HELD, DENIED, 9)


@given(st.lists(st.text("abcdei ", max_size=12), min_size=4, max_size=4))
def test_order_of_the_pair_does_not_matter(said: list[str]) -> None:
    """A pair has no first article."""
    a, b = prepare(Side(1, said[0], said[1])), prepare(Side(2, said[2], said[3]))
    cues = Cues.of(
        cue_table(title_alone={"abc": 100, "de": -3}, body_alone={"de": 7, "a": 900}, body_both={"ab": GRAIN})
    )

    assert cues.figures(a, b) == pytest.approx(cues.figures(b, a))
    assert all(math.isfinite(value) for value in cues.figures(a, b).values())


@pytest.mark.parametrize("keys", [[5, 3], [3, 3], [3]])
def test_keys_that_are_not_sorted_or_lack_a_weight_are_refused(keys: list[int]) -> None:
    """They would be looked up wrongly, and nobody would see it."""
    held = cue_table()
    held["lead_new"] = {"keys": keys, "weights": [1, 2]}

    with pytest.raises(ValueError, match="lead_new"):
        Cues.of(held)


def test_articles_without_words_have_figures() -> None:
    """A photo page may have neither title nor text."""
    empty: Prepared = prepare(Side(3, "", ""))

    assert dict.fromkeys(GROUPS, 0.0) == Cues.of(cue_table()).figures(empty, HELD)
