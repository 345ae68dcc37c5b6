"""`saring submissions` and `saring retry`: what was handed in, and trying it again."""

from typing import Annotated

import typer

from worker.cli import handed, output, show
from worker.cli.desk import desk
from worker.cli.faults import PARTLY
from worker.cli.options import Json, Limit
from worker.model.verdict import State, Verdict


def submissions(
    ctx: typer.Context,
    state: Annotated[State | None, typer.Option("--state", help="Only those in this state.")] = None,
    verdict: Annotated[Verdict | None, typer.Option("--verdict", help="Only those with this verdict.")] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List what was handed in, newest first, and what became of it."""
    from worker.store import ledger  # noqa: PLC0415 - with the store, which only commands load

    here = desk(ctx)
    with here.engine.db.read() as conn:
        found = ledger.page(conn, state=state, verdict=verdict, limit=limit)
        counts = ledger.counts(conn)
    rows = list(handed.rows(here, [row.id for row in found]).values())
    if json:
        output.as_json(rows)
    elif not counts:
        output.say("Nothing was handed in yet. `saring add URL` and `saring import FILE` do so.")
    elif not rows:
        output.say("No submission is like that.")
    else:
        output.say(show.submissions(rows))
        output.say(f"{len(rows)} shown of {sum(counts.values())}: {handed.summed(counts)}.")


def retry(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help="Finished or parked submissions.")] = None,
    all_parked: Annotated[bool, typer.Option("--all-parked", help="Every parked one as well.")] = False,
    json: Json = False,
) -> None:
    """Try finished or parked submissions again."""
    if not ids and not all_parked:
        raise typer.BadParameter("Name submissions, or use --all-parked.")
    from worker.store import ledger  # noqa: PLC0415 - with the store, which only commands load

    here = desk(ctx)
    asked = list(dict.fromkeys(ids or []))
    reopened = here.engine.intake.reopen(asked, parked=all_parked)
    refused: dict[int, str] = {}
    with here.engine.db.read() as conn:
        for number in asked:
            if number not in reopened:
                row = ledger.get(conn, number)
                refused[number] = f"It is {row.state.value} already." if row else "There is no such submission."
    if json:
        output.as_json({"reopened": reopened, "refused": {str(number): why for number, why in refused.items()}})
    elif reopened:
        output.say(f"Queued again: {', '.join(map(str, reopened))}.")
    elif not refused:
        output.say("None is parked.")
    for number, why in refused.items():
        output.note(f"{number}: {why}", style="red")
    handed.tell_unsent(here, reopened)
    if refused:
        raise typer.Exit(PARTLY)
