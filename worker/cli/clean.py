"""`saring clean`: what cleaning leaves of articles, and what it takes out; nothing is stored."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.rule import Rule
from rich.text import Text

from worker.cli import output, show
from worker.cli.desk import desk
from worker.cli.faults import PARTLY, Fault

if TYPE_CHECKING:
    from worker.clean.cleaner import Cleaner
    from worker.model.article import Cleaned
    from worker.sources.records import Record


def clean(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="JSONL, .html or .txt; also .gz, .xz, .zst.")],
    url: Annotated[
        str, typer.Option("--url", help="Where the articles come from, if they don't say so themselves.")
    ] = "",
    show_: Annotated[bool, typer.Option("--show", help="Print the raw text with what goes struck through.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSONL; it does so anyway, without --show.")] = False,
    decode: Annotated[
        bool,
        typer.Option("--decode", help="Turn entities (&quot;) of texts into characters, as what is stored has them."),
    ] = False,
) -> None:
    """Clean articles of files, and print them as JSONL; nothing is stored."""
    if show_ and json:
        raise typer.BadParameter("Choose one of --show and --json.")
    from worker.clean.cleaner import Cleaner  # noqa: PLC0415 - with the engine, which takes a second
    from worker.sources.records import Reject, read_records  # noqa: PLC0415 - as above

    cleaner = Cleaner(desk(ctx).bare_engine.rules, decode=decode)
    done = failed = 0
    for record in read_records(files):
        if isinstance(record, Reject):
            failed += 1
            output.note(f"Left out: {record.place}: {record.reason}", style="yellow")
            continue
        done += 1
        cleaned = _cleaned(cleaner, record, url)
        if show_:
            _paint(record, cleaned)
        else:
            sys.stdout.write(output.json_line(_view(record, cleaned)))
    if not done:
        raise Fault("Nothing could be read.")
    if failed:
        raise typer.Exit(PARTLY)


def _cleaned(cleaner: "Cleaner", record: "Record", url: str) -> "Cleaned":
    url = record.url or url
    if record.html:
        return cleaner.page(record.html, url)
    return cleaner.text(record.text, url=url, title=record.title, date=record.date)


def _view(record: "Record", cleaned: "Cleaned") -> dict[str, Any]:
    return {
        "id": record.id or record.url or record.place,
        "url": cleaned.url or record.url,
        "title": cleaned.title,
        "text": cleaned.text,
        "dateline": cleaned.dateline,
        "published": cleaned.published.isoformat() if cleaned.published else None,
        "authors": list(cleaned.authors),
        "editors": list(cleaned.editors),
        "cited_sources": list(cleaned.cited_sources),
        "removed": [asdict(part) for part in cleaned.removed],
        "is_article": cleaned.is_article,
        "reason": cleaned.reason,
    }


def _paint(record: "Record", cleaned: "Cleaned") -> None:
    out = output.console()
    width = None if out.width == output.UNBOUND else out.width
    heading = Text(output.plain(record.id or record.place), style="bold")
    out.print(Rule(heading, align="left") if width else heading)
    if cleaned.title:
        out.print(Text(output.plain(cleaned.title), style="bold"))
    if not cleaned.is_article:
        out.print(Text(f"No article: {output.plain(cleaned.reason)}", style="yellow"))
    out.print(show.struck(cleaned.raw_text, cleaned.removed, colours=out.is_terminal and not out.no_color))
    out.print(Text(f"Taken out: {output.many(len(cleaned.removed), 'part')}.\n", style="dim"))
