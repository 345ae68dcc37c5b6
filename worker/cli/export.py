"""`saring export`: everything of one sort as JSONL, streamed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from worker.cli import output
from worker.cli.desk import desk

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAGE = 200
"""Clusters of one question to the store."""


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    CLUSTERS = "clusters"
    EVIDENCE = "evidence"
    OPINIONS = "opinions"


def export(
    ctx: typer.Context,
    what: Annotated[What, typer.Option("--what", help="What to write.")] = What.CLUSTERS,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; standard output otherwise.")] = None,
    json: Annotated[bool, typer.Option("--json", help="It prints JSONL anyway.")] = False,  # noqa: ARG001 - every command has it
) -> None:
    """Write all articles, clusters, judgements or people's opinions as JSONL."""
    views = {
        What.ARTICLES: _articles,
        What.CLUSTERS: _clusters,
        What.EVIDENCE: _evidence,
        What.OPINIONS: _opinions,
    }[what]
    count = 0
    with desk(ctx).engine.db.read() as conn, _target(out) as file:
        for view in views(conn):
            file.write(output.json_line(view))
            count += 1
    if out:
        output.note(f"{count} lines of {what.value} written to {out}.")


@contextmanager
def _target(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that gets its name once it is whole."""
    if out is None or str(out) == "-":
        yield sys.stdout
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            yield file
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _articles(conn: "Connection") -> Iterator[dict[str, Any]]:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import articles  # noqa: PLC0415

    return map(views.article, articles.stream(conn))


def _clusters(conn: "Connection") -> Iterator[dict[str, Any]]:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import listing  # noqa: PLC0415

    cursor = None
    while page := listing.clusters(conn, before=cursor, limit=PAGE):
        for one in page:
            view = views.cluster(conn, one.id)
            if view is not None:
                yield view
        cursor = page[-1].last_at, page[-1].id


def _evidence(conn: "Connection", batch: int = 500) -> Iterator[dict[str, Any]]:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import evidence  # noqa: PLC0415

    return map(views.evidence_line, evidence.stream(conn, batch=batch))


def _opinions(conn: "Connection") -> Iterator[dict[str, Any]]:
    """What people said, as examples to train on: a flat object each, whose fields make the columns of a table."""
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import articles, opinions  # noqa: PLC0415

    for one in opinions.stream(conn):
        a, b = articles.get(conn, one.a), articles.get(conn, one.b)
        if a and b:
            yield views.opinion_example(one, a, b, articles.hashes(conn, [one.a, one.b]))
