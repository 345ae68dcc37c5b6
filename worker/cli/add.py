"""`saring add`: hand in URLs."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from worker.cli import handed, output, show
from worker.cli.desk import desk
from worker.cli.faults import PARTLY, Fault
from worker.cli.options import Again, Json, Wait
from worker.cli.waiting import wait_for

BATCH = 500
"""URLs of one transaction."""


def add(
    ctx: typer.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="Articles; - reads URLs from standard input.")],
    wait: Wait = False,
    again: Again = False,
    json: Json = False,
) -> None:
    """Hand in articles by URL."""
    here = desk(ctx)
    answers = [
        one for some in handed.batches(_wanted(urls), BATCH) for one in here.engine.intake.urls(some, again=again)
    ]
    if not answers:
        raise Fault("No URL stands on standard input; write one a line.")
    ids = list(dict.fromkeys(one.submission.id for one in answers if one.submission))
    if wait:
        wait_for(here, ids)
    rows = handed.rows(here, ids)
    if json:
        output.as_json(
            [
                {
                    "asked": one.asked,
                    "new": one.new,
                    "error": one.error or None,
                    "submission": rows[one.submission.id] if one.submission else None,
                }
                for one in answers
            ]
        )
    for one in answers:
        if one.error:
            output.note(f"Refused: {one.asked}: {one.error}", style="red")
    if not json:
        new = sum(one.new for one in answers)
        refused = sum(bool(one.error) for one in answers)
        if rows:
            output.say(show.submissions(list(rows.values())))
        known = f", {len(ids) - new} known already" if len(ids) > new else ""
        result = f" Now: {handed.counted(row['verdict'] or row['state'] for row in rows.values())}." if wait else ""
        output.say(f"{new} queued{known}{f', {refused} refused' if refused else ''}.{result}")
    if not wait:
        handed.tell_unsent(handed.unsent(here, ids))
    if any(one.error for one in answers) or (wait and any(row["verdict"] in show.FAILED for row in rows.values())):
        raise typer.Exit(PARTLY)


def _wanted(urls: list[str]) -> Iterator[str]:
    for url in urls:
        if url == "-":
            yield from (line for raw in sys.stdin if (line := raw.strip()) and not line.startswith("#"))
        else:
            yield url
