from __future__ import annotations

from support.weights import cue_table

from worker.dedup.cues import Cues
from worker.dedup.prepared import prepare
from worker.model.evidence import Side
from worker.views.weighty import weighty

HELD = prepare(Side(1, "Bupati Tutup Jembatan", "Bupati menutup jembatan karena retak."))
DENIED = prepare(Side(2, "Pemborong Bantah Retak", "Pemborong membantah jembatan retak, Rabu."))


def test_words_are_told_as_the_text_spells_them_with_their_owner() -> None:
    """Weights are known by stems; a person looks for the word that stands there."""
    held = Cues.of(cue_table(title_new={"bantah": -500}, lead_new={"membantah": -300}, body_both={"retak": 200}))

    assert [
        {"word": "bantah", "where": "title_new", "side": "b", "weight": -0.5},
        {"word": "membantah", "where": "lead_new", "side": "b", "weight": -0.3},
        {"word": "retak", "where": "body_both", "side": "both", "weight": 0.2},
    ] == weighty(held, HELD, DENIED)


def test_a_headlines_word_belongs_to_its_headline_though_the_other_body_has_it() -> None:
    """Both bodies say that it cracked, one headline does."""
    assert [{"word": "retak", "where": "title_alone", "side": "b", "weight": 0.1}] == weighty(
        Cues.of(cue_table(title_alone={"retak": 100})), HELD, DENIED
    )


def test_a_model_without_words_tells_none() -> None:
    """Nothing weighs, nothing is said."""
    assert [] == weighty(Cues.of(cue_table()), HELD, DENIED)
