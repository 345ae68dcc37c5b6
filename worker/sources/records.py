"""Articles out of files: JSONL, HTML pages and plain texts, packed or not, one record at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from worker.fetch.charset import decode
from worker.sources.files import FILE_FAULTS, lines, opened, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PACKED: Final = (".gz", ".xz", ".zst")
LINES: Final = (".jsonl", ".ndjson", ".json")
PAGES: Final = (".html", ".htm", ".xhtml")
TEXTS: Final = (".txt",)
ENDINGS: Final = f"{', '.join((*LINES, *PAGES, *TEXTS))}, each also with {', '.join(PACKED)}"

_FIELDS: Final = ("id", "url", "title", "date", "text", "html")
_BY_NAME: Final = ("id",)
"""Fields that may be a number as well: data sets number their articles."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as a file has it; what the file does not say is "".

    Attributes:
        place: where it stands: "file:line", or the file alone when it is one page or text.
        id: its own id; a page's or text's is the file's name without its ending.
        url: where it comes from.
        title: its headline.
        date: its date as it was written.
        text: the raw text.
        html: the page; it goes before `text` where a record has both.
        number: the line's number from 1, 0 for a whole file.
    """

    place: str
    id: str = ""
    url: str = ""
    title: str = ""
    date: str = ""
    text: str = ""
    html: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """What could not be read as an article.

    Attributes:
        place: where it stands: "file:line", or the file alone.
        reason: one sentence for a person.
        line: the line as it was, "" when the whole file can't be read.
        number: the line's number from 1, 0 for a whole file.
    """

    place: str
    reason: str
    line: str = ""
    number: int = 0


def read_records(paths: Iterable[Path]) -> Iterator[Record | Reject]:
    """Read the articles of some files, in order, without holding a file in memory.

    A file or line that can't be read becomes a `Reject` and harms no other. Lines and texts that are not UTF-8 are
    decoded by what they look like.

    Args:
        paths: .jsonl (one JSON object a line with `text` or `html`, and perhaps `id`, `url`, `title`, `date`), .html
            or .txt files; each may be packed as .gz, .xz or .zst.

    Yields:
        A record or a reject for each line that is not blank, and one for each page or text.
    """
    for path in paths:
        begun = False
        try:
            for found in _from_file(path):
                begun = True
                yield found
        except FILE_FAULTS as error:
            yield Reject(str(path), f"It can't be read{' any further' if begun else ''}: {_said(error)}.")


def _from_file(path: Path) -> Iterator[Record | Reject]:
    name, ending = _name_and_ending(path)
    if path.is_dir():
        yield Reject(str(path), "It is a folder; name the files in it.")
    elif ending in LINES:
        with opened(path) as file:
            yield from _from_lines(str(path), file)
    elif ending in PAGES:
        yield _page_or_text(str(path), name, html=whole(path))
    elif ending in TEXTS:
        yield _page_or_text(str(path), name, text=whole(path))
    else:
        yield Reject(str(path), f"Its name has no ending that says what it is: {ENDINGS}.")


def _from_lines(place: str, file: BinaryIO) -> Iterator[Record | Reject]:
    for number, raw in lines(file):
        here = f"{place}:{number}"
        if raw is None:
            yield Reject(here, "The line is too long for an article.", number=number)
            continue
        line = decode(raw)[0].strip("\ufeff \t\r\n")
        if not line:
            continue
        found = _parsed(line)
        if isinstance(found, str):
            yield Reject(here, found, line, number)
        else:
            yield Record(here, **found, number=number)


def _parsed(line: str) -> dict[str, str] | str:
    """The fields of a line, or what is wrong with it."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"It is no JSON: {error}."
    if not isinstance(found, dict):
        return "It is JSON, but no object with `text` or `html`."
    fields: dict[str, str] = {}
    for name in _FIELDS:
        value = found.get(name)
        if value is None:
            continue
        if name in _BY_NAME and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            return f"`{name}` is no text but {_kind(value)}."
        fields[name] = _sound(value)
    if not (fields.get("text", "").strip() or fields.get("html", "").strip()):
        return "It has neither `text` nor `html`."
    return fields


def _page_or_text(place: str, name: str, *, text: str = "", html: str = "") -> Record | Reject:
    if not (text or html).strip():
        return Reject(place, "The file is empty.")
    return Record(place, id=name, text=_sound(text), html=_sound(html))


def _name_and_ending(path: Path) -> tuple[str, str]:
    name = PurePath(path.name)
    if name.suffix.lower() in PACKED:
        name = PurePath(name.stem)
    return name.stem, name.suffix.lower()


def _sound(text: str) -> str:
    r"""The text without lone surrogates, which JSON can write ("\ud83d") and UTF-8 can't."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kind(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _said(error: BaseException) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return reason.rstrip(".") or type(error).__name__
