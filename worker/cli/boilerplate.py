"""`saring boilerplate`: the lines that were found by counting, and deciding about them."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.faults import PARTLY
from worker.cli.options import Json
from worker.model.learned import TAKEN, Decision

if TYPE_CHECKING:
    from worker.model.learned import Line


class Action(StrEnum):
    """What to do."""

    LIST = "list"
    ACCEPT = "accept"
    REFUSE = "refuse"
    LEARN = "learn"


def boilerplate(
    ctx: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="list|accept|refuse|learn", help="What to do.")],
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help="Lines to accept or refuse.")] = None,
    state: Annotated[Decision | None, typer.Option("--state", help="List only those in this state.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="List only those of this outlet or network.")] = None,
    by: Annotated[str, typer.Option("--by", help="Who decides; your login name otherwise.")] = "",
    json: Json = False,
) -> None:
    """List, accept or refuse lines that stand in many unrelated articles of a site, or look for them now."""
    here = desk(ctx)
    deciding = action in (Action.ACCEPT, Action.REFUSE)
    if deciding and not ids:
        raise typer.BadParameter(f"Name the lines to {action}; `saring boilerplate list` shows their numbers.")
    if not deciding and ids:
        raise typer.BadParameter(f"`{action}` takes no numbers.")
    if action is Action.LIST:
        _list(here, state, site, json=json)
    elif action is Action.LEARN:
        _learn(here, json=json)
    else:
        _decide(here, action, list(dict.fromkeys(ids or [])), by, json=json)


def _list(here: Desk, state: Decision | None, site: str | None, *, json: bool) -> None:
    from worker.store import articles, learned  # noqa: PLC0415 - with the store, which only commands load

    with here.engine.db.read() as conn:
        found = learned.lines(conn, states=[state] if state else tuple(Decision), site=site)
        shown = {number for line in found for number in line.examples}
        titles = {side.id: side.title for side in articles.sides(conn, shown)}
    if json:
        output.as_json([_view(line, titles) for line in found])
        return
    if not found:
        output.say("No line is like that. `saring boilerplate learn` looks for some; a day's news is little to go by.")
        return
    for line in found:
        who = f", by {line.decided_by}" if line.decided_by else ""
        output.say(
            f"{line.id}  {line.state.value}{who}  {line.kind.value}  {line.site}: {line.articles} articles of "
            f"{line.clusters} unrelated clusters"
        )
        for part in line.text.split("\n"):
            output.say(f"    {part}")
        for number in line.examples[:3]:
            output.say(f"      in {number}: {titles.get(number, '(gone)')}")
    waiting = sum(line.state is Decision.PROPOSED for line in found)
    if waiting:
        output.say(f"{_many(waiting, 'waits', 'wait')} for you: saring boilerplate accept ID…, or refuse ID….")


def _view(line: "Line", titles: dict[int, str]) -> dict[str, Any]:
    return {
        "id": line.id,
        "site": line.site,
        "text": line.text,
        "kind": line.kind.value,
        "state": line.state.value,
        "articles": line.articles,
        "clusters": line.clusters,
        "examples": [{"article": number, "title": titles.get(number)} for number in line.examples],
        "decided_by": line.decided_by,
        "created_at": line.created_at,
        "updated_at": line.updated_at,
    }


def _decide(here: Desk, action: Action, ids: list[int], by: str, *, json: bool) -> None:
    from worker.store import learned  # noqa: PLC0415 - with the store, which only commands load

    state = Decision.ACCEPTED if action is Action.ACCEPT else Decision.REFUSED
    with here.engine.db.write() as conn:
        done = learned.decide(conn, ids, state, by=by or _login(), now=here.engine.clock())
    missing = [number for number in ids if number not in done]
    if json:
        output.as_json({"state": state.value, "decided": done, "missing": missing})
    elif done:
        effect = "taken out" if state in TAKEN else "left in, and never proposed again"
        numbers = ", ".join(map(str, done))
        output.say(
            f"{state.value.capitalize()}: {numbers}. From now on {'it is' if len(done) == 1 else 'they are'} {effect}; "
            "running workers know within a minute, and `saring reclean` does so in what is stored."
        )
    for number in missing:
        output.note(f"{number}: there is no such line.", style="red")
    if missing:
        raise typer.Exit(PARTLY)


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _login() -> str:
    import getpass  # noqa: PLC0415 - only deciding asks for a name

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return ""


def _learn(here: Desk, *, json: bool) -> None:
    learnt = here.engine.learn()
    if json:
        output.as_json({"articles": learnt.articles, "applied": learnt.applied, "proposed": learnt.proposed})
        return
    applied = _many(len(learnt.applied), "line is", "lines are")
    proposed = _many(len(learnt.proposed), "waits", "wait")
    output.say(
        f"Looked through {learnt.articles} articles: {applied} taken out from now on, {proposed} for you "
        "(saring boilerplate list --state proposed)."
    )
