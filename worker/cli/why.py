"""`saring why`: why an article is not in a cluster."""

from typing import Annotated, Any

import typer

from worker.cli import output
from worker.cli.article import look_up
from worker.cli.desk import desk
from worker.cli.faults import Fault
from worker.cli.options import Json


def why(
    ctx: typer.Context,
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's number, URL or key.")],
    cluster: Annotated[int, typer.Argument(metavar="CLUSTER", help="The cluster's number, old or new.")],
    json: Json = False,
) -> None:
    """Say why an article is not in a cluster: its best links into it, their mean, and the rule that kept it out."""
    engine = desk(ctx).engine
    with engine.db.read() as conn:
        one = look_up(conn, article)
    found = engine.why(one.id, cluster)
    if found is None:
        raise Fault(f"There is no cluster {cluster}; `saring clusters` lists them.")
    if json:
        output.as_json(found)
    else:
        _tell(found)


def _tell(found: dict[str, Any]) -> None:
    article, cluster = found["article"], found["cluster"]
    output.say(f"Article {article['id']} (cluster {article['cluster']}): {article['title']}")
    output.say(
        f"Cluster {cluster['id']} ({cluster['size']} article{'s' * (cluster['size'] != 1)}): {cluster['title']}", ""
    )
    output.say(found["reason"])
    if found["judged"]:
        output.say(
            f"{found['judged']} of {found['members']} pairs were judged; best {found['best']:.2f}, "
            f"mean over {found['texts']} texts {found['mean']:.2f}, threshold {found['threshold']:.2f}."
        )
    if found["links"]:
        cells = [
            (
                e["b"] if e["a"] == article["id"] else e["a"],
                f"{e['same_report']:.2f}",
                "stored" if e["stored"] else "now",
                "; ".join(e["why"]),
            )
            for e in found["links"]
        ]
        output.say("", output.table(("Article", "Report", "Judged", "Why"), cells, numbers="Article", wraps="Why"))
        output.say("`saring compare A B` shows the passages that two share.")
