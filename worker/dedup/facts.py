"""The facts that set one edition of a series apart from the next: numbers, dates, weekdays, directions."""

from __future__ import annotations

import re

NUMBER = re.compile(r"\d(?:[.,]?\d)*")
"""Like the next pattern it begins with a digit: one that begins with a repetition or a border takes half as long again.
"""
_YEAR = re.compile(r"19[6-9]\d|20[0-4]\d")
_MONTHS = (
    ("januari", "jan", "january"),
    ("februari", "feb", "february"),
    ("maret", "mar", "march"),
    ("april", "apr"),
    ("mei", "may"),
    ("juni", "jun", "june"),
    ("juli", "jul", "july"),
    ("agustus", "agu", "ags", "agt", "aug", "august"),
    ("september", "sep", "sept"),
    ("oktober", "okt", "oct", "october"),
    ("november", "nov", "nopember"),
    ("desember", "des", "dec", "december"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
WEEKDAYS = {
    "senin": 0,
    "selasa": 1,
    "rabu": 2,
    "kamis": 3,
    "jumat": 4,
    "sabtu": 5,
    "minggu": 6,
    "ahad": 6,
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
}
DAY_MONTH = re.compile(
    r"(\d(?<!\w.)\d?)\s*(?:/\s*(\d{1,2})\b|[ -](" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b)",
    re.IGNORECASE,
)
DIRECTIONS = {
    "up": {"naik", "menguat", "melonjak", "meroket", "melesat", "meningkat", "melambung", "bertambah", "menanjak"},
    "down": {
        "turun",
        "melemah",
        "anjlok",
        "merosot",
        "menurun",
        "ambles",
        "terkoreksi",
        "berkurang",
        "jatuh",
        "longsor",
    },
    "flat": {"stabil", "stagnan", "tetap", "bertahan", "tak", "berubah"},
}
"""Which way a series went; the whole table may match while the direction differs."""


def masked(words: list[str]) -> list[str]:
    """Words with what changes from day to day taken out: numbers, months, weekdays.

    Args:
        words: case-folded words.

    Returns:
        The same words, "#" in place of those.
    """
    return ["#" if word[0].isdigit() or word in MONTHS or word in WEEKDAYS else word for word in words]


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text as written."""
    return frozenset(NUMBER.findall(text))


def large(found: frozenset[str]) -> frozenset[str]:
    """Of some numbers those that hardly agree by chance: three digits or more, or a decimal comma; no year."""
    return frozenset(one for one in no_years(found) if "," in one or sum(map(str.isdigit, one)) >= 3)  # noqa: PLR2004


def no_years(found: frozenset[str]) -> frozenset[str]:
    """Numbers without those that are years of our time."""
    return frozenset(one for one in found if not _YEAR.fullmatch(one))


def dates(text: str) -> list[tuple[int, int]]:
    """Day and month of every date in a text, in order."""
    return undated(text)[0]


def undated(text: str) -> tuple[list[tuple[int, int]], str]:
    """The same, and the text without what looks like a date."""
    looking = list(DAY_MONTH.finditer(text))
    if not looking:
        return [], text
    found = []
    for day, number, name in (one.groups() for one in looking):
        month = int(number) if number else MONTHS[name.casefold()]
        if 1 <= int(day) <= 31 and 1 <= month <= 12:  # noqa: PLR2004  days and months are what they are
            found.append((int(day), month))
    ends = [0, *(one.end() for one in looking)]
    starts = [*(one.start() for one in looking), len(text)]
    return found, " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
