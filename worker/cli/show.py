"""How things of the domain look on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text

from worker.cli.output import plain, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from worker.model.article import Removed

VERDICT_STYLES = {
    "new": "green",
    "joined": "cyan",
    "version": "cyan",
    "unchanged": "dim",
    "not_article": "yellow",
    "rejected": "red",
    "parked": "red",
    "queued": "dim",
    "running": "blue",
}
KIND_STYLES = {
    "readalso": "magenta",
    "embed": "blue",
    "promo": "yellow",
    "credit": "green",
    "caption": "cyan",
    "tags": "bright_magenta",
    "furniture": "red",
    "dateline": "bright_blue",
}
FAILED = frozenset({"rejected", "parked"})
"""Verdicts after which a script should hear that not all went well."""


def verdict(word: str) -> Text:
    """A verdict or state in its colour."""
    return Text(word, style=VERDICT_STYLES.get(word, ""))


def moment(iso: str | None) -> str:
    """A time as people read it: to the minute, with its offset."""
    if not iso:
        return ""
    at = datetime.fromisoformat(iso)
    return f"{at:%Y-%m-%d %H:%M}{'Z' if at.utcoffset() is not None and not at.utcoffset() else f'{at:%z}'[:3]}"


def submissions(rows: Sequence[dict[str, Any]]) -> Table:
    """Rows of the ledger.

    Args:
        rows: as `handed.rows` gives them.
    """
    cells = [
        (row["id"], verdict(row["verdict"] or row["state"]), row["cluster"], _short(row["url"]), row["reason"])
        for row in rows
    ]
    columns = ("ID", "Verdict", "Cluster", "Submitted", "Reason")
    return table(columns, cells, numbers="ID|Cluster", bends="Submitted", wraps="Reason")


def _short(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.") or "(a pushed article)"


def struck(raw: str, removed: Sequence[Removed], *, colours: bool) -> Text:
    """A raw text with what was taken out struck through, and the rule named behind it.

    Args:
        raw: the text before cleaning.
        removed: what was taken out, with places in `raw`.
        colours: whether the terminal shows styles; without them the stretches stand in [-…-].
    """
    shown = Text()
    at = 0
    for part in sorted(removed, key=lambda one: (one.start, one.end)):
        if part.start < at:
            continue
        style = KIND_STYLES.get(part.kind.value, "red")
        shown.append(plain(raw[at : part.start]))
        taken = plain(raw[part.start : part.end])
        body = taken.rstrip("\n")
        shown.append(body if colours else f"[-{body}-]", style=f"{style} strike")
        shown.append(f" «{part.kind.value} {part.rule}»", style=f"{style} dim")
        shown.append(taken[len(body) :])
        at = part.end
    shown.append(plain(raw[at:]))
    return shown
