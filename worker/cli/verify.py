"""`saring verify`: whether store, ledger and index agree."""

from dataclasses import asdict
from typing import Annotated

import typer

from worker.cli import output
from worker.cli.desk import desk
from worker.cli.faults import FAULT
from worker.cli.options import Json
from worker.cli.reindex import valkey


def verify(
    ctx: typer.Context,
    repair: Annotated[
        bool, typer.Option("--repair", help="Put right what can be put right without losing anything.")
    ] = False,
    json: Json = False,
) -> None:
    """Look whether store, ledger and index agree; it may run beside workers."""
    here = desk(ctx)
    with valkey(here):
        found = here.engine.verify(repair=repair)
    if json:
        output.as_json([asdict(one) for one in found])
    elif not found:
        output.say("Store, ledger and index agree.")
    for one in [] if json else found:
        examples = f" ({', '.join(map(str, one.examples))}{', …' if one.count > len(one.examples) else ''})"
        output.say(f"{one.name}: {one.count:,} {one.said}{examples if one.examples else ''}.")
        output.say(f"  → {'It was mended.' if one.mended else one.mend or 'It is not mended yet; run it again.'}")
    if not all(one.mended for one in found):
        raise typer.Exit(FAULT)
