from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.figures import figures
from worker.dedup.prepared import prepare
from worker.model.evidence import Side
from worker.wording import SAID, percent, sentence, sentences

SHIPPED = Path(__file__).parents[2] / "config" / "evidence.toml"


def test_every_figure_of_the_model_has_a_wording() -> None:
    """Whoever adds a figure to the evidence says here what it means."""
    names = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["figures"]

    assert [] == [name for name in names if name not in SAID]


def test_every_figure_that_is_computed_has_a_wording() -> None:
    """Also those that the present model leaves out are shown to people."""
    texts = ("Bupati Sekarwangi membuka pasar ikan pada Senin.", "Pasar ikan dibuka oleh Bupati Sekarwangi.")
    a, b = (prepare(Side(number, "Pasar ikan dibuka", text)) for number, text in enumerate(texts, 1))

    assert [] == [name for name in figures(a, b) if name not in SAID]


@given(st.sampled_from(sorted(SAID)), st.floats(-1, 12))
def test_every_sentence_can_be_said_of_every_value(name: str, value: float) -> None:
    """One line without a full stop, whatever a model or a broken row holds."""
    said = sentence(name, value)

    assert said
    assert "\n" not in said
    assert not said.endswith(".")
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("contained_most", 0.64, "64 % of one text's runs of three words stand in the other"),
        ("contained_least", 0.0, "none of one text's runs of three words stand in the other"),
        ("contained_least", 1.0, "all of either text's runs of three words stand in the other"),
        ("contained_least", 0.25, "at least 25 % of either text's runs of three words stand in the other"),
        ("days_log", math.log1p(3), "published 3 days apart"),
        ("days_log", math.log1p(1), "published 1 day apart"),
        ("days_log", math.log1p(5 / 24), "published 5 hours apart"),
        ("days_log", math.log1p(60), "published 60 days or more apart"),
        ("days_log", 0.0, "published within the hour, or it is not known when"),
        ("dates_apart", 1.0, "they name different days"),
        ("dates_apart", 0.0, "the days that they name do not conflict"),
        ("numbers_shared_log", math.log1p(1), "one number stands in both"),
        ("cue_titles", math.log(3), "the choice of words in the headlines speaks for one report, 3 to 1"),
        ("cue_titles", -math.log(2), "the choice of words in the headlines speaks against one report, 2 to 1"),
        ("cue_leads", 0.1, "what one lead says and the other text does not says little of whether it is one report"),
        ("numbers_shared_log", math.log1p(7), "7 numbers stand in both"),
        ("numbers_shared_log", 0.0, "no number stands in both"),
        ("shift", 0.4, "what they share stands 40 % of the text further down in the later article"),
    ],
)
def test_sentences_tell_the_value(name: str, value: float, said: str) -> None:
    """People read counts, shares and days, never logarithms."""
    assert said == sentence(name, value)


def test_an_unknown_figure_is_said_plainly() -> None:
    """Evidence of an older model must still be shown."""
    assert "old figure: 0.25" == sentence("old_figure", 0.25)


def test_sentences_keep_the_order_and_leave_out_what_is_not_there() -> None:
    """What weighed most stands first."""
    found = sentences(["dates_apart", "gone", "lead"], {"lead": 0.5, "dates_apart": 1.0})

    assert ["they name different days", "50 % of the words of both leads are the same"] == found


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1, "100 %")]
)
def test_percent_never_rounds_to_the_ends(value: float, said: str) -> None:
    """0 and 100 % are only what is that."""
    assert said == percent(value)


def test_two_outlets_are_called_two_where_both_are_known() -> None:
    """The figure is nought for an unknown one as well; a reader should not be told "or" where there is none."""
    figures_of = {"same_outlet": 0.0, "same_network": 0.0}
    known = sentences(figures_of, figures_of | {"outlets_known": 1.0})
    unknown = sentences(figures_of, figures_of | {"outlets_known": 0.0})

    assert ["they are of two outlets", "they are of two networks"] == known
    assert all(said.endswith("or of an unknown one") for said in unknown)
    assert ["both are of one outlet"] == sentences(["same_outlet"], {"same_outlet": 1.0, "outlets_known": 1.0})
