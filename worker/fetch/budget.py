"""How often one host may be asked, over all workers."""

from __future__ import annotations

import logging
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from redis.exceptions import RedisError

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

KEY: Final = "saring:host:"

TICKET_SECONDS: Final = 90.0
"""How long a reserved slot stays good once it is due: the sweeper, which brings back long waits, comes by every 60 s.
Longer would let everything that slept through a
stopped worker fall upon the host at once."""

LONGEST_CRAWL_DELAY: Final = 60.0
"""Seconds; a larger Crawl-delay is taken as this, or one site would fill the queue for days."""


class HostBudget:
    """One token bucket a host, kept in Redis or Valkey and shared by all workers.

    The balance may go negative: every caller reserves the next slot and learns how long to wait for it,
    so that callers queue up and do not all come back at the same moment.

    Args:
        client: a redis-py client.
        prefix: what its keys begin with.
    """

    def __init__(self, client: Redis, prefix: str = KEY) -> None:
        self._script = client.register_script(files("worker.fetch").joinpath("budget.lua").read_text("utf-8"))
        self._prefix = prefix

    def reserve(self, host: str, rate: float, burst: int, ticket: str = "") -> float:
        """Reserve a slot for one fetch.

        Args:
            host: the host, with its port where that is not the scheme's own.
            rate: fetches a second.
            burst: fetches that may come at once before the rate counts.
            ticket: names who reserves. One that comes back is told what its own slot still lacks, and
                reserves no second one; without a ticket a caller must wait and fetch, not ask again.

        Returns:
            Seconds to wait before the fetch. 0.0 also when Redis does not answer: a fetch too many is
            better than none at all.
        """
        return self._run(host, "reserve", 1 / rate, burst, ticket, TICKET_SECONDS)

    def penalise(self, host: str, seconds: float) -> None:
        """Hold a host back for everyone, as it asked for with Retry-After.

        Args:
            host: the host, as in `reserve`.
            seconds: how long.
        """
        self._run(host, "hold", seconds, 0, "", 0)

    def _run(self, host: str, *arguments: str | float) -> float:
        keys = [f"{self._prefix}{{{host}}}", f"{self._prefix}{{{host}}}:tickets"]
        try:
            return float(self._script(keys=keys, args=arguments))
        except RedisError as error:
            log.warning("the budget of %s cannot be kept, going on without it: %s", host, error)
            return 0.0


def politeness(rate: float, burst: int, crawl_delay: float | None) -> tuple[float, int]:
    """Bring a host's wish and the operator's setting together.

    Args:
        rate: fetches a second that the operator set.
        burst: fetches at once that the operator set.
        crawl_delay: seconds between two fetches that robots.txt asks for, None when it does not ask.

    Returns:
        Rate and burst to reserve with: the slower of the two, and no burst when the host asked.
    """
    if not crawl_delay or crawl_delay <= 0:
        return rate, burst
    return min(rate, 1 / min(crawl_delay, LONGEST_CRAWL_DELAY)), 1
