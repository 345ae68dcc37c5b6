"""`saring article`: one stored article, and what was taken out of it."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from worker.cli import output, show
from worker.cli.clusters import NO_TITLE
from worker.cli.desk import desk
from worker.cli.faults import Fault
from worker.cli.options import Json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.model.stored import StoredArticle


def article(
    ctx: typer.Context,
    which: Annotated[str, typer.Argument(metavar="ID-or-URL", help="The article's number, URL or key.")],
    removed: Annotated[
        bool, typer.Option("--removed", help="Show the raw text with what went struck through.")
    ] = False,
    json: Json = False,
) -> None:
    """Show an article: its text, its cluster, and with --removed what was taken out."""
    from worker import views  # noqa: PLC0415 - with the store, which only commands load

    with desk(ctx).engine.db.read() as conn:
        found = look_up(conn, which)
    if json:
        output.as_json(views.article(found))
    else:
        _tell(found, removed=removed)


def look_up(conn: "Connection", which: str) -> "StoredArticle":
    """The visible article of a number, URL or key.

    Args:
        conn: any transaction.
        which: as people write it; every face of a URL will do, and the one that was handed in.

    Raises:
        Fault: there is none; the message says how it stands if it was handed in.
    """
    from worker.fetch.canonical import BadUrl, identify  # noqa: PLC0415 - with the store
    from worker.store import articles, ledger  # noqa: PLC0415

    submitted = None
    if which.isdecimal():
        found = articles.get(conn, int(which))
    else:
        try:
            key = identify(which).key
        except BadUrl:
            key = which
        found = articles.find(conn, key) or articles.find(conn, which)
        submitted = ledger.find(conn, key) if found is None else None
        if submitted and submitted.article_id:  # it led to a page with another canonical URL
            found = articles.get(conn, submitted.article_id)
    if found is not None and found.visible:
        return found
    if submitted is not None:
        word = (submitted.verdict or submitted.state).value
        raise Fault(f"{which} is {word}: {submitted.reason or f'submission {submitted.id}.'}")
    if found is not None:
        raise Fault(f"Article {found.id} is being worked on; ask again in a moment.")
    raise Fault(f"There is no article {which}; `saring export` lists all, `saring add` hands a URL in.")


def _tell(found: "StoredArticle", *, removed: bool) -> None:
    output.say(Text(output.plain(found.title or NO_TITLE), style="bold"))
    facts = {
        "Article": f"{found.id}, in cluster {found.cluster_id} as version {found.version_id}",
        "URL": found.url,
        "Outlet": found.outlet if found.network in ("", found.outlet) else f"{found.outlet} of {found.network}",
        "Published": show.moment(found.published),
        "Updated": show.moment(found.updated),
        "Dateline": found.dateline,
        "Authors": ", ".join(found.authors),
        "Editors": ", ".join(found.editors),
        "Cites": ", ".join(found.cited_sources),
        "Taken out": output.many(len(found.removed), "part")
        + ("" if removed or not found.removed else "; --removed shows"),
    }
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(no_wrap=True, style="dim")
    lines.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            lines.add_row(name, Text(output.plain(value)))
    output.say(lines, "")
    out = output.console()
    if removed:
        output.say(show.struck(found.raw_text, found.removed, colours=out.is_terminal and not out.no_color))
    else:
        output.say(Text(output.plain(found.text)))
