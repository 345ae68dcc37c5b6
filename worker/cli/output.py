"""Printing: tables and marked text for people, JSON for programs, notes on standard error."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

UNBOUND: Final = 100_000
"""Width where output goes into a file or pipe: whoever reads it there wants whole titles and lines to search."""

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
    """Say something on standard output."""
    out = console()
    for part in parts:
        out.print(Text(plain(part)) if isinstance(part, str) else part, soft_wrap=isinstance(part, str))


def as_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def json_line(value: Any) -> str:
    """One JSON object as a line, with its end."""
    return json.dumps(value, ensure_ascii=False, default=str) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: str = "", whole: str = "") -> Table:
    """A table that keeps one row a line: long cells end in an ellipsis.

    Args:
        columns: the headings.
        rows: cells; a `Text` stays as it is, None is empty.
        numbers: headings, parted by spaces, of columns that stand to the right.
        whole: headings, parted by spaces, of columns that wrap rather than being cut.
    """
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for heading in columns:
        wraps = heading in whole.split()
        right = heading in numbers.split()
        made.add_column(
            heading,
            justify="right" if right else "left",
            no_wrap=not wraps,
            overflow="fold" if wraps else "ellipsis",
            min_width=len(heading) if right else None,
        )
    for row in rows:
        made.add_row(*(cell if isinstance(cell, Text) else Text(_cell(cell)) for cell in row))
    return made


def _cell(value: object) -> str:
    return "" if value is None else plain(str(value)).replace("\n", " ")
