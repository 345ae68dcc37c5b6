"""`saring clusters` and `saring cluster`: what belongs together, and why."""

from typing import Annotated, Any

import typer
from rich.text import Text

from worker.cli import output, show
from worker.cli.desk import desk
from worker.cli.faults import Fault
from worker.cli.options import Json, Limit

NO_TITLE = "(no title)"
EVIDENCE_LINES = 12
"""Judgements shown on a terminal; --json has them all."""


def clusters(
    ctx: typer.Context,
    min_size: Annotated[int, typer.Option("--min-size", min=1, help="Least number of articles.")] = 1,
    min_outlets: Annotated[int, typer.Option("--min-outlets", min=1, help="Least number of outlets.")] = 1,
    outlet: Annotated[str, typer.Option("--outlet", help="Only those with an article of this outlet.")] = "",
    q: Annotated[str, typer.Option("--q", help="Only those with these words in headline or text.")] = "",
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """List clusters, the one with the latest article first."""
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import articles, listing  # noqa: PLC0415

    wanted = listing.ClusterFilter(min_size=min_size, min_outlets=min_outlets, outlet=outlet, q=q)
    with desk(ctx).engine.db.read() as conn:
        found = listing.clusters(conn, wanted, limit=limit)
        rows = [views.cluster_line(one) for one in found]
        whole, in_articles = listing.count(conn), articles.count(conn)
    if json:
        output.as_json(rows)
    elif not whole:
        output.say("No clusters yet. `saring add URL` and `saring import FILE` hand articles in.")
    elif not rows:
        output.say(f"None of the {whole} clusters is like that.")
    else:
        cells = [
            (r["id"], r["size"], r["versions"], r["outlets"], show.moment(r["last"]), r["title"] or NO_TITLE)
            for r in rows
        ]
        columns = ("ID", "Size", "Versions", "Outlets", "Latest", "Title")
        output.say(output.table(columns, cells, numbers="ID|Size|Versions|Outlets", bends="Title"))
        output.say(f"{len(rows)} shown of {whole} clusters of {in_articles} articles. `saring cluster ID` opens one.")


def cluster(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The cluster's number, old or new.")],
    json: Json = False,
) -> None:
    """Show a cluster: its articles by version, who told it first, and the evidence."""
    from worker import views  # noqa: PLC0415 - with the store, which only commands load

    with desk(ctx).engine.db.read() as conn:
        found = views.cluster(conn, number)
    if found is None:
        raise Fault(f"There is no cluster {number}; `saring clusters` lists them.")
    if json:
        output.as_json(found)
    else:
        _tell(found)


def _tell(found: dict[str, Any]) -> None:
    output.say(Text(output.plain(found["title"] or NO_TITLE), style="bold"))
    if found["asked_as"] != found["id"]:
        output.say(f"Number {found['asked_as']} belongs to cluster {found['id']} now.")
    size, outlets = output.many(found["size"], "article"), output.many(found["outlets"], "outlet")
    versions = output.many(found["versions"], "version")
    times = f"{show.moment(found['first'])} to {show.moment(found['last'])}"
    output.say(f"Cluster {found['id']}: {size} of {outlets} in {versions}, {times}", "")
    rows = sorted(found["articles"], key=lambda one: (one["version"] or 0, one["published"] or "", one["id"]))
    cells = [(r["version"], r["id"], r["outlet"], show.moment(r["published"]), r["title"] or NO_TITLE) for r in rows]
    columns = ("Version", "ID", "Outlet", "Published", "Title")
    output.say(output.table(columns, cells, numbers="Version|ID", bends="Outlet|Title"))
    first = found["first_teller"]
    output.say("", f"First teller: article {first['article']}. {first['reason']}")
    if second := first["runner_up"]:
        output.say(
            f"In doubt: article {second['article']} of {second['outlet'] or 'an unknown outlet'}. {second['reason']}"
        )
    for one in first["set_aside"]:
        output.say(f"Not article {one['article']}: {one['reason']}")
    output.say(f"Representative: article {found['representative']['article']}. {found['representative']['reason']}")
    if found["cited_sources"]:
        cited = ", ".join(f"{one['name']} ({one['articles']})" for one in found["cited_sources"])
        output.say(f"Cited: {cited}")
    if found["origin"]:
        output.say(f"Origin: {found['origin']['name']}. {found['origin']['reason']}")
    for one in found["opinions"]:
        kept = "the same report" if one["label"] == "same" else "not the same report"
        output.say(f"{one['by'] or 'A person'} said that {one['a']} and {one['b']} are {kept}.")
    if found["evidence"]:
        output.say("", _evidence(found["evidence"]))
        if len(found["evidence"]) > EVIDENCE_LINES:
            output.say(f"… and {len(found['evidence']) - EVIDENCE_LINES} more pairs; --json has them all.")
        output.say("`saring compare A B` shows the passages that two share.")
    if found["related"]:
        near = [
            (f"{r['same_report']:.2f}", r["id"], r["cluster"], r["outlet"], r["title"] or NO_TITLE)
            for r in found["related"]
        ]
        output.say("", "Nearly belonged:")
        columns = ("Report", "ID", "Cluster", "Outlet", "Title")
        output.say(output.table(columns, near, numbers="ID|Cluster", bends="Outlet|Title"))


def _evidence(found: list[dict[str, Any]]) -> Any:
    cells = [
        (f"{e['a']}-{e['b']}", f"{e['same_report']:.2f}", f"{e['same_version']:.2f}", "; ".join(e["why"]))
        for e in found[:EVIDENCE_LINES]
    ]
    return output.table(("Pair", "Report", "Version", "Weighed most"), cells, wraps="Weighed most")
