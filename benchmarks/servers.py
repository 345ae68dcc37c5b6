"""A Valkey of a benchmark's own, and an engine on it."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import redis

from config.settings import load
from worker.local.valkey import EmbeddedValkey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.settings import Settings


@contextmanager
def own_valkey(*, keep: bool = True) -> Iterator[tuple[Settings, redis.Redis]]:
    """A server in a folder that goes with it, started as `saring up` starts its own.

    Args:
        keep: whether it writes its append-only file, as `saring up` lets it.

    Yields:
        Settings for that folder, and a client.
    """
    folder = Path(tempfile.mkdtemp(prefix="saring-bench-"))
    settings = load(data_dir=folder, broker_url="", index_url="", store_url="")
    server = EmbeddedValkey(settings, keep=keep)
    server.start()
    try:
        # as long as a busy machine may keep a server from answering
        with redis.Redis.from_url(settings.index, socket_timeout=120) as client:
            yield settings, client
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def used(client: redis.Redis) -> float:
    """CPU seconds that a server has taken so far."""
    told = client.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])
