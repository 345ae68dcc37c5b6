"""A disk that fills up when a test says so."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import TracebackType

BALLAST = "ballast"


class Disk(Protocol):
    """Something that can be full."""

    name: str

    def fill(self) -> None:
        """From now on nothing more can be written."""

    def free(self) -> None:
        """Make room again."""


class SmallDisk:
    """A tmpfs of its own, which takes root; a context manager.

    Args:
        folder: where it is mounted.
        mib: how much it holds.

    Raises:
        PermissionError: this user may not mount.
    """

    name = "tmpfs"

    def __init__(self, folder: Path, mib: int) -> None:
        self._folder = folder
        self._mib = mib

    def __enter__(self) -> Self:
        """Mount it."""
        self._folder.mkdir(exist_ok=True)
        options = f"size={self._mib}m,mode=0700"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "saring-test", str(self._folder)],  # noqa: S607 - root's own
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise PermissionError(done.stderr.decode().strip())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away, once nobody is on it any more."""
        subprocess.run(["umount", "--lazy", str(self._folder)], check=False)  # noqa: S607 - as above

    def fill(self) -> None:
        """Write until nothing more can be written."""
        with (self._folder / BALLAST).open("wb", buffering=0) as out:
            for size in (1 << 20, 1 << 12):
                with contextlib.suppress(OSError):
                    while True:
                        out.write(bytes(size))

    def free(self) -> None:
        """Make room again."""
        (self._folder / BALLAST).unlink(missing_ok=True)


class NoLongerFiles:
    """Where no disk can be mounted: processes that may not make any file longer.

    Args:
        pids: tells the processes; those of Python, since others may be killed by SIGXFSZ.
    """

    name = "RLIMIT_FSIZE"

    def __init__(self, pids: Callable[[], Iterable[int]]) -> None:
        self._pids = pids

    def fill(self) -> None:
        """Let nothing be written any more."""
        self._limit(1)

    def free(self) -> None:
        """Let it be written again."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        for pid in self._pids():
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as told:  # noqa: PTH123 - no Path for /proc
            return [int(number) for number in told.read().split()]
    except FileNotFoundError:
        return []


def strike(pid: int, number: signal.Signals = signal.SIGKILL) -> bool:
    """Send a signal; whether there was somebody to take it."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
