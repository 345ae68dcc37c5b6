"""`saring feeds`: feeds and sitemaps that are read every so often, or once."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import handed, output
from worker.cli.desk import Desk, desk
from worker.cli.faults import Fault
from worker.cli.options import Json, Wait
from worker.cli.waiting import wait_for

if TYPE_CHECKING:
    from worker.polling import Taken
    from worker.store.feeds import Feed

COLUMNS = ("id", "url", "every", "read", "named", "new", "next", "state")
MINUTE = 60.0


class Action(StrEnum):
    """What to do."""

    ADD = "add"
    LIST = "list"
    READ = "read"
    REMOVE = "remove"


def feeds(
    ctx: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="add|list|read|remove", help="What to do.")],
    which: Annotated[str, typer.Argument(metavar="URL|ID", help="For add and read a URL, else a number.")] = "",
    every: Annotated[
        float | None, typer.Option("--every", min=1, max=1440, help="add: minutes between two readings.")
    ] = None,
    wait: Wait = False,
    json: Json = False,
) -> None:
    """Take articles in from RSS and Atom feeds and from sitemaps.

    add reads a feed now and from then on every so often, while `saring up` runs; read takes in once what a feed names
    now. What is known already is not fetched again.
    """
    here = desk(ctx)
    if action is Action.LIST:
        if which:
            raise typer.BadParameter("`list` takes neither a URL nor a number.")
        _list(here, json=json)
    elif action is Action.REMOVE:
        _remove(here, which, json=json)
    elif not which:
        raise typer.BadParameter(f"Say which feed: saring feeds {action} URL.")
    elif action is Action.ADD:
        _add(here, which, every, wait=wait, json=json)
    else:
        _read(here, which, wait=wait, json=json)


def _add(here: Desk, url: str, every: float | None, *, wait: bool, json: bool) -> None:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.polling import FeedFailed  # noqa: PLC0415 - as above

    seconds = here.settings.feed_seconds if every is None else every * MINUTE
    try:
        feed, taken = handed.patiently(here, lambda: here.engine.poller.add(url, seconds=seconds))
    except FeedFailed as error:
        raise Fault(f"{_end(error)} Nothing was added.") from error
    if not json:
        output.say(f"Feed {feed.id} is read every {_minutes(feed)} from now on, while `saring up` runs.")
    _tell(here, taken, views.feed(feed), wait=wait, json=json)


def _read(here: Desk, url: str, *, wait: bool, json: bool) -> None:
    from worker.polling import FeedFailed  # noqa: PLC0415 - with the store, which only commands load

    try:
        taken = handed.patiently(here, lambda: here.engine.poller.take(url))
    except FeedFailed as error:
        raise Fault(_end(error)) from error
    _tell(here, taken, {}, wait=wait, json=json)


def _tell(here: Desk, taken: "Taken", view: dict[str, Any], *, wait: bool, json: bool) -> None:
    ids = list(dict.fromkeys(one.submission.id for one in taken.accepted if one.submission))
    for one in taken.accepted:
        if one.error:
            output.note(handed.refusal(one), style="yellow")
    if wait:
        wait_for(here, ids)
    rows = handed.rows(here, ids) if wait else {}
    words = [row["verdict"] or row["state"] for row in rows.values()]
    refused = sum(bool(one.error) for one in taken.accepted)
    if json:
        counts = {"named": taken.named, "new": taken.fresh, "refused": refused, "removed": taken.removed}
        verdicts = {word: words.count(word) for word in sorted(set(words))}
        output.as_json(view | counts | {"submissions": ids, "verdicts": verdicts})
    else:
        parts = {
            "queued": taken.fresh,
            "known already": len(taken.accepted) - taken.fresh - refused,
            "refused": refused,
            "left out, deleted here": taken.removed,
        }
        said = ", ".join(f"{count} {word}" for word, count in parts.items() if count or word == "queued")
        result = f" Now: {handed.counted(words)}." if words else ""
        output.say(f"{output.many(taken.named, 'page')} named: {said}.{result}")
    if not wait:
        handed.tell_unsent(here, ids)


def _list(here: Desk, *, json: bool) -> None:
    from worker import views  # noqa: PLC0415 - with the store, which only commands load
    from worker.store import feeds as stored  # noqa: PLC0415 - as above

    with here.engine.db.read() as conn:
        found = stored.every(conn)
    told = [views.feed(one) for one in found]
    if json:
        output.as_json(told)
    elif found:
        rows = [_row(one, view) for one, view in zip(found, told, strict=True)]
        output.say(output.table(COLUMNS, rows, numbers="id|named|new", wraps="url|state"))
    else:
        output.say("There is no feed. `saring feeds add URL` adds one.")


def _row(one: "Feed", view: dict[str, Any]) -> list[object]:
    state = f"failed {one.failures} times: {one.reason}" if one.failures else one.reason or "well"
    return [one.id, one.url, _minutes(one), view["read"], one.named, one.fresh, view["next"], state]


def _remove(here: Desk, which: str, *, json: bool) -> None:
    from worker.store import feeds as stored  # noqa: PLC0415 - with the store, which only commands load

    if not which.isascii() or not which.isdigit() or len(which) > len("2147483647"):
        raise typer.BadParameter("Say which one by its number: saring feeds remove ID.")
    with here.engine.db.write() as conn:
        gone = stored.remove(conn, int(which))
    if not gone:
        raise Fault(f"There is no feed {which}; `saring feeds list` shows what there is.")
    if json:
        output.as_json({"removed": int(which)})
    else:
        output.say(f"Feed {which} is no longer read; what came of it stays.")


def _minutes(feed: "Feed") -> str:
    return f"{feed.seconds / MINUTE:g} min"


def _end(error: Exception) -> str:
    return f"The feed can't be read: {error}"
