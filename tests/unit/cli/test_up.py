from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from worker.cli.up import Signals

if TYPE_CHECKING:
    from collections.abc import Callable


class Watched:
    """A stack that is sent signals while it is watched.

    Args:
        signals: what comes, one after another.
    """

    def __init__(self, *signals: signal.Signals) -> None:
        self.signals = signals
        self.seen: list[bool] = []

    def watch(self, stopped: Callable[[], bool]) -> None:
        """Note what the watcher would do after each signal."""
        for number in self.signals:
            os.kill(os.getpid(), number)
            self.seen.append(stopped())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM let the worker finish what it has."""
    stack = Watched(number)
    with Signals() as signals:
        signals.watch(stack)
    assert [True] == stack.seen


def test_the_second_signal_interrupts() -> None:
    """Who presses Ctrl-C twice does not want to wait."""
    with Signals() as signals, pytest.raises(KeyboardInterrupt):
        signals.watch(Watched(signal.SIGINT, signal.SIGINT))


def test_a_signal_while_starting_interrupts_and_the_old_handlers_come_back() -> None:
    """A start that hangs can be broken off; afterwards signals do what they did before."""
    before = signal.getsignal(signal.SIGTERM)
    with Signals(), pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGTERM)
    assert before is signal.getsignal(signal.SIGTERM)
