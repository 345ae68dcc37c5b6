from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from worker.dedup.facts import masked
from worker.dedup.figures import figures
from worker.dedup.model import EvidenceModel
from worker.dedup.prepared import prepare
from worker.dedup.stems import stem
from worker.model.evidence import Side

NOON = datetime(2025, 6, 18, 12, 0, tzinfo=UTC)
TEXT = "Wali Kota Bagas Wirayudha meresmikan Pasar Lamunan di Tirtamaya, Rabu (18/6). " + " ".join(
    f"Pedagang kios nomor {n} menempati lorong {chr(97 + n)} sejak pagi." for n in range(12)
)


def compare(a: str, b: str, **more: Any) -> dict[str, float]:
    """Figures of two texts, with fields of the second side."""
    return figures(prepare(Side(1, "", a)), prepare(Side(2, "", b, **more)))


def test_copies_share_everything() -> None:
    """A text against itself is the upper end of every overlap."""
    found = compare(TEXT, TEXT)

    for name in ("jaccard", "contained_least", "words_jaccard", "told_least", "pairs_jaccard", "longest_share"):
        assert 1 == pytest.approx(found[name]), name


def test_strangers_share_nothing() -> None:
    """Two texts without a common word are the lower end."""
    found = compare("satu dua tiga empat lima enam", "tujuh delapan sembilan sepuluh sebelas")

    for name in ("jaccard", "contained_most", "words_jaccard", "told_most", "longest_log", "quotes_log"):
        assert 0 == found[name], name


@pytest.mark.parametrize("text", ["", "Halo.", "…", "123 456"])
def test_texts_with_next_to_no_words_have_figures(text: str) -> None:
    """An empty or tiny body must not divide by nothing."""
    pair = [prepare(Side(number, "", one)) for number, one in enumerate((text, TEXT), 1)]

    assert set(EvidenceModel.load().figures) == set(EvidenceModel.load().compare(*pair))


def test_dates_and_weekdays_that_differ_are_told_apart() -> None:
    """The day is what sets one edition of a table apart from the next."""
    found = compare("Harga cabai pada Senin (16/6) turun.", "Harga cabai pada Selasa (17/6) turun.")

    assert (1, 0) == (found["dates_apart"], found["dates_agree"])
    assert (1, 0) == (found["first_date_apart"], found["first_date_agrees"])
    assert (1, 0) == (found["weekday_apart"], found["weekday_agrees"])


def test_same_date_in_two_forms_agrees() -> None:
    """One desk writes (18/6), the other 18 Juni."""
    assert 1 == compare("Acara pada Rabu (18/6).", "Acara pada 18 Juni 2025.")["first_date_agrees"]


def test_directions_that_differ_are_seen() -> None:
    """A price may be the same while one day it went up and the other down."""
    assert 1 == compare("Harga emas naik tajam.", "Harga emas turun tipis.")["directions_apart"]
    assert 0 == compare("Harga emas naik tajam.", "Harga emas menguat lagi.")["directions_apart"]


def test_form_without_facts_stands_out() -> None:
    """What is equal once numbers are masked, and unlike before, is a filled-in form."""
    form = "Kurs dolar {} rupiah, euro {} rupiah, yen {} rupiah, ringgit {} rupiah."

    assert compare(form.format(1, 2, 3, 4), form.format(5, 6, 7, 8))["form_excess"] > 0.5


def test_unknown_date_is_said_to_be_unknown() -> None:
    """Missing is not the same as equal."""
    found = compare(TEXT, TEXT, published=NOON)

    assert 0 == found["days_known"]


def test_days_between_grow() -> None:
    """The further apart, the larger the figure, whichever came first."""
    at = [prepare(Side(n, "", TEXT, NOON + timedelta(days=days))) for n, days in enumerate((0, 1, 9))]

    assert 0 < figures(at[0], at[1])["days_log"] < figures(at[2], at[0])["days_log"]


def test_follow_up_that_carries_the_old_story_below_shifts_it_down() -> None:
    """The later article's shared part stands lower; the figure says so."""
    new = "Pengelola pasar kemudian mengumumkan tarif sewa baru. " * 10
    earlier = prepare(Side(1, "", TEXT, NOON))
    later = prepare(Side(2, "", new + TEXT, NOON + timedelta(days=1)))

    assert figures(earlier, later)["shift"] > 0.1


def test_unknown_outlets_are_not_the_same_outlet() -> None:
    """Two pushed texts without a URL do not share a desk for all that is known."""
    found = compare(TEXT, TEXT)

    assert (0, 0, 0) == (found["same_outlet"], found["same_network"], found["outlets_known"])


def test_order_changes_no_figure() -> None:
    """Every figure is of the pair."""
    a, b = prepare(Side(1, "Pasar", TEXT, NOON)), prepare(Side(2, "Lapak", TEXT[40:] + " Selesai.", NOON))

    assert figures(a, b) == figures(b, replace(a, side=replace(a.side, id=7)))


@pytest.mark.parametrize(
    "pair", [("mengevakuasi", "dievakuasi"), ("pembangunan", "dibangunnya"), ("berlari", "berlari")]
)
def test_forms_of_one_word_have_one_stem(pair: tuple[str, str]) -> None:
    """Desks change the voice of a verb more often than the verb."""
    assert stem(pair[0]) == stem(pair[1])


def test_masking_takes_out_what_changes_from_day_to_day() -> None:
    """Numbers, months and weekdays go; the form stays."""
    assert ["harga", "#", "#", "#", "rp1"] == masked(["harga", "senin", "16", "juni", "rp1"])
