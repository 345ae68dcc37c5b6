"""Measuring contenders side by side: turn by turn in one run, so that what else the machine does hits all alike."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to measure.

    Attributes:
        name: what people read.
        work: does the work once and returns how many items it was.
        ours: whether the others are compared with it.
        before: makes ready for each round, outside the measured time.
    """

    name: str
    work: Callable[[], int]
    ours: bool = False
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that is not installed: said, and never skipped in silence.

    Attributes:
        name: what people read.
        reason: what to do about it.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a contender took; medians over the rounds.

    Attributes:
        name: what people read.
        items: items of a round.
        cpu_ms: CPU milliseconds an item, of this process, its children and the servers that work for it.
        per_second: items a second by the clock; on a busy machine a lower bound.
        ours: whether the others are compared with it.
    """

    name: str
    items: int
    cpu_ms: float
    per_second: float
    ours: bool


def cpu(servers: Callable[[], float] = lambda: 0.0) -> float:
    """CPU seconds so far of this process, of its children that have ended, and of servers."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + servers()


def side_by_side(
    contenders: Sequence[Contender], *, rounds: int = ROUNDS, servers: Callable[[], float] = lambda: 0.0
) -> list[Measured]:
    """Measure contenders in turns.

    Args:
        contenders: what to measure; each round begins with another of them.
        rounds: how often each runs.
        servers: CPU seconds so far of what works for them outside this process and its ended children.

    Returns:
        The medians, in the order of the contenders.
    """
    taken: dict[str, list[tuple[float, float, int]]] = {one.name: [] for one in contenders}
    for turn in range(rounds):
        first = turn % len(contenders)
        for one in (*contenders[first:], *contenders[:first]):
            one.before()
            gc.collect()
            began, clock = cpu(servers), time.perf_counter()
            items = one.work()
            taken[one.name].append((cpu(servers) - began, time.perf_counter() - clock, items))
    return [
        Measured(
            one.name,
            taken[one.name][0][2],
            statistics.median(1000 * used / items for used, _, items in taken[one.name]),
            statistics.median(items / clock for _, clock, items in taken[one.name]),
            one.ours,
        )
        for one in contenders
    ]
