"""`saring export`: everything of one sort, filtered, as JSON lines, CSV or Parquet, streamed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from worker.cli import output
from worker.cli.desk import desk


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    CLUSTERS = "clusters"
    EVIDENCE = "evidence"
    OPINIONS = "opinions"


class Form(StrEnum):
    """How it can be written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Only(StrEnum):
    """Which articles of a report."""

    ALL = "all"
    VERSIONS = "versions"
    ORIGINALS = "originals"


def export(
    ctx: typer.Context,
    what: Annotated[What, typer.Option("--what", help="What to write.")] = What.CLUSTERS,
    form: Annotated[
        Form | None, typer.Option("--format", help="How; by the ending of --out, or else jsonl.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; standard output otherwise.")] = None,
    since: Annotated[str, typer.Option("--since", help="From this day or moment on (ISO 8601; UTC).")] = "",
    until: Annotated[str, typer.Option("--until", help="Before this day or moment.")] = "",
    outlet: Annotated[str, typer.Option("--outlet", help="Articles of this outlet, and their clusters.")] = "",
    network: Annotated[str, typer.Option("--network", help="Articles of this group of outlets.")] = "",
    language: Annotated[str, typer.Option("--language", help="Articles in this language: two letters.")] = "",
    cited: Annotated[str, typer.Option("--cited", help="Articles that cite a source of this name.")] = "",
    q: Annotated[str, typer.Option("--q", help="Articles with these words in headline or text.")] = "",
    only: Annotated[Only, typer.Option("--only", help="One article of each text, or of each report.")] = Only.ALL,
    min_size: Annotated[int, typer.Option("--min-size", min=1, help="Clusters with so many articles.")] = 1,
    min_outlets: Annotated[int, typer.Option("--min-outlets", min=1, help="Clusters of so many outlets.")] = 1,
    min_versions: Annotated[int, typer.Option("--min-versions", min=1, help="Clusters with so many texts.")] = 1,
    least: Annotated[
        float, typer.Option("--least", min=0, max=1, help="Judgements with at least this probability.")
    ] = 0.0,
    json: Annotated[bool, typer.Option("--json", help="It prints JSONL anyway.")] = False,  # noqa: ARG001 - every command has it
) -> None:
    """Write articles, clusters, judgements or people's opinions, all or those that fit."""
    from worker import export as exports  # noqa: PLC0415 - with the store, which only commands load
    from worker.store.listing import ClusterFilter  # noqa: PLC0415
    from worker.store.listing import Only as Kept  # noqa: PLC0415

    clusters = ClusterFilter(
        outlet=outlet,
        network=network,
        language=language,
        cited=cited,
        q=q,
        since=_moment(since, "--since"),
        until=_moment(until, "--until"),
        min_size=min_size,
        min_outlets=min_outlets,
        min_versions=min_versions,
    )
    wanted = exports.Wanted.of(clusters, only=Kept(only.value), least=least)
    chosen = exports.Form((form or _by_ending(out)).value)
    sort = exports.What(what.value)
    count = 0

    def counted() -> Iterator[dict[str, object]]:
        nonlocal count
        for row in exports.rows(desk(ctx).engine.db, sort, wanted, flat=chosen is not exports.Form.JSONL):
            count += 1
            yield row

    try:
        pieces = exports.written(counted(), sort, chosen)
    except exports.MissingPartError as error:
        raise typer.BadParameter(str(error)) from error
    with _target(out) as file:
        for piece in pieces:
            file.write(piece)
    if out:
        output.note(f"{count} {'lines' if chosen is exports.Form.JSONL else 'rows'} of {what.value} written to {out}.")


def _by_ending(out: Path | None) -> Form:
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return Form(ending) if ending in set(Form) else Form.JSONL


def _moment(typed: str, option: str) -> float | None:
    """A day or moment as seconds since 1970."""
    if not typed:
        return None
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise typer.BadParameter(f"{option}: {typed} is no day or moment; write it as 2026-11-20.") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


@contextmanager
def _target(out: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that gets its name once it is whole."""
    if out is None or str(out) == "-":
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
