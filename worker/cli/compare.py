"""`saring compare`: two articles side by side, and why they are or are not the same report."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from worker.cli import output, show
from worker.cli.article import look_up
from worker.cli.desk import desk
from worker.cli.options import Json
from worker.wording import WHERE

if TYPE_CHECKING:
    from worker.model.stored import StoredArticle

VERDICT_STYLES = {"same version": "bold green", "same report": "bold cyan", "another report": "bold yellow"}


def compare(
    ctx: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="An article's number, URL or key.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one's.")],
    json: Json = False,
) -> None:
    """Put two articles side by side: verdict, figures, and the passages that they share."""
    engine = desk(ctx).engine
    with engine.db.read() as conn:
        first, second = look_up(conn, a), look_up(conn, b)
    if first.id == second.id:
        raise typer.BadParameter(f"{a} and {b} are the same article, {first.id}.")
    found = engine.compare(first.id, second.id)
    if found is None:
        raise LookupError(f"{a} or {b} went away meanwhile")
    if json:
        output.as_json(found)
    else:
        _tell(found, first, second)


def _tell(found: dict[str, Any], first: "StoredArticle", second: "StoredArticle") -> None:
    sides = _side_by_side(f"Article {first.id}", f"Article {second.id}")
    for name in ("title", "outlet", "url"):
        sides.add_row(*(Text(output.plain(getattr(one, name))) for one in (first, second)))
    sides.add_row(*(show.moment(one.published) or "no date" for one in (first, second)))
    sides.add_row(*(f"cluster {one.cluster_id}, version {one.version_id}" for one in (first, second)))
    output.say(sides, "")
    evidence = found["evidence"]
    figures, strongest = evidence["figures"], evidence["weighed_most"]
    verdict = Text(found["verdict"].capitalize(), style=VERDICT_STYLES[found["verdict"]])
    probabilities = f"same report {evidence['same_report']:.2f}, same version {evidence['same_version']:.2f}"
    output.say(verdict + Text(f" (probabilities: {probabilities}; judged by {evidence['model']})."))
    together = "They stand in one cluster." if found["together"] else "They stand in two clusters."
    if found["together"] and found["verdict"] == "another report":
        together = "They stand in one cluster by what the others there share with both."
    output.say(f"{together} {'They met in the index.' if found['met_in_index'] else 'They never met in the index.'}")
    if word := found["opinion"]:
        who, note = word["by"] or "A person", f": {word['note']}" if word["note"] else "."
        kept = "the same report" if word["label"] == "same" else "not the same report"
        output.say(f"{who} said on {word['at'][:10]} that they are {kept}{note}")
    output.say("Weighed most:", *(f"  {one}" for one in evidence["why"]), "")
    if found["words"]:
        output.say("Words that weigh most (log-odds of one report):", *map(_word, found["words"]), "")
    passages = found["shared_passages"]
    if passages:
        shared = _side_by_side(f"Shared passages in {first.id}", f"in {second.id}")
        for one in passages:
            places = [(one[f"{side}_start"], one[f"{side}_end"]) for side in ("a", "b")]
            stretches = [
                Text(f"{start}-{end}  ", style="dim") + Text(output.plain(text[start:end]))
                for text, (start, end) in zip((first.text, second.text), places, strict=True)
            ]
            shared.add_row(*stretches, end_section=True)
        output.say(shared)
        output.say(
            f"{len(passages)} shared passages, {sum(one['words'] for one in passages)} words; places in characters.", ""
        )
    else:
        output.say("They share no passage.", "")
    cells = [
        (name, f"{value:.3g}", found["sentences"][name]) for name, value in figures.items() if name not in strongest
    ]
    output.say(output.table(("Other figures", "Value", "In words"), cells, numbers="Value", wraps="In words"))


def _word(one: dict[str, Any]) -> str:
    return f"  {one['weight']:+.2f}  {output.plain(one['word'])}, {WHERE[one['where']]}"


def _side_by_side(left: str, right: str) -> Table:
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    made.add_column(left, ratio=1, overflow="fold")
    made.add_column(right, ratio=1, overflow="fold")
    made.expand = output.console().width != output.UNBOUND
    return made
