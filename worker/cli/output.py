"""Printing: tables and marked text for people, JSON for programs, notes on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

UNBOUND: Final = 100_000
"""Width where output goes into a file or pipe: whoever reads it there wants whole titles and lines to search."""

GAP: Final = 2
"""Blanks between two columns."""
LEAST: Final = 8
"""Width that every column keeps on the narrowest terminal."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that turn the direction of writing: a page's title must not command the terminal."""


def console() -> Console:
    """Standard output."""
    return _console(stderr=False)


def errors() -> Console:
    """Standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=UNBOUND)
    return made


def plain(text: str) -> str:
    """A text from outside without what a terminal would obey; each such character becomes U+FFFD."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def note(text: str, style: str = "") -> None:
    """Say something to a person, on standard error."""
    errors().print(Text(plain(text), style=style), soft_wrap=True)


def say(*parts: RenderableType) -> None:
    """Say something on standard output; a `str` stays one line, whatever the width."""
    out = console()
    for part in parts:
        out.print(Text(plain(part)) if isinstance(part, str) else part, soft_wrap=isinstance(part, str))


def many(count: int, noun: str) -> str:
    """A number with its noun: "1 article", "2 articles"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def as_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def json_line(value: Any) -> str:
    """One JSON object as a line, with its end."""
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: str = "",
    bends: str = "",
    wraps: str = "",
    width: int | None = None,
) -> Table:
    """A table in which only some columns give way when the terminal is narrow.

    Args:
        columns: the headings.
        rows: cells; a `Text` stays as it is, None is empty.
        numbers: headings, parted by "|", of columns that stand to the right.
        bends: headings of columns that are cut with an ellipsis.
        wraps: headings of columns that go on in the next line.
        width: the terminal's width in cells; None takes that of standard output.
    """
    cells = [[cell if isinstance(cell, Text) else Text(_cell(cell)) for cell in row] for row in rows]
    natural = [max(cell_len(column), *(row[at].cell_len for row in cells), 1) for at, column in enumerate(columns)]
    soft = [at for at, column in enumerate(columns) if column in f"{bends}|{wraps}".split("|")]
    room = (width or console().width) - sum(natural) + sum(natural[at] for at in soft) - GAP * (len(columns) - 1)
    widths = dict(enumerate(natural)) | dict(zip(soft, _shares([natural[at] for at in soft], room), strict=True))
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for at, heading in enumerate(columns):
        made.add_column(
            heading,
            width=widths[at],
            justify="right" if heading in numbers.split("|") else "left",
            no_wrap=heading not in wraps.split("|"),
            overflow="fold" if heading in wraps.split("|") else "ellipsis",
        )
    for row in cells:
        made.add_row(*row)
    return made


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """Share a width: whoever wants less than an equal part gets it, the others part the rest."""
    given: dict[int, int] = {}
    for done, at in enumerate(sorted(range(len(wanted)), key=lambda i: wanted[i])):
        given[at] = max(LEAST, min(wanted[at], room // (len(wanted) - done)))
        room -= given[at]
    return [given[at] for at in range(len(wanted))]


def _cell(value: object) -> str:
    return "" if value is None else plain(str(value)).replace("\n", " ")
