"""`saring reindex`: the index anew from the stored signatures."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.options import Json


def reindex(ctx: typer.Context, json: Json = False) -> None:
    """Make the index anew from what is stored; the clusters stay as they are."""
    here = desk(ctx)
    with valkey(here):
        count = here.engine.reindex()
    if json:
        output.as_json({"articles": count})
    else:
        output.say(f"The index holds {output.many(count, 'article')}.")


@contextmanager
def valkey(here: Desk) -> Iterator[None]:
    """The index's Valkey: the one that runs, else the embedded one for as long as this takes."""
    from worker.local.valkey import EmbeddedValkey  # noqa: PLC0415 - with the engine

    try:
        here.engine.redis.ping()
    except redis.ConnectionError:
        if here.settings.index_url or not here.settings.embedded:
            raise
    else:
        yield
        return
    server = EmbeddedValkey(here.settings)
    server.start()
    try:
        yield
    finally:
        server.stop()
