"""`saring doctor`: what is wrong, and how to mend it."""

from dataclasses import asdict

import typer
from rich.table import Table
from rich.text import Text

from worker.cli import output
from worker.cli.desk import desk
from worker.cli.faults import FAULT
from worker.cli.options import Json

MARKS = {"ok": ("ok  ", "green"), "warn": ("warn", "yellow"), "fail": ("FAIL", "bold red"), "skip": ("skip", "dim")}


def doctor(ctx: typer.Context, json: Json = False) -> None:
    """Check settings, store, broker, index, workers, clock and disk, and say how to mend what is wrong."""
    from worker.cli import checks  # noqa: PLC0415 - it loads all parts

    found = list(checks.examine(desk(ctx)))
    if json:
        output.as_json([asdict(one) for one in found])
    else:
        lines = Table.grid(padding=(0, 2, 0, 0))
        for one in found:
            word, style = MARKS[one.state]
            lines.add_row(Text(word, style=style), one.name, Text(output.plain(one.said)))
            if one.mend:
                lines.add_row("", "", Text(f"→ {one.mend}", style=style))
        output.say(lines)
    if any(one.state == "fail" for one in found):
        raise typer.Exit(FAULT)
