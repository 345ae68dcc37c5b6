"""`saring doctor`: what is wrong, and how to mend it."""

from dataclasses import asdict

import typer
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
        for one in found:
            word, style = MARKS[one.state]
            output.say(Text(word, style=style) + Text(f"  {one.name:<11}{output.plain(one.said)}"))
            if one.mend:
                output.say(Text(f"      {'':<11}→ {one.mend}", style=style))
    if any(one.state == "fail" for one in found):
        raise typer.Exit(FAULT)
