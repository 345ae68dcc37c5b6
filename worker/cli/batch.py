"""`saring batch`: cluster the articles of files once, with no server left running."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from worker.cli import output
from worker.cli.desk import desk
from worker.cli.faults import Fault
from worker.cli.options import Json
from worker.cli.waiting import bar


def batch(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="JSONL, .html or .txt; also .gz, .xz, .zst.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the clusters, as JSONL.")],
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes to use.")] = os.cpu_count() or 1,
    json: Json = False,
) -> None:
    """Cluster the articles of files once, in a folder of its own, with no server left running.

    Records that can't be read are left out, counted, and written to a file of rejects; the exit code is 0 even so.
    """
    from worker.local.batch import run_batch  # noqa: PLC0415 - it loads all parts

    settings = desk(ctx).settings
    with bar() as progress:
        task = progress.add_task("Reading", total=None)

        def tell(stage: str, done: int, total: int | None) -> None:
            progress.update(task, description=stage, completed=done, total=total)

        report = run_batch(files, out, jobs=jobs, settings=settings, progress=tell)
    view: dict[str, Any] = {
        "articles": report.articles,
        "clusters": report.clusters,
        "not_articles": report.not_articles,
        "rejects": report.rejects,
        "rejects_file": str(report.rejects_file) if report.rejects_file else None,
        "seconds": round(report.seconds, 3),
        "out": str(out),
    }
    if json:
        output.as_json(view)
    if not report.articles and not report.not_articles:
        where = f" {report.rejects_file} says why." if report.rejects_file else ""
        raise Fault(f"Nothing could be read.{where}")
    if not json:
        output.say(
            f"{output.many(report.articles, 'article')} in {output.many(report.clusters, 'cluster')}, "
            f"{report.not_articles} no articles, "
            f"{report.rejects} left out; {report.seconds:.1f} s. The clusters stand in {out}."
        )
    if report.rejects:
        output.note(
            f"Left out: {output.many(report.rejects, 'record')}; {report.rejects_file} says which and why.",
            style="yellow",
        )
