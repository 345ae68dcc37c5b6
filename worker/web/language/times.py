"""Times as a reader's language and zone write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

ZONES = {
    "wib": timezone(timedelta(hours=7), "WIB"),
    "wita": timezone(timedelta(hours=8), "WITA"),
    "wit": timezone(timedelta(hours=9), "WIT"),
    "utc": timezone(timedelta(0), "UTC"),
}
"""Indonesia's three zones, which know no summer time, and UTC."""
HOME = "wib"
"""The zone of Jakarta, where most desks sit, for readers who choose none."""
MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
}
CLOCK = {"en": "%H:%M", "id": "%H.%M"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that an article bears.

    Attributes:
        at: the time.
        day_only: whether it bears the day alone: a time of exactly midnight, as the claims of a cluster count it.
    """

    at: datetime
    day_only: bool


def moment(iso: str) -> Moment:
    """Read a time of the store.

    Args:
        iso: ISO 8601; without an offset it counts as UTC.
    """
    at = datetime.fromisoformat(iso)
    return Moment(at if at.tzinfo else at.replace(tzinfo=UTC), (at.hour, at.minute, at.second) == (0, 0, 0))


def at_day(found: Moment, zone: str) -> Moment:
    """The day of a time, in a zone."""
    at = found.at.astimezone(ZONES[zone])
    return Moment(at.replace(hour=0, minute=0, second=0, microsecond=0), day_only=True)


def moment_of(iso: str) -> datetime:
    """When a time of the store was, to put several in order."""
    return moment(iso).at


def day(at: datetime, language: str, *, year: bool = True) -> str:
    """A day, as in "20 Nov 2026"."""
    named = f"{at.day} {MONTHS[language][at.month - 1]}"
    return f"{named} {at.year}" if year else named


def clock(at: datetime, language: str) -> str:
    """The hour and minute; Indonesian writes a full stop between them."""
    return at.strftime(CLOCK[language])


def lead(first: Moment, last: Moment, language: str, zone: str) -> str:
    """The earlier time of a span, without the zone that the later one names."""
    said = written(first, language, zone)
    return said if last.day_only else said.removesuffix(f" {ZONES[zone].tzname(None)}")


def written(found: Moment, language: str, zone: str) -> str:
    """A time for people, to the minute, in a zone that it names; a day alone stays the day that was printed."""
    if found.day_only:
        return day(found.at, language)
    at = found.at.astimezone(ZONES[zone])
    return f"{day(at, language)}, {clock(at, language)} {at.tzname()}"
