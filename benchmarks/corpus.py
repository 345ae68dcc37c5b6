"""Reading articles and labelled pairs for the benchmarks."""

from __future__ import annotations

import csv
import json
import lzma
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from worker.dedup.prepared import MONTHS
from worker.model.evidence import Side

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAME = ("copy", "report")
_ZONE = timezone(timedelta(hours=7))
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T +](\d{1,2})[:-](\d{2}))?")
_NAMED = re.compile(r"(\d{1,2})[ +-]+([A-Za-z]{3,9})[ +-]+(\d{4}|\d{2})\b(?:\D{0,5}(\d{1,2})[:.](\d{2}))?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\D{1,3}(\d{1,2})[:.](\d{2}))?")
_FURNITURE = re.compile(
    r"^\s*(?:baca|simak|lihat|saksikan|tonton)\s+(?:juga|video|selengkapnya)\b.*$|^\s*advertisement.*$|\[gambas[^\]]*\]"
    r"|^\s*(?:editor|penulis|reporter|pewarta|sumber)\s*:.*$|scroll to continue with content",
    re.IGNORECASE | re.MULTILINE,
)
_DATELINE = re.compile(r"^[A-Z][A-Za-z ,./()-]{2,60}\s*[-–—]+\s+")


class Pair(NamedTuple):
    """A labelled pair.

    Attributes:
        a: id of one article, as in the articles file.
        b: id of the other.
        label: copy, report, follow, roundup, template or none.
        confidence: 1 a guess to 3 sure.
    """

    a: str
    b: str
    label: str
    confidence: int


def pairs(path: Path) -> list[Pair]:
    """Read labelled pairs: id_a, id_b, label, confidence, separated by tabs, with a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["id_a"], row["id_b"], row["label"], int(row.get("confidence") or 3))
            for row in csv.DictReader(file, delimiter="\t")
        ]


def records(path: Path) -> Iterator[dict[str, str]]:
    """Read a JSONL file of articles, plain or .xz: id, url, title, date, text."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def sides(path: Path) -> tuple[list[str], list[Side]]:
    """Read and clean all articles of a file.

    Args:
        path: JSONL of articles.

    Returns:
        Their own ids, and what a judge reads of them, numbered in order.
    """
    names, found = [], []
    for number, record in enumerate(records(path)):
        names.append(record["id"])
        found.append(side(number, record))
    return names, found


def side(number: int, record: dict[str, str]) -> Side:
    """What a judge reads of one raw record."""
    outlet = urlsplit(record["url"]).netloc.casefold().removeprefix("www.").removeprefix("m.")
    text = _DATELINE.sub("", _FURNITURE.sub("", record["text"]).strip())
    return Side(number, record["title"], text, published(record.get("date") or ""), outlet, _network(outlet))


def published(raw: str) -> datetime | None:
    """Read a raw date of the usual forms; None when it can't be read."""
    if raw.isdigit() and len(raw) == 10:  # noqa: PLR2004  seconds since 1970
        return datetime.fromtimestamp(int(raw), UTC)
    year: int | str
    if found := _ISO.search(raw):
        year, month, day, hour, minute = found.groups()
    elif found := _NAMED.search(raw):
        day, name, year, hour, minute = found.groups()
        month = MONTHS.get(name.casefold(), 0)
        year = int(year) + 2000 if len(year) == 2 else year  # noqa: PLR2004  01-Feb-19
    elif found := _SLASHED.search(raw):
        day, month, year, hour, minute = found.groups()
        if int(month) > 12:  # noqa: PLR2004  10/21/2025 is American
            day, month = month, day
    else:
        return None
    try:
        return datetime(int(year), int(month), int(day), int(hour or 12), int(minute or 0), tzinfo=_ZONE)
    except ValueError:
        return None


def _network(outlet: str) -> str:
    parts = outlet.split(".")
    short = len(parts) > 2 and len(parts[-2]) <= 3 and parts[-1] == "id"  # noqa: PLR2004  co.id, or.id
    return ".".join(parts[-3:] if short else parts[-2:])
