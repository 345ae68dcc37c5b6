"""`saring backup` and `saring restore`: a copy of the store, and the way back."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.faults import Fault
from worker.cli.options import Json
from worker.cli.reindex import valkey

MIB: Final = 1024**2
ALIVE_SECONDS: Final = 10.0
"""A worker touches its heartbeat every two seconds."""
ForceFile = Annotated[bool, typer.Option("--force", help="Replace the file if it is there already.")]
ForceStore = Annotated[bool, typer.Option("--force", help="Replace a store that holds something; it is kept beside.")]


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    force: ForceFile = False,
    json: Json = False,
) -> None:
    """Copy the store into one file while everything runs; the index is not needed, it is made from the store."""
    from worker.backup import back_up  # noqa: PLC0415 - with the store, which only commands load

    made = back_up(desk(ctx).engine.db, file, force=force)
    if json:
        output.as_json(asdict(made))
    else:
        output.say(
            f"{made.file} holds {output.many(made.submissions, 'submission')} and "
            f"{output.many(made.articles, 'article')}, {made.bytes / MIB:.1f} MiB."
        )


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `saring backup` made.")],
    force: ForceStore = False,
    json: Json = False,
) -> None:
    """Put a backup in the place of the store, and make the index anew; nothing may run meanwhile."""
    from worker.backup import examine, restore  # noqa: PLC0415 - with the store, which only commands load

    here = desk(ctx)
    _nobody_works(here)
    examine(file)  # what can't be used must not cost the index first
    with valkey(here):
        # restored before the index is made: killed in between, the index is of another store, so it goes first
        here.bare_engine.index.drop()
        made = restore(here.bare_engine.db, file, force=force)
        articles = here.bare_engine.reindex()
    if json:
        output.as_json(asdict(made))
    else:
        output.say(
            f"Restored {output.many(made.submissions, 'submission')} and {output.many(made.articles, 'article')}; "
            f"the index holds {output.many(articles, 'article')}. What was not finished goes out with the next sweep."
        )


def _nobody_works(here: Desk) -> None:
    from worker.celery import HEARTBEAT  # noqa: PLC0415 - with the engine

    beat = here.settings.data_dir / HEARTBEAT
    if beat.exists() and time.time() - beat.stat().st_mtime < ALIVE_SECONDS:
        raise Fault(f"A worker runs on {here.settings.data_dir}; stop `saring up` first.")
