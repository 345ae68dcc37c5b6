"""`saring same`, `saring apart`, `saring unsay`: what people say of a pair, which wins over the model."""

from typing import Annotated, Any

import typer

from worker.cli import output
from worker.cli.article import look_up
from worker.cli.desk import desk
from worker.cli.options import Json

First = Annotated[str, typer.Argument(metavar="A", help="An article's number, URL or key.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Another one's.")]
By = Annotated[str, typer.Option("--by", help="Who says it.")]
Note = Annotated[str, typer.Option("--note", help="Why.")]


def same(ctx: typer.Context, a: First, b: Second, by: By = "", note: Note = "", json: Json = False) -> None:
    """Say that two articles carry the same report; their clusters become one."""
    _opine(ctx, a, b, same=True, by=by, note=note, json=json)


def apart(ctx: typer.Context, a: First, b: Second, by: By = "", note: Note = "", json: Json = False) -> None:
    """Say that two articles do not carry the same report; they will not stand in one cluster."""
    _opine(ctx, a, b, same=False, by=by, note=note, json=json)


def unsay(ctx: typer.Context, a: First, b: Second, json: Json = False) -> None:
    """Take back what was said of two articles; the evidence decides again."""
    _opine(ctx, a, b, same=None, by="", note="", json=json)


def _opine(ctx: typer.Context, a: str, b: str, *, same: bool | None, by: str, note: str, json: bool) -> None:
    engine = desk(ctx).engine
    with engine.db.read() as conn:
        first, second = look_up(conn, a), look_up(conn, b)
    if first.id == second.id:
        raise typer.BadParameter(f"{a} and {b} are the same article, {first.id}.")
    found = engine.opine(first.id, second.id, same=same, by=by, note=note)
    if found is None:
        raise LookupError(f"{a} or {b} went away meanwhile")
    if json:
        output.as_json(found)
    else:
        _tell(found)


def _tell(found: dict[str, Any]) -> None:
    a, b, word = found["a"], found["b"], found["opinion"]
    if word is None:
        output.say(f"Nothing is said of articles {a['id']} and {b['id']} any more.")
    else:
        kept = "the same report" if word["label"] == "same" else "not the same report"
        output.say(f"Kept: articles {a['id']} and {b['id']} are {kept}.")
    for change in found["changes"]:
        output.say(change["said"])
    if not found["changes"]:
        output.say("No cluster changed.")
    where = f"cluster {a['cluster']}" if found["together"] else f"clusters {a['cluster']} and {b['cluster']}"
    output.say(f"They stand in {where}.")
    for one in found["overruled"]:
        label = "the same report" if one["label"] == "same" else "not the same"
        who = f"{one['by'] or 'unnamed'}, {one['at']}"
        output.note(
            f"That {one['a']} and {one['b']} are {label} ({who}) counts for nothing: newer words contradict it.",
            style="yellow",
        )
