"""`saring recluster`: judge the stored pairs anew and partition everything again."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import output
from worker.cli.clusters import NO_TITLE
from worker.cli.desk import desk
from worker.cli.faults import Fault
from worker.cli.options import Json
from worker.cli.reindex import valkey
from worker.cli.waiting import bar

if TYPE_CHECKING:
    from worker.cli.desk import Desk
    from worker.recluster import Report

NAMED = 3
"""Articles that an example names."""


def recluster(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; tell what would change.")] = False,
    threshold: Annotated[
        float | None, typer.Option("--threshold", min=0, max=1, help="Least probability of one report.")
    ] = None,
    model: Annotated[Path | None, typer.Option("--model", help="A model file instead of the one that ships.")] = None,
    meet: Annotated[bool, typer.Option("--meet", help="Also judge pairs that the index finds only now.")] = False,
    json: Json = False,
) -> None:
    """Judge all stored pairs anew and partition everything again, without fetching or cleaning."""
    from worker.dedup.model import ModelError  # noqa: PLC0415 - with the engine

    here = desk(ctx)
    with valkey(here) if meet else nullcontext(), bar() as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=None)
            progress.update(tasks[stage], completed=done)

        try:
            report = here.engine.recluster(dry_run=dry_run, threshold=threshold, model=model, meet=meet, progress=tell)
        except ModelError as error:
            raise Fault(str(error)) from None
    view = _view(here, report)
    if json:
        output.as_json(view)
        return
    _tell(view)
    if not dry_run and threshold is not None and threshold != here.settings.same_report:
        output.note(
            f"Workers go on with {here.settings.same_report:g}: set SARING_SAME_REPORT={threshold:g} for them.",
            style="yellow",
        )
    if not dry_run and model is not None:
        output.note("Workers go on with the model that ships; new pairs are judged by that one.", style="yellow")


def _view(here: "Desk", report: "Report") -> dict[str, Any]:
    from worker.store import articles  # noqa: PLC0415 - with the engine

    examples = []
    with here.engine.db.read() as conn:
        for one in report.examples:
            named = [found for i in one.moved[:NAMED] if (found := articles.get(conn, i))]
            examples.append(
                {
                    "kind": one.kind,
                    "said": one.said,
                    "before": dict(sorted(one.before.items())),
                    "after": dict(sorted(one.after.items())),
                    "moved": list(one.moved),
                    "articles": [{"id": a.id, "outlet": a.outlet, "title": a.title} for a in named],
                }
            )
    return {
        "dry_run": report.dry_run,
        "model": report.model,
        "articles": report.articles,
        "pairs": report.pairs,
        "met": report.met,
        "clusters_before": report.before,
        "clusters_after": report.after,
        "merged": report.merged,
        "split": report.split,
        "rearranged": report.rearranged,
        "moved": report.moved,
        "seconds": round(report.seconds, 3),
        "examples": examples,
    }


def _tell(view: dict[str, Any]) -> None:
    would = "would become" if view["dry_run"] else "became"
    output.say(
        f"{view['pairs']} pairs of {view['articles']} articles judged by {view['model']} in {view['seconds']:.1f} s"
        f"{', ' + str(view['met']) + ' of them met only now' if view['met'] else ''}."
    )
    output.say(f"{view['clusters_before']} clusters {would} {view['clusters_after']}; {view['moved']} articles moved.")
    output.say(
        f"Merged: {view['merged']}. Split: {view['split']}. Rearranged: {view['rearranged']}."
        f"{' Nothing was written.' if view['dry_run'] else ''}"
    )
    for one in view["examples"]:
        output.say("", one["said"])
        for article in one["articles"]:
            output.say(f"  {article['id']}  {article['outlet']}  {article['title'] or NO_TITLE}")
        if len(one["moved"]) > NAMED:
            output.say(f"  … and {len(one['moved']) - NAMED} more.")
