"""Child processes: their log, their end, and what they leave behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from worker.local.process import Child

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOON = 30.0
"""Seconds; each of these takes a tenth of one on a free machine."""


def until(met: Callable[[], bool]) -> bool:
    """Wait for something that comes soon."""
    deadline = time.monotonic() + SOON
    while not met():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def python(tmp_path: Path, code: str, **environment: str) -> Child:
    """A child that runs this code."""
    return Child("child", [sys.executable, "-c", code], tmp_path / "logs" / "child.log", environment)


def gone(pid: int) -> bool:
    """Whether nobody has this number, or only the remains of one who ended."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - no path of ours
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_child_writes_into_its_log(tmp_path: Path) -> None:
    """Both of its outputs end up in one file, whose end can be shown; its environment is ours and its own."""
    child = python(tmp_path, "import os,sys; print(os.environ['MINE']); print('b', file=sys.stderr)", MINE="a")
    before = child.tail()
    child.start()

    assert until(lambda: not child.alive())
    assert "" == before
    assert {"a", "b"} == set(child.tail().splitlines())
    assert "b" in child.tail(2)
    child.stop(1)


def test_a_child_can_be_started_again(tmp_path: Path) -> None:
    """A second start appends to the log and is counted."""
    child = python(tmp_path, "print('x')")
    for _ in range(2):
        child.start()
        assert until(lambda: not child.alive())
        child.stop(1)

    assert 2 == child.starts
    assert ["x", "x"] == child.tail().splitlines()


def test_stop_lets_a_child_end_by_itself(tmp_path: Path) -> None:
    """TERM first: a worker may finish what it runs."""
    code = (
        "import signal,sys,time\n"
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', flush=True), sys.exit()))\n"
        "print('up', flush=True)\ntime.sleep(60)"
    )
    child = python(tmp_path, code)
    child.start()
    assert until(lambda: "up" in child.tail())
    child.stop(SOON)

    assert "bye" in child.tail()
    assert not child.alive()
    assert child.pid is None


def test_stop_kills_a_child_that_does_not_listen_with_its_own_children(tmp_path: Path) -> None:
    """Nobody is left behind, whatever TERM was answered with."""
    code = (
        "import signal,subprocess,sys,time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(p.pid, flush=True)\ntime.sleep(60)"
    )
    child = python(tmp_path, code)
    child.start()
    assert until(lambda: child.tail().strip().isdigit())
    grandchild = int(child.tail())
    child.stop(0.1)

    assert not child.alive()
    assert until(lambda: gone(grandchild))


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The kernel tells it, since a parent that got SIGKILL can't."""
    code = (
        "import sys,time\nfrom pathlib import Path\nfrom worker.local.process import Child\n"
        f"log = Path({str(tmp_path / 'inner.log')!r})\n"
        "c = Child('inner', [sys.executable, '-c', 'import time; time.sleep(60)'], log, {})\n"
        "c.start()\nprint(c.pid, flush=True)\ntime.sleep(60)"
    )
    parent = python(tmp_path, code)
    parent.start()
    assert until(lambda: parent.tail().strip().isdigit())
    inner = int(parent.tail())
    assert parent.pid is not None
    os.kill(parent.pid, signal.SIGKILL)

    assert until(lambda: gone(inner))
    parent.kill()


def test_a_child_that_never_started_can_be_stopped(tmp_path: Path) -> None:
    """Stopping half a stack must not fail on the half that never ran."""
    child = python(tmp_path, "")
    child.stop(1)
    child.kill()

    assert not child.alive()
