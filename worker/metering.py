"""What workers count while they work, kept in Valkey: a pool's children come and go, and their counters with them."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import redis

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

KEY: Final = "saring:meter"
BOUNDS: Final = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""Upper bounds of a duration's classes, in seconds; signing takes 2 ms and a slow fetch a minute."""
_MICRO: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something took, over all times it was done.

    Attributes:
        classes: how often it took at most each of `BOUNDS` and longer than the bound before; the last is the rest.
        seconds: all of it together.
    """

    classes: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted since Valkey was last emptied.

    Attributes:
        tasks: runs by task and verdict; "retry" and "failure" where there was none.
        fetches: fetches by outcome.
        stages: durations by stage.
    """

    tasks: Mapping[tuple[str, str], int] = field(default_factory=dict)
    fetches: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, Durations] = field(default_factory=dict)


class Meter:
    """Counts in this process, and adds it up in Valkey with one round trip a task.

    Args:
        client: where all processes count.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._counted: Counter[str] = Counter()

    def fetch(self, outcome: str) -> None:
        """A page was fetched, or was not."""
        self._counted[f"fetch {outcome}"] += 1

    def stages(self, seconds: Mapping[str, float]) -> None:
        """Stages took so long."""
        for name, taken in seconds.items():
            self._counted[f"stage {name} {bisect_left(BOUNDS, taken)}"] += 1
            self._counted[f"stage {name} us"] += round(taken * _MICRO)

    def task(self, name: str, verdict: str) -> None:
        """A task ended: everything that was counted for it goes out. A Valkey that is away harms no task."""
        self._counted[f"task {name} {verdict}"] += 1
        try:
            with self._client.pipeline(transaction=False) as pipe:
                for name_of, count in self._counted.items():
                    pipe.hincrby(KEY, name_of, count)
                pipe.execute()
        except redis.RedisError as error:
            log.debug("The counters are kept for the next task: %s", error)
            return
        self._counted.clear()

    def read(self) -> Reading:
        """What was counted.

        Raises:
            redis.RedisError: Valkey does not answer.
        """
        found: Any = self._client.hgetall(KEY)
        tasks: dict[tuple[str, str], int] = {}
        fetches: dict[str, int] = {}
        classes: dict[str, list[int]] = {}
        micro: dict[str, int] = {}
        for raw, count in found.items():
            kind, name, *rest = raw.decode().split(" ")
            if kind == "task":
                tasks[name, rest[0]] = int(count)
            elif kind == "fetch":
                fetches[name] = int(count)
            elif rest[0] == "us":
                micro[name] = int(count)
            else:
                classes.setdefault(name, [0] * (len(BOUNDS) + 1))[int(rest[0])] = int(count)
        stages = {name: Durations(tuple(found), micro.get(name, 0) / _MICRO) for name, found in classes.items()}
        return Reading(tasks, fetches, stages)
