"""The embedded Valkey: one folder, one server, and data that outlives both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import redis

from config.settings import load
from worker.local.valkey import EmbeddedValkey, ValkeyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.settings import Settings

SOON = 30.0
HOLD = (
    "import sys,time\nfrom config.settings import load\nfrom worker.local.valkey import EmbeddedValkey\n"
    "v = EmbeddedValkey(load(data_dir=sys.argv[1]))\nv.start()\nprint(v.pid, flush=True)\ntime.sleep(60)"
)


@pytest.fixture
def own(folder: Path) -> Settings:
    """Settings with a folder of their own and an embedded broker."""
    return load(data_dir=folder)


@pytest.fixture
def valkey(own: Settings) -> Iterator[EmbeddedValkey]:
    """A running server."""
    server = EmbeddedValkey(own)
    server.start()
    yield server
    server.stop()


def client(settings: Settings) -> redis.Redis:
    """A client of the server."""
    return redis.Redis.from_url(settings.index)


def test_it_answers_on_its_socket_alone_and_evicts_nothing(own: Settings, valkey: EmbeddedValkey) -> None:
    """No port is open, only the owner may connect, and a full memory is an error rather than a loss."""
    with client(own) as conn:
        config = conn.config_get("*")

    assert valkey.alive()
    assert ("0", "yes", "everysec", "noeviction") == tuple(
        config[name] for name in ("port", "appendonly", "appendfsync", "maxmemory-policy")
    )
    assert 0o600 == own.valkey_socket.stat().st_mode & 0o777


def test_a_second_one_on_the_same_folder_is_refused(own: Settings, valkey: EmbeddedValkey) -> None:
    """Two servers on one folder would write over each other; the first goes on."""
    with pytest.raises(ValkeyError, match=r"Another Saring runs on .*SARING_DATA_DIR"):
        EmbeddedValkey(own).start()

    assert valkey.alive()
    with client(own) as conn:
        assert conn.ping()


def test_data_survives_a_restart_and_a_kill(own: Settings) -> None:
    """What was written before is there after an orderly end and after SIGKILL."""
    server = EmbeddedValkey(own)
    for turn, end in enumerate((server.stop, lambda: os.kill(server.pid or 0, signal.SIGKILL), server.stop)):
        server.start()
        with client(own) as conn:
            found = conn.get("turn")
            conn.set("turn", turn)
        end()
        server.stop()
        assert (None if turn == 0 else str(turn - 1).encode()) == found

    assert not server.alive()
    assert server.pid is None


def test_it_stops_when_its_parent_is_killed(folder: Path) -> None:
    """A server that nobody holds would keep the folder locked; the next one starts at once."""
    parent = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    with pytest.raises(ValkeyError, match="Another Saring"):
        EmbeddedValkey(load(data_dir=folder)).start()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + SOON
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    server = EmbeddedValkey(load(data_dir=folder))
    server.start()
    server.stop()

    assert not _runs(pid)


def test_a_deep_folder_works(folder: Path) -> None:
    """The socket moves to a short path; the data stays where it was asked for."""
    settings = load(data_dir=folder / "-".join(["deep"] * 30) / "folder")
    server = EmbeddedValkey(settings)
    server.start()
    try:
        with client(settings) as conn:
            assert conn.ping()
        assert settings.data_dir not in settings.valkey_socket.parents
        assert (settings.data_dir / "valkey").is_dir()
        assert 0o700 == settings.valkey_socket.parent.stat().st_mode & 0o777
    finally:
        server.stop()
        settings.valkey_socket.parent.rmdir()


def test_a_server_that_does_not_come_up_says_why(own: Settings) -> None:
    """A damaged append-only file ends in one sentence with the server's own words, and frees the folder."""
    server = EmbeddedValkey(own)
    server.start()
    server.stop()
    for part in (own.data_dir / "valkey" / "appendonlydir").glob("*.manifest"):
        part.write_text("nonsense\n")

    with pytest.raises(ValkeyError, match=r"does not come up: .+"):
        server.start()
    assert not server.alive()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
