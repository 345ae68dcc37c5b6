import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from worker.web.language.reader import Reader, ticks

ENGLISH, INDONESIAN = Reader("en", "wib"), Reader("id", "wib")
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("shown", "value"),
    [(f"0{NBSP}%", 0.0), ("under 1 %", 0.001), (f"50{NBSP}%", 0.5), ("over 99 %", 0.9999), (f"100{NBSP}%", 1.0)],
)
def test_a_share_is_never_rounded_to_certainty(shown: str, value: float) -> None:
    """Nought and a hundred per cent are said only where they are meant."""
    assert shown == ENGLISH.share(value)


@pytest.mark.parametrize(
    ("english", "indonesian", "value", "places"), [("12,345", "12.345", 12345, 0), ("0.25", "0,25", 0.25, 2)]
)
def test_numbers_are_written_as_the_language_does(english: str, indonesian: str, value: float, places: int) -> None:
    """12.345 is twelve thousand to an Indonesian reader, and twelve and a third to an English one."""
    assert (english, indonesian) == (ENGLISH.number(value, places), INDONESIAN.number(value, places))


@pytest.mark.parametrize(
    ("shown", "language", "zone", "iso"),
    [
        ("16 Sep 2025, 10:15 WIB", "en", "wib", "2025-09-16T10:15:00+07:00"),
        ("16 Sep 2025, 12.15 WIT", "id", "wit", "2025-09-16T10:15:00+07:00"),
        ("31 Agu 2025, 17.30 UTC", "id", "utc", "2025-09-01T00:30:00+07:00"),
        ("1 Mei 2025", "id", "utc", "2025-05-01T00:00:00+07:00"),
        ("16 Sep 2025, 10:15 WIB", "en", "wib", "2025-09-16T03:15:00"),
        ("time unknown", "en", "wib", None),
    ],
)
def test_times_are_told_in_the_reader_s_zone(shown: str, language: str, zone: str, iso: str | None) -> None:
    """Articles of three zones stand in one order; a day alone stays the day that was printed."""
    assert shown == Reader(language, zone).when(iso)


def test_a_time_is_kept_for_programs_as_it_was() -> None:
    """The element bears the outlet's own offset."""
    said = ENGLISH.time("2025-09-16T10:15:00+08:00")

    assert '<time datetime="2025-09-16T10:15:00+08:00">16 Sep 2025, 09:15 WIB</time>' == said


@pytest.mark.parametrize(
    ("shown", "first", "last"),
    [
        ("16 Sep 2025, 10.15\N{EN DASH}12.00 WIB", "2025-09-16T10:15:00+07:00", "2025-09-16T12:00:00+07:00"),
        (
            "16 Sep 2025, 10.15 \N{EN DASH} 17 Sep 2025, 12.00 WIB",
            "2025-09-16T10:15:00+07:00",
            "2025-09-17T12:00:00+07:00",
        ),
        ("16 Sep 2025, 10.15 WIB", "2025-09-16T10:15:00+07:00", "2025-09-16T10:15:00+07:00"),
        ("16 Sep 2025", "2025-09-16T00:00:00+07:00", "2025-09-16T12:00:00+07:00"),
        ("16 Sep 2025 \N{EN DASH} 17 Sep 2025", "2025-09-16T00:00:00+07:00", "2025-09-17T12:00:00+07:00"),
        ("16 Sep 2025 \N{EN DASH} 17 Sep 2025", "2025-09-16T10:15:00+07:00", "2025-09-17T00:00:00+07:00"),
    ],
)
def test_a_span_says_the_day_once(shown: str, first: str, last: str) -> None:
    """Who scans a list reads hours, not the same day twice."""
    assert shown == INDONESIAN.span(first, last).striptags()


def test_one_and_many() -> None:
    """English tells one from many; Indonesian does not."""
    assert ("1 article", "2,000 articles") == tuple(ENGLISH.text("count.articles", n=n) for n in (1, 2000))
    assert ("1 artikel", "2.000 artikel") == tuple(INDONESIAN.text("count.articles", n=n) for n in (1, 2000))


@settings(deadline=None)
@given(text=st.text(alphabet="<>&\"'` ab"))
def test_text_between_backticks_is_escaped_too(text: str) -> None:
    """A docstring's text is no HTML, inside the backticks and outside."""
    left = str(ticks(text)).replace("<code>", "").replace("</code>", "")

    assert not set("<>\"'") & set(left)


@given(st.text(alphabet="<>&\"'{}`xy"))
def test_values_are_escaped_wherever_they_stand(value: str) -> None:
    """A headline in the middle of a sentence runs nothing, nor does one that looks like a placeholder."""
    for said in (ENGLISH.text("timeline.dot", outlet=value, time="", letter=""), INDONESIAN.sentence(value)):
        assert isinstance(said, Markup)
        left = str(said).removeprefix('<span lang="en">').removesuffix("</span>")
        assert not set("<>\"'") & set(re.sub("</?code>", "", left))


def test_a_sentence_that_is_not_known_is_shown_as_english() -> None:
    """What has no translation is told all the same, and a screen reader pronounces it as English."""
    assert '<span lang="en">Nobody &lt;knows&gt; this.</span>' == INDONESIAN.sentence("Nobody <knows> this.")
    assert "Nobody &lt;knows&gt; this." == ENGLISH.sentence("Nobody <knows> this.")


@pytest.mark.parametrize(
    ("said", "language", "english"),
    [
        ("It follows at 16 Sep 2025, 11:15 WIT.", "en", "It follows at 2025-09-16 09:15 (+0700)."),
        ("Waktunya sama sampai ke menit.", "id", "It bears the same minute."),
    ],
)
def test_times_within_sentences_are_the_reader_s_too(said: str, language: str, english: str) -> None:
    """A page does not tell one time in two ways."""
    assert said == Reader(language, "wit").sentence(english)
