"""Who published when, as a picture: where each thing stands in an SVG. The template draws it, so that it is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from worker.web.language.times import ZONES, clock, day, moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from worker.views import View

STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7 * 1440, 14 * 1440, 28 * 1440)
)
"""Distances of the axis's ticks that people read easily."""
MOST_ROWS = 40
"""Outlets with a row of their own; the others share the last one."""
RADIUS = 9
"""Of a dot, in pixels: a letter of 10 pixels fits."""
PITCH = 2 * RADIUS + 3
"""Least distance of two dots of one row."""
SILENCE = 0.5
"""Share of what is left of the span from which a pause between two articles is drawn shorter than it was: it would
take more room than all the rest."""
SHORTEST_CUT = timedelta(hours=6)
"""A shorter span is drawn as it is."""
MOST_CUTS = 2
CUT = 44
"""Width of a pause that is drawn shorter, in pixels."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """The picture's measures in pixels.

    Attributes:
        name: distinguishes the ids of two pictures on one page.
        width: of the whole.
        label: width of the outlets' names; 0 writes them above their rows.
        row: height of an outlet's row.
        tick: least distance of two ticks.
    """

    name: str
    width: int
    label: int
    row: int
    tick: int


WIDE = Shape("wide", 1110, 260, 26, 110)
NARROW = Shape("narrow", 360, 0, 42, 88)
MARGIN = 16
HEAD = 10
"""Room above the rows, where the length of a pause is written."""
AXIS = 40
"""Height of the axis below the rows."""


@dataclass(frozen=True, slots=True)
class Dot:
    """An article in the picture.

    Attributes:
        x: its middle.
        article: the article's line.
        letter: its text's letter.
        first: whether it is the first teller.
        vague: whether it bears the day alone, or no time at all.
    """

    x: float
    article: View
    letter: str
    first: bool
    vague: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet in the picture.

    Attributes:
        y: the middle of its line.
        outlet: its name, "" for the row that several share.
        more: how many outlets share it.
        dots: its articles.
    """

    y: float
    outlet: str
    more: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A time on the axis: its place, the hour (or the day) and, where it changes, the day below."""

    x: float
    label: str
    below: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch without an article that is drawn shorter: its two ends and how long it was, in hours."""

    start: float
    end: float
    hours: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A picture of who published when; all places are pixels from the upper left corner."""

    shape: Shape
    height: int
    left: float
    right: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    pauses: tuple[Pause, ...]
    undated: float | None
    """Where the articles without a time stand, None when each has one."""


def timeline(
    articles: Sequence[View], letters: Mapping[int, str], first: int, shape: Shape, *, language: str, zone: str
) -> Timeline | None:
    """Lay a cluster out in time.

    Args:
        articles: its articles' lines, the earliest first.
        letters: the letter of each version.
        first: the number of the first teller.
        shape: the measures.
        language: for the axis.
        zone: for the axis.

    Returns:
        The picture; None when the articles do not bear two times at least.
    """
    times = {one["id"]: _place(one["published"], zone) for one in articles if one["published"]}
    if len({at for at, _ in times.values()}) < 2:  # noqa: PLR2004 - one point is no line
        return None
    undated = len(times) < len(articles)
    left = MARGIN + (shape.label or RADIUS)
    right = shape.width - MARGIN - (PITCH * 2 if undated else RADIUS)
    scale = Scale([at for at, _ in times.values()], left, right)
    out = shape.width - MARGIN - RADIUS
    rows = []
    for place, (outlet, more, own) in enumerate(_by_outlet(articles)):
        dots = [
            Dot(
                scale.x(times[one["id"]][0]) if one["id"] in times else out,
                one,
                letters[one["version"]],
                one["id"] == first,
                one["id"] not in times or times[one["id"]][1],
            )
            for one in own
        ]
        y = HEAD + MARGIN + shape.row * (place + 1) - (RADIUS + 3 if not shape.label else shape.row / 2)
        rows.append(Row(y, outlet, more, tuple(_apart(dots, shape.width - RADIUS - 1))))
    return Timeline(
        shape=shape,
        height=HEAD + MARGIN + shape.row * len(rows) + AXIS,
        left=left,
        right=right,
        rows=tuple(rows),
        ticks=tuple(_ticks(scale, shape.tick, language, zone)),
        pauses=tuple(scale.pauses()),
        undated=out if undated else None,
    )


class Scale:
    """From times to places, with long pauses drawn shorter.

    Args:
        times: every time, at least one.
        left: the place of the earliest.
        right: the place of the latest.
    """

    def __init__(self, times: Sequence[datetime], left: float, right: float) -> None:
        stops = sorted(set(times))
        span = stops[-1] - stops[0]
        self._cut: set[tuple[datetime, datetime]] = set()
        left_over = span
        for gap, a, b in sorted(((b - a, a, b) for a, b in pairwise(stops)), reverse=True)[:MOST_CUTS]:
            if left_over > SHORTEST_CUT and SILENCE * left_over <= gap < left_over:
                self._cut.add((a, b))
                left_over -= gap
        room = right - left - CUT * len(self._cut)
        self._stops = [(stops[0], left)]
        for a, b in pairwise(stops):
            width = CUT if (a, b) in self._cut else room * (b - a) / left_over
            self._stops.append((b, self._stops[-1][1] + width))

    def x(self, at: datetime) -> float:
        """The place of a time between the earliest and the latest."""
        if at <= self._stops[0][0]:
            return self._stops[0][1]
        for (a, left), (b, right) in pairwise(self._stops):
            if a <= at <= b:
                return left + (right - left) * ((at - a) / (b - a))
        return self._stops[-1][1]

    def stretches(self) -> list[tuple[datetime, datetime]]:
        """The spans that are drawn as long as they were, in order."""
        found, start = [], self._stops[0][0]
        for (a, _), (b, _) in pairwise(self._stops):
            if (a, b) in self._cut:
                found.append((start, a))
                start = b
        return [*found, (start, self._stops[-1][0])]

    def pauses(self) -> list[Pause]:
        """The pauses that are drawn shorter."""
        return [
            Pause(left, right, round((b - a) / timedelta(hours=1)))
            for (a, left), (b, right) in pairwise(self._stops)
            if (a, b) in self._cut
        ]


def _place(iso: str, zone: str) -> tuple[datetime, bool]:
    """Where an article stands in time; one that bears the day alone stands at noon of it."""
    found = moment(iso)
    if found.day_only:
        return (found.at + DAY / 2).astimezone(ZONES[zone]), True
    return found.at.astimezone(ZONES[zone]), False


def _by_outlet(articles: Sequence[View]) -> list[tuple[str, int, list[View]]]:
    """Name, number of outlets and articles of each row, in the order of their first article."""
    own: dict[object, list[View]] = {}
    for one in articles:
        own.setdefault(one["outlet"] or one["id"], []).append(one)
    rows = [(found[0]["outlet"], 1, found) for found in own.values()]
    if len(rows) <= MOST_ROWS:
        return rows
    rest = rows[MOST_ROWS - 1 :]
    return [*rows[: MOST_ROWS - 1], ("", len(rest), [one for _, _, found in rest for one in found])]


def _apart(dots: Sequence[Dot], right: float) -> list[Dot]:
    """Dots of one row so far apart that each can be seen; the earliest keep their places where there is room."""
    placed: list[float] = []
    for dot in dots:
        placed.append(max(dot.x, placed[-1] + PITCH) if placed else dot.x)
    edge = right
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], edge)
        edge = placed[at] - PITCH
    return [Dot(x, d.article, d.letter, d.first, d.vague) for x, d in zip(placed, dots, strict=True)]


def _ticks(scale: Scale, least: int, language: str, zone: str) -> list[Tick]:
    ticks: list[Tick] = []
    shown = ""
    for start, end in scale.stretches():
        for at in _round_times(scale, start, end, least, zone) or [start]:
            x = scale.x(at)
            if ticks and x - ticks[-1].x < least * 0.6:
                continue
            date = day(at, language, year=False)
            ticks.append(Tick(x, clock(at, language), date if date != shown else ""))
            shown = date
    return ticks


def _round_times(scale: Scale, start: datetime, end: datetime, least: int, zone: str) -> list[datetime]:
    """The full hours (or minutes, or days) of a stretch, with the smallest step whose ticks stand apart."""
    width, span = scale.x(end) - scale.x(start), end - start
    if width <= 0 or not span:
        return []
    step = next((one for one in STEPS if width * (one / span) >= least), STEPS[-1])
    midnight = start.astimezone(ZONES[zone]).replace(hour=0, minute=0, second=0, microsecond=0)
    zero = midnight if step <= DAY else datetime(1970, 1, 5, tzinfo=UTC).astimezone(ZONES[zone]).replace(hour=0)
    at = zero + step * -(-(start - zero) // step)
    found = []
    while at <= end:
        found.append(at)
        at += step
    return found
