"""Dates as sites print them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.clean import dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sabtu, 23 Mei 2026 07:25 WIB", "2026-05-23T07:25:00+07:00"),
        ("Jum'at, 01 Mei 2020 - 18:37 WIB", "2020-05-01T18:37:00+07:00"),
        ("Tayang: Selasa, 10 Juni 2025 09:15 WITA", "2025-06-10T09:15:00+08:00"),
        ("Diperbarui 20 Agu 2025, 11:17 WIT", "2025-08-20T11:17:00+09:00"),
        (", Jurnalis-Rabu, 18 Juni 2025 |22:27 WIB", "2025-06-18T22:27:00+07:00"),
        ("Kompas.com- 02/07/2025, 13:16 WIB", "2025-07-02T13:16:00+07:00"),
        ("8/19/2025 8:02", "2025-08-19T08:02:00+07:00"),
        ("2025/05/30 17:59:48", "2025-05-30T17:59:48+07:00"),
        ("2023-02-27T20:50:05+07:00", "2023-02-27T20:50:05+07:00"),
        ("2025-04-01 05:49:05.218000+00:00", "2025-04-01T05:49:05+00:00"),
        ("2019-05-21T18-55-27Z", "2019-05-21T18:55:27+00:00"),
        ("1504090615", "2017-08-30T17:56:55+07:00"),
        ("19 Februari 2018 | 09.54 WIB", "2018-02-19T09:54:00+07:00"),
        ("01 Jun 25 | 05:10", "2025-06-01T05:10:00+07:00"),
        ("17-Feb-20", "2020-02-17T00:00:00+07:00"),
        ("13+December+2018", "2018-12-13T00:00:00+07:00"),
        ("September 30, 2024", "2024-09-30T00:00:00+07:00"),
        ("12/5/0023", "2023-12-05T00:00:00+07:00"),
    ],
)
def test_the_forms_that_sites_print_are_read(text: str, iso: str) -> None:
    """Each form stands for thousands of articles."""
    found = dates.read(text)
    assert found is not None
    assert iso == found.isoformat()


@pytest.mark.parametrize("text", ["", "Tanggal tidak ditemukan", "31 Februari 2024", "5 Mei 2999", "x" * 500])
def test_what_is_no_date_is_none(text: str) -> None:
    """A wrong date is worse than none."""
    assert dates.read(text) is None


def test_the_address_settles_day_and_month() -> None:
    """6/7/2025 alone is the seventh of June; the path may know better."""
    first = dates.read("6/7/2025 10:00")
    second = dates.read("6/7/2025 10:00", "https://korankita.example/read/2025/07/06/1/air")
    assert first is not None
    assert second is not None
    assert (6, 7) == (first.month, first.day)
    assert (7, 6) == (second.month, second.day)


def test_a_site_in_the_east_has_its_own_zone() -> None:
    """A time without a zone is the site's own."""
    found = dates.read("2 Juni 2025 10:00", zone=9.0)
    assert found is not None
    assert "2025-06-02T10:00:00+09:00" == found.isoformat()


@pytest.mark.parametrize(
    ("text", "url", "iso"),
    [
        ("", "https://korankita.example/read/2025/07/06/1/air", "2025-07-06T00:00:00+07:00"),
        ("2020-03-10", "https://korankita.example/read/2025/07/06/1/air", "2025-07-06T00:00:00+07:00"),
        ("2025-07-07 08:00", "https://korankita.example/read/2025/07/06/1/air", "2025-07-07T08:00:00+07:00"),
        ("2020-03-10", "https://korankita.example/air", "2020-03-10T00:00:00+07:00"),
        # a Unix time is a crawler's clock: the day of the address is nearer the truth
        ("1751936400", "https://korankita.example/read/2025/07/06/1/air", "2025-07-06T00:00:00+07:00"),
        ("1751810400", "https://korankita.example/read/2025/07/06/1/air", "2025-07-06T21:00:00+07:00"),
        ("1751936400", "https://korankita.example/air", "2025-07-08T08:00:00+07:00"),
    ],
)
def test_a_wrong_year_is_caught_by_the_address(text: str, url: str, iso: str) -> None:
    """Scrapes carry dates that are years off; the path was made on the day."""
    found = dates.settle(dates.read(text, url), url, clock=dates.is_clock(text))
    assert found is not None
    assert iso == found.isoformat()


@settings(deadline=None)
@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Dates come raw from the web."""
    found = dates.read(text)
    assert found is None or found.tzinfo is not None
