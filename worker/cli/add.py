"""`saring add`: hand in URLs."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import handed, output, show
from worker.cli.desk import desk
from worker.cli.faults import PARTLY, Fault
from worker.cli.options import Again, Json, Wait
from worker.cli.waiting import wait_for

if TYPE_CHECKING:
    from worker.intake import Accepted

LISTED = 50
"""Rows up to which all are listed; of more, those that failed."""
BATCH = 500
"""URLs of one transaction."""


def add(
    ctx: typer.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Articles; - reads URLs from standard input.")],
    wait: Wait = False,
    again: Again = False,
    json: Json = False,
) -> None:
    """Hand in articles by URL."""
    here = desk(ctx)
    answers = [
        one
        for some in handed.batches(_wanted(urls), BATCH)
        for one in handed.patiently(here, partial(here.engine.intake.urls, some, again=again))
    ]
    if not answers:
        raise Fault("No URL stands on standard input; write one a line.")
    ids = list(dict.fromkeys(one.submission.id for one in answers if one.submission))
    if wait:
        wait_for(here, ids)
    rows = handed.rows(here, ids)
    for one in answers:
        if one.error:
            output.note(handed.refusal(one), style="red")
    if json:
        output.as_json([_view(one, rows) for one in answers])
    else:
        _tell(answers, rows, waited=wait)
    if not wait:
        handed.tell_unsent(here, ids)
    unhappy = [row for row in rows.values() if row["verdict"] is None or row["verdict"] in show.FAILED]
    if any(one.error for one in answers) or (wait and unhappy):
        raise typer.Exit(PARTLY)


def _view(one: "Accepted", rows: dict[int, dict[str, Any]]) -> dict[str, Any]:
    row = rows[one.submission.id] if one.submission else None
    return {"asked": handed.shown(one), "new": one.new, "error": one.error or None, "submission": row}


def _tell(answers: list["Accepted"], rows: dict[int, dict[str, Any]], *, waited: bool) -> None:
    if rows:
        shown = [row for row in rows.values() if len(rows) <= LISTED or row["verdict"] in show.FAILED]
        output.say(show.submissions(shown[:LISTED]))
    if len(rows) > LISTED:
        output.say("`saring submissions` lists them all.")
    new = sum(one.new for one in answers)
    refused = sum(bool(one.error) for one in answers)
    parts = {"queued": new, "known already": len(rows) - new, "refused": refused}
    counts = ", ".join(f"{count} {word}" for word, count in parts.items() if count or word == "queued")
    result = f" Now: {handed.counted(row['verdict'] or row['state'] for row in rows.values())}." if waited else ""
    output.say(f"{counts}.{result}")
    if waited and (later := sum(row["verdict"] is None for row in rows.values())):
        output.say(f"{later} failed and will be tried again; `saring submissions` tells when and what came of it.")


def _wanted(urls: list[str]) -> Iterator[str]:
    for url in urls:
        if url == "-":
            yield from (line for raw in sys.stdin if (line := raw.strip()) and not line.startswith("#"))
        else:
            yield url
