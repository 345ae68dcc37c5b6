from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.web.timeline import MOST_ROWS, NARROW, PITCH, RADIUS, WIDE, Scale, Shape, Timeline, timeline

START = datetime(2025, 11, 19, 2, 5, tzinfo=UTC)
MOMENTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: START + timedelta(minutes=minutes))


def _line(number: int, at: datetime | str | None, outlet: str = "", version: int = 1) -> dict[str, object]:
    published = at.isoformat() if isinstance(at, datetime) else at
    return {"id": number, "outlet": outlet or f"a{number}.example", "published": published, "version": version}


def _drawn(articles: list[dict[str, object]], shape: Shape = WIDE, first: int = 1, zone: str = "wib") -> Timeline:
    found = timeline(articles, {1: "A", 2: "B"}, first, shape, language="id", zone=zone)
    assert found is not None
    return found


def _stories() -> st.SearchStrategy[list[dict[str, object]]]:
    times = st.one_of(MOMENTS, st.none(), st.just("2025-11-20T00:00:00+07:00"))
    articles = st.lists(st.tuples(times, st.sampled_from("abcdef")), min_size=2, max_size=60)
    return articles.map(
        lambda found: [_line(number, at, f"{name}.example") for number, (at, name) in enumerate(found, 1)]
    )


@pytest.mark.parametrize("shape", [WIDE, NARROW], ids=["wide", "narrow"])
@given(articles=_stories())
def test_every_article_is_drawn_once_and_within_the_picture(shape: Shape, articles: list[dict[str, object]]) -> None:
    """Whatever the times, no article is left out, hangs over the edge, or hides another of its row."""
    found = timeline(articles, {1: "A"}, 1, shape, language="en", zone="utc")
    if found is None:
        told = {str(one["published"]) for one in articles if one["published"]}
        assert 2 > len({"2025-11-20T05:00:00+00:00" if at.endswith("00:00:00+07:00") else at for at in told})
        return

    assert sorted(one["id"] for one in articles) == sorted(d.article["id"] for row in found.rows for d in row.dots)
    for row in found.rows:
        assert 0 < row.y < found.height
        if len(row.dots) * PITCH < found.right - found.left:
            assert all(RADIUS <= dot.x <= shape.width - RADIUS for dot in row.dots)
        assert all(b.x - a.x >= PITCH - 0.01 for a, b in pairwise(row.dots))
    assert all(a.x < b.x for a, b in pairwise(found.ticks))


@given(times=st.lists(MOMENTS, min_size=2, max_size=30, unique=True), left=st.floats(0, 300))
def test_later_stands_further_right(times: list[datetime], left: float) -> None:
    """Shortened pauses change how far apart two times stand, never their order."""
    scale = Scale(times, left, left + 600)
    places = [scale.x(at) for at in sorted(times)]

    assert pytest.approx((left, left + 600)) == (places[0], places[-1])
    assert places == sorted(places)


def test_outlets_stand_in_the_order_of_their_first_article() -> None:
    """Who told first stands at the top; an outlet's second article stands in its own row."""
    found = _drawn([_line(1, START, "b.example"), _line(2, START + timedelta(hours=1), "a.example"),
                    _line(3, START + timedelta(hours=2), "b.example")])  # fmt: skip

    assert [("b.example", [1, 3]), ("a.example", [2])] == [
        (row.outlet, [dot.article["id"] for dot in row.dots]) for row in found.rows
    ]
    assert [True, False, False] == [dot.first for row in found.rows for dot in row.dots]


def test_a_long_pause_is_drawn_shorter_and_says_so() -> None:
    """One follow-up after a week must not press the first hours, which everybody asks for, into one dot."""
    hours = [START, START + timedelta(hours=1), START + timedelta(hours=2), START + timedelta(days=7)]
    found = _drawn([_line(number, at) for number, at in enumerate(hours, 1)])
    xs = [row.dots[0].x for row in found.rows]

    assert [166] == [pause.hours for pause in found.pauses]
    assert xs[1] - xs[0] > xs[3] - xs[2]


def test_the_axis_has_round_hours_of_the_reader_s_zone() -> None:
    """09.05 to 13.05 in Jakarta: full hours, with the day where it begins."""
    found = _drawn([_line(1, START), _line(2, START + timedelta(hours=4))])

    assert [("10.00", "19 Nov"), ("11.00", ""), ("12.00", ""), ("13.00", "")] == [
        (tick.label, tick.below) for tick in found.ticks
    ]
    assert "11.00" == _drawn([_line(1, START), _line(2, START + timedelta(hours=4))], zone="wita").ticks[0].label


def test_a_day_alone_and_no_time_look_unlike_a_time() -> None:
    """A reader must not take a date for midnight, nor a missing time for the latest."""
    found = _drawn([_line(1, START), _line(2, START + timedelta(hours=9)), _line(3, "2025-11-19T00:00:00+07:00"),
                    _line(4, None)])  # fmt: skip
    dots = {dot.article["id"]: dot for row in found.rows for dot in row.dots}

    assert [False, False, True, True] == [dots[number].vague for number in (1, 2, 3, 4)]
    assert dots[1].x < dots[3].x < dots[2].x  # noon of that day
    assert found.undated is not None
    assert dots[4].x > found.right - RADIUS


def test_very_many_outlets_share_the_last_row() -> None:
    """A picture of 200 rows would be no picture."""
    found = _drawn([_line(number, START + timedelta(minutes=number)) for number in range(1, 101)])

    assert MOST_ROWS == len(found.rows)
    assert ("", 61) == (found.rows[-1].outlet, found.rows[-1].more)


def test_one_time_makes_no_line() -> None:
    """A cluster of one article has a table and no picture."""
    assert timeline([_line(1, START)], {1: "A"}, 1, WIDE, language="id", zone="wib") is None
    assert timeline([_line(1, START), _line(2, None)], {1: "A"}, 1, WIDE, language="id", zone="wib") is None


def test_articles_of_one_minute_stand_side_by_side() -> None:
    """Two outlets at the same minute are no error, nor are two articles of one outlet."""
    later = START + timedelta(hours=1)
    found = _drawn(
        [_line(1, START, "a.example"), _line(2, START, "a.example"), _line(3, START, "b.example"), _line(4, later)]
    )

    assert [2, 1, 1] == [len(row.dots) for row in found.rows]


def test_one_moment_is_no_picture() -> None:
    """Articles that all bear the same day alone would stand in one column, under an hour that none of them bears."""
    day = "2025-11-20T00:00:00+07:00"

    assert (
        timeline([_line(1, day), _line(2, day), _line(3, None)], {1: "A"}, 1, WIDE, language="id", zone="wib") is None
    )
