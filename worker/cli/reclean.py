"""`saring reclean`: what is stored, cleaned again by the rules of now."""

from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli import output
from worker.cli.desk import desk
from worker.cli.faults import PARTLY
from worker.cli.options import Json
from worker.cli.reindex import valkey

if TYPE_CHECKING:
    from worker.reclean import Recleaned

STRETCH = 100
"""Characters of a stretch that are shown; a person knows by them what it is."""


def reclean(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    site: Annotated[str, typer.Option("--site", help="Only articles of this outlet or network.")] = "",
    every: Annotated[bool, typer.Option("--every", help="Also what these very rules have cleaned.")] = False,
    json: Json = False,
) -> None:
    """Clean again what other rules have cleaned, and cluster anew the articles that change by it."""
    here = desk(ctx)
    if dry_run:
        report = here.engine.reclean(site=site, every=every, dry_run=True)
    else:
        with valkey(here):
            report = here.engine.reclean(site=site, every=every)
    if json:
        from dataclasses import asdict  # noqa: PLC0415 - only here

        output.as_json(asdict(report) | {"dry_run": dry_run})
    else:
        _tell(report, dry_run=dry_run)
    if report.failed:
        raise typer.Exit(PARTLY)


def _tell(report: "Recleaned", *, dry_run: bool) -> None:
    would = "would change" if dry_run else "changed"
    output.say(
        f"{report.changed} articles {would}, {report.same} stayed as they were, {report.current} were up to date."
    )
    for counted, what in ((report.taken, "taken out"), (report.given_back, "given back")):
        if counted:
            kinds = ", ".join(f"{kind} {words}" for kind, words in sorted(counted.items(), key=lambda one: -one[1]))
            output.say(f"Words {what}: {kinds}.")
    if report.overtaken:
        output.say(f"{report.overtaken} changed meanwhile and were left; run it again.")
    for one in report.examples:
        output.say(f"  {one.article}: {one.before} words, now {one.after}  {one.url}")
        for sign, parts in (("-", one.taken), ("+", one.given_back)):
            for part in parts[:3]:
                short = " ".join(part.split())
                output.say(f"    {sign} {short[:STRETCH]}{'…' if len(short) > STRETCH else ''}")
    if report.no_article:
        numbers = ", ".join(map(str, report.no_article[:10]))
        more = f" and {len(report.no_article) - 10} more" if len(report.no_article) > 10 else ""  # noqa: PLR2004 - as above
        output.say(f"These would be taken for no article now, and were left as they are: {numbers}{more}.")
    for number, reason in report.failed.items():
        output.note(f"{number}: {reason}", style="red")
