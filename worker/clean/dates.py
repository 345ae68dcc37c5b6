"""Publication times: raw date strings in the many forms that sites print, to a time with offset."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

import dateparser

WIB = timezone(timedelta(hours=7))
_ZONES = {"wib": 7.0, "wita": 8.0, "wit": 9.0, "gmt": 0.0, "utc": 0.0}
_ZONE = re.compile(r"\b(wib|wita|wit|gmt|utc)\b", re.IGNORECASE)
# What sites print in front of the date itself.
_PREFIX = re.compile(
    r"\A(?:[^0-9]{0,60}?\b(?:diperbarui|diterbitkan|dipublikasikan|diupdate|update|tayang|terbit|published?|posted|jurnalis"
    r"|oleh|senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|kompas\.com|pukul)\b[\s:,\-|]*)+",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(\d{1,2})[:.\-](\d{2})(?:[:.\-](\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_NAMED = re.compile(
    r"(\d{1,2})[\s+\-/.]+([A-Za-z]{3,9})\.?,?[\s+\-/]+(\d{4}|\d{2})(?:[\s,|/\-\u2013@]*(?:pukul|jam)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?",
)
_SLASHED = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})(?:[\s,|\-]*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?")
_MONTHS = {
    "jan": 1, "feb": 2, "peb": 2, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "agu": 8, "ags": 8,
    "agt": 8, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nop": 11, "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
_IN_URL = re.compile(r"/(20\d{2}|19\d{2})[/\-]?(0[1-9]|1[0-2])[/\-]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}/)")
# No date is longer; what is, is prose, and dateparser takes long over it.
_LONGEST = 60
_EARLIEST = datetime(1994, 1, 1, tzinfo=UTC)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?\Z")


def day_in_url(url: str) -> tuple[int, int, int] | None:
    """Year, month and day that a URL's path carries, as in /read/2024/07/26/."""
    found = _IN_URL.search(url)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def is_clock(text: str) -> bool:
    """Whether a date is a Unix time: no site prints one, so it is the clock of whoever gathered the article."""
    return _EPOCH.match(text.strip()) is not None


def settle(found: datetime | None, url: str, zone: float = 7.0, *, clock: bool = False) -> datetime | None:
    """Hold a date against the day in the address.

    Args:
        found: the date as read, None when there was none.
        url: the article's URL.
        zone: hours from UTC of a day without a time.
        clock: whether the date is when the article was gathered, and not what the site printed.

    Returns:
        The date; the address's day, at midnight, when there is no date, or one that is more than a month off, or an
        earlier day than that on which the article was gathered.
    """
    known = day_in_url(url)
    if known is None:
        return found
    try:
        day = datetime(*known, tzinfo=timezone(timedelta(hours=zone)))
    except ValueError:
        return found
    # Sites publish some days after they make the address, never a month.
    if found is None or abs(found - day) > timedelta(days=31) or (clock and found - day >= timedelta(days=1)):
        return _true(day)
    return found


@lru_cache(maxsize=4096)
def read(text: str, url: str = "", zone: float = 7.0) -> datetime | None:
    """Read a date as a site prints it.

    Args:
        text: the date string.
        url: the article's URL; the day in its path settles whether 6/7 is the sixth of July.
        zone: hours from UTC when the string names no zone; 7 is WIB.

    Returns:
        The time with offset, None when the string holds no date or one that cannot be true.
    """
    bare = " ".join(text.replace("\u00a0", " ").split())[:200]
    if not bare or not any(sign.isdigit() for sign in bare):
        return None
    if _EPOCH.match(bare):
        seconds = int(bare[:10]) if len(bare) != 9 else int(bare)  # noqa: PLR2004 - nine digits are seconds before 2001
        return _true(datetime.fromtimestamp(seconds, UTC).astimezone(timezone(timedelta(hours=zone))))
    named = _ZONE.search(bare)
    offset = timezone(timedelta(hours=_ZONES[named[1].lower()] if named else zone))
    found = _iso(bare, offset) or _month_named(bare, offset) or _slashed(bare, url, offset)
    if found is None:
        stripped = _PREFIX.sub("", bare).replace("Jum'at", "Jumat")
        found = (
            dateparser.parse(stripped, languages=["id", "en"], settings={"DATE_ORDER": "DMY"})
            if len(stripped) < _LONGEST
            else None
        )
        if found is not None and found.tzinfo is None:
            found = found.replace(tzinfo=offset)
    return _true(found)


def _true(found: datetime | None) -> datetime | None:
    if found is None or found < _EARLIEST or found > datetime.now(UTC) + timedelta(days=2):
        return None
    return found


def _make(year: int, month: int, day: int, clock: tuple[str | None, ...], offset: timezone) -> datetime | None:
    hour, minute, second = (int(part) if part else 0 for part in clock)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=offset)
    except ValueError:
        return None


def _iso(text: str, offset: timezone) -> datetime | None:
    found = _ISO.search(text)
    if not found:
        return None
    if found[7]:
        sign = found[7].replace(":", "")
        hours = 0.0 if sign == "Z" else (int(sign[1:3]) + int(sign[3:]) / 60) * (-1 if sign[0] == "-" else 1)
        if abs(hours) < 24:  # noqa: PLR2004 - hours of a day
            offset = timezone(timedelta(hours=hours))
    return _make(int(found[1]), int(found[2]), int(found[3]), found.group(4, 5, 6), offset)


def _month_named(text: str, offset: timezone) -> datetime | None:
    found = _NAMED.search(text)
    month = _MONTHS.get(found[2][:3].lower()) if found else None
    if not found or not month:
        return None
    year = int(found[3])
    return _make(year if year > 99 else 2000 + year, month, int(found[1]), found.group(4, 5, 6), offset)  # noqa: PLR2004 - two figures


def _slashed(text: str, url: str, offset: timezone) -> datetime | None:
    found = _SLASHED.search(text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    # A spreadsheet writes 12/5/23 out as 12/5/0023.
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two figures
    known = day_in_url(url)
    # Spreadsheets print 6/3/2025 without a leading nought and month first; sites print 06/03/2025, day first.
    month_first = (
        not (found[1].startswith("0") or found[2].startswith("0")) and "/" in found[0] and not _ZONE.search(text)
    )
    if known and {first, second} == {known[1], known[2]}:
        month_first = (first, second) == (known[1], known[2])
    if first > 12 or second > 12:  # noqa: PLR2004 - months
        month_first = second > 12  # noqa: PLR2004
    month, day = (first, second) if month_first else (second, first)
    return _make(year, month, day, found.group(4, 5, 6), offset)
