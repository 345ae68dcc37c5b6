"""When and where two articles were published, what days they tell of, how long they are."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from worker.dedup.figures.bags import of

if TYPE_CHECKING:
    from worker.dedup.prepared import Prepared

WIB = 7 / 24
"""Western Indonesian Time ahead of UTC, in days: a date without a time is midnight there."""
EPOCH = date(1970, 1, 1).toordinal()
MONTH = 30.4
YEAR = 365.0
MOST_DAYS = 60.0
"""Days beyond which it does not matter how many."""


def circumstances(a: Prepared, b: Prepared) -> dict[str, float]:
    """Figures of when and where both were published, and how long they are."""
    days = None if a.day is None or b.day is None else abs(a.day - b.day)
    timed = _timed(a.day) and _timed(b.day)
    network = bool(a.side.network) and a.side.network == b.side.network
    outlet = bool(a.side.outlet) and a.side.outlet == b.side.outlet
    return {
        "days_known": float(days is not None),
        "days_log": 0.0 if days is None else math.log1p(min(days, 60.0)),
        "calendar_log": 0.0 if days is None else math.log1p(min(abs(_date(a.day) - _date(b.day)), 60)),
        "hours_known": float(timed),
        "hours_log": math.log1p(min(24 * days, 1440.0)) if timed and days is not None else -0.5,
        "same_outlet": float(outlet),
        "same_network": float(network),
        "outlets_known": float(bool(a.side.outlet and b.side.outlet)),
        "shorter_log": math.log1p(min(a.words, b.words)),
        "length_ratio": of(min(a.words, b.words), max(a.words, b.words)),
    } | _told_days(a, b)


def _told_days(a: Prepared, b: Prepared) -> dict[str, float]:
    """How far from publication the days are that the texts tell of: news tells of its own day."""
    first = [days for one in (a, b) if (days := _age(one.day, one.first_date)) is not None]
    newest = [min(_age(one.day, day) or 0 for day in one.dates) for one in (a, b) if one.dates and one.day is not None]
    between = None if a.first_date is None or b.first_date is None else _apart(a.first_date, b.first_date)
    return {
        "days_told": float(len(first)),
        "day_told_least_log": math.log1p(min(first)) if first else -1.0,
        "day_told_most_log": math.log1p(max(first)) if first else -1.0,
        "newest_day_told_log": math.log1p(max(newest)) if newest else -1.0,
        "first_dates_log": -1.0 if between is None else math.log1p(between),
    }


def _age(day: float | None, told: tuple[int, int] | None) -> float | None:
    """Days between publication and a day and month that the text names, whatever the year; at most MOST_DAYS."""
    if day is None or told is None:
        return None
    published = date.fromordinal(min(max(EPOCH + _date(day), 1), date.max.toordinal()))
    return _apart((published.day, published.month), told)


def _apart(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Days between two days of a year, the shorter way round, counted up to MOST_DAYS."""
    days = abs((a[1] - b[1]) * MONTH + a[0] - b[0])
    return min(days, YEAR - days, MOST_DAYS)


def _date(day: float | None) -> int:
    """The calendar day: a date alone and the evening of that day are the same day, and 20 hours apart."""
    return 0 if day is None else math.floor(day + WIB + 1e-9)


def _timed(day: float | None) -> bool:
    """Whether a time of day is known: nobody publishes at midnight sharp."""
    return day is not None and min((day + WIB) % 1, day % 1) > 1e-6  # noqa: PLR2004  a tenth of a second
