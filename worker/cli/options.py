"""Options that several commands share."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until all are finished, and say what became of them.")]
Again = Annotated[bool, typer.Option("--again", help="Take again what is finished already.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100_000, help="Most rows to show.")]
