"""`saring keys`: who may use the web service from elsewhere."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.faults import Fault
from worker.cli.options import Json

if TYPE_CHECKING:
    from worker.store.api_keys import ApiKey

LONGEST_NAME = 100
COLUMNS = ("name", "made", "revoked")


class Action(StrEnum):
    """What to do."""

    ADD = "add"
    LIST = "list"
    REVOKE = "revoke"


def keys(
    ctx: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="add|list|revoke", help="What to do.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom the key is for.")] = "",
    json: Json = False,
) -> None:
    """Make, list and revoke the keys that the web service asks for when it binds more than loopback."""
    name = name.strip()
    if (action is Action.LIST) is bool(name):
        wrong = "`list` takes no name." if name else f"Say whose key to {action}: saring keys {action} NAME."
        raise typer.BadParameter(wrong)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise typer.BadParameter(f"A name is one line of at most {LONGEST_NAME} characters.")
    here = desk(ctx)
    if action is Action.LIST:
        _list(here, json=json)
    elif action is Action.ADD:
        _add(here, name, json=json)
    else:
        _revoke(here, name, json=json)


def _list(here: Desk, *, json: bool) -> None:
    from worker.store import api_keys  # noqa: PLC0415 - with the store, which only commands load

    with here.engine.db.read() as conn:
        found = api_keys.listed(conn)
    if json:
        output.as_json([_view(one) for one in found])
    elif found:
        output.say(output.table(COLUMNS, [[view[column] for column in COLUMNS] for view in map(_view, found)]))
    else:
        output.say("There is no key. On loopback none is needed; otherwise: saring keys add NAME.")


def _add(here: Desk, name: str, *, json: bool) -> None:
    from worker.store import api_keys  # noqa: PLC0415 - as above
    from worker.web.keys import digest, made  # noqa: PLC0415 - as above

    key = made()
    with here.engine.db.write() as conn:
        kept = api_keys.add(conn, name, digest(key), now=here.engine.clock())
    if kept is None:
        raise Fault(f"A key named {name} was made before; take another name, as in “{name} 2”.")
    if json:
        output.as_json(_view(kept) | {"key": key})
        return
    output.say(key)
    output.note("This is the only time that it is shown. Send it as “Authorization: Bearer …”, or sign in with it.")


def _revoke(here: Desk, name: str, *, json: bool) -> None:
    from worker.store import api_keys  # noqa: PLC0415 - as above

    with here.engine.db.write() as conn:
        done = api_keys.revoke(conn, name, now=here.engine.clock())
        found = next((one for one in api_keys.listed(conn) if one.name == name), None)
    if found is None:
        raise Fault(f"There is no key named {name}; `saring keys list` shows them.")
    if json:
        output.as_json(_view(found))
    else:
        output.say(f"Revoked: {name}." if done else f"{name} was revoked before.")


def _view(one: "ApiKey") -> dict[str, Any]:
    return {"name": one.name, "made": _time(one.created_at), "revoked": _time(one.revoked_at)}


def _time(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
