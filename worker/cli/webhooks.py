"""`saring webhooks`: who is told of events, and what became of each message."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.faults import Fault
from worker.cli.options import Json, Limit

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = ("id", "url", "types", "waiting", "done", "parked", "secret", "state")
MESSAGES = ("event", "type", "state", "tries", "updated", "reason")


class Action(StrEnum):
    """What to do."""

    ADD = "add"
    LIST = "list"
    REMOVE = "remove"
    DELIVERIES = "deliveries"
    RETRY = "retry"
    TEST = "test"
    ROTATE = "rotate"


class MessageState(StrEnum):
    """Where a message stands; `worker.store.deliveries.DeliveryState`, which would load the store for `--help`."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


def webhooks(
    ctx: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="|".join(Action), help="What to do.")],
    which: Annotated[str, typer.Argument(metavar="URL|ID", help="For add a URL, else a webhook's number.")] = "",
    kinds: Annotated[
        list[str] | None, typer.Option("--type", help="add: only events of this type; repeat it for several.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", min=0, help="add: begin after this event; 0 with the oldest kept.")
    ] = None,
    state: Annotated[MessageState | None, typer.Option("--state", help="deliveries: only those in this state.")] = None,
    event: Annotated[
        int | None, typer.Option("--event", min=1, help="retry: only this event, even when it arrived.")
    ] = None,
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """Add, list, try and remove webhooks, look at their messages, send parked ones again, change a secret."""
    here = desk(ctx)
    if action is Action.LIST:
        if which:
            raise typer.BadParameter("`list` takes neither a URL nor a number.")
        _list(here, json=json)
    elif action is Action.ADD:
        if not which:
            raise typer.BadParameter("Say where to post to: saring webhooks add URL.")
        _add(here, which, kinds or [], after, json=json)
    else:
        number = _number(action, which)
        if action is Action.REMOVE:
            _remove(here, number, json=json)
        elif action is Action.TEST:
            _test(here, number, json=json)
        elif action is Action.ROTATE:
            _rotate(here, number, json=json)
        elif action is Action.RETRY:
            _retry(here, number, event, json=json)
        else:
            _deliveries(here, number, state, limit, json=json)


def _number(action: Action, which: str) -> int:
    if not which.isascii() or not which.isdigit() or len(which) > len("2147483647"):
        raise typer.BadParameter(f"Say which one by its number: saring webhooks {action} ID.")
    return int(which)


def _add(here: Desk, url: str, kinds: "Sequence[str]", after: int | None, *, json: bool) -> None:
    from worker.webhooks.subscriptions import WebhookRefused  # noqa: PLC0415 - with the store, which only commands load

    try:
        made = here.engine.subscriptions.add(url, types=kinds, after=after)
    except WebhookRefused as error:
        raise Fault(str(error)) from error
    if json:
        output.as_json(_view(here, made.id) | {"secret": made.secret})
        return
    output.say(f"Webhook {made.id} is told of {', '.join(made.types) or 'everything'}. Its secret, shown this once:")
    output.say(made.secret)
    output.note("docs/events.md says how its receiver verifies what it gets.")


def _list(here: Desk, *, json: bool) -> None:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load

    now = here.engine.clock()
    found = [views.webhook(one, now) for one in here.engine.subscriptions.every()]
    if json:
        output.as_json(found)
    elif found:
        output.say(output.table(COLUMNS, map(_row, found), numbers="id|waiting|done|parked", wraps="url|types|state"))
    else:
        output.say("There is no webhook. `saring webhooks add URL` makes one.")


def _row(view: dict[str, Any]) -> list[object]:
    state = "off" if not view["active"] else f"next try {view['next_try']}" if view["next_try"] else "on"
    said = f"{state}: {view['reason']}" if view["reason"] else state
    types = ", ".join(view["types"]) or "all"
    counts = (view["waiting"], view["done"], view["parked"])
    return [view["id"], view["url"], types, *counts, view["secret_hint"], said]


def _remove(here: Desk, number: int, *, json: bool) -> None:
    if not here.engine.subscriptions.remove(number):
        raise _unknown(number)
    if json:
        output.as_json({"removed": number})
    else:
        output.say(f"Webhook {number} is removed; what waited for it is dropped.")


def _retry(here: Desk, number: int, event: int | None, *, json: bool) -> None:
    again = here.engine.subscriptions.retry(number, event=event)
    if again is None:
        raise _unknown(number)
    here.engine.bell.ring()
    if json:
        output.as_json({"again": again})
    else:
        output.say(f"Webhook {number} is on; {output.many(again, 'message')} will be sent again.")


def _test(here: Desk, number: int, *, json: bool) -> None:
    done = here.engine.deliverer.try_out(number)
    if done is None:
        raise _unknown(number)
    arrived, reply = done
    if json:
        output.as_json({"arrived": arrived, "status": reply.status, "reason": reply.reason})
    elif arrived:
        output.say(f"Webhook {number} took the test message. {reply.reason}")
    if not arrived:
        raise Fault(f"Webhook {number} did not take the test message. {reply.reason}")


def _rotate(here: Desk, number: int, *, json: bool) -> None:
    made = here.engine.subscriptions.rotate(number)
    if made is None:
        raise _unknown(number)
    if json:
        output.as_json(_view(here, number) | {"secret": made.secret})
        return
    output.say(f"Webhook {number} has a new secret, shown this once; the old one signs as well for 24 hours:")
    output.say(made.secret)


def _deliveries(here: Desk, number: int, state: MessageState | None, limit: int, *, json: bool) -> None:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import deliveries  # noqa: PLC0415 - as above

    _view(here, number)
    wanted = deliveries.DeliveryState(state.value) if state else None
    with here.engine.db.read() as conn:
        found = [views.delivery(row) for row in deliveries.page(conn, number, state=wanted, limit=limit)]
    if json:
        output.as_json(found)
    elif found:
        names = ("event", "type", "state", "attempts", "updated", "reason")
        rows = [[row[name] for name in names] for row in found]
        output.say(output.table(MESSAGES, rows, numbers="event|tries", wraps="reason"))
    else:
        output.say("There is no such message.")


def _view(here: Desk, number: int) -> dict[str, Any]:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load

    found = here.engine.subscriptions.get(number)
    if found is None:
        raise _unknown(number)
    return views.webhook(found, here.engine.clock())


def _unknown(number: int) -> Fault:
    return Fault(f"There is no webhook {number}; `saring webhooks list` shows what there is.")
