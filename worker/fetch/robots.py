"""What sites' robots.txt files allow (RFC 9309)."""

from __future__ import annotations

import json
import logging
import re
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from protego import Protego
from redis.exceptions import RedisError

from worker.fetch.charset import decode
from worker.fetch.failure import FetchFailed
from worker.fetch.limits import FetchLimits
from worker.fetch.parts import BadUrl, Parts, split
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.fetch.transport import Transport

log = logging.getLogger(__name__)

LIMITS: Final = FetchLimits(connect_seconds=5, read_seconds=5, fetch_seconds=15, max_bytes=512_000, max_redirects=5)
"""RFC 9309: at least 500 KiB are read and five redirects followed; a page waits no longer than 15 s for it."""

KEPT_SECONDS: Final = 3600.0
"""How long an answer holds. RFC 9309 allows a day; an hour lets a site that changes its mind be heard soon."""

FAILED_SECONDS: Final = 15.0
"""How long a failure holds, so that a batch does not ask a broken site once a page; at most twice that, when it
was shared, so that a page that is tried again after 30 s asks anew."""

STALE_SECONDS: Final = 86_400.0
"""How long the last good answer stands in while the site cannot be asked (RFC 9309, 2.4)."""

MOST_SITES: Final = 1024
"""Sites remembered by one process; at some 20 KiB a parsed file, 20 MiB."""

KEY: Final = "saring:robots:"

_ALLOWING: Final = frozenset(
    {FetchOutcome.NOT_FOUND, FetchOutcome.GONE, FetchOutcome.REFUSED, FetchOutcome.TOO_MANY_REDIRECTS}
)
"""RFC 9309, 2.3.1.3: a file that is not there (400 to 499, endless redirects) allows everything."""

_SAYS_ENOUGH: Final = frozenset(
    {FetchOutcome.FORBIDDEN_ADDRESS, FetchOutcome.NO_SUCH_HOST, FetchOutcome.UNREACHABLE, FetchOutcome.TLS}
)
"""Failures that are the host's own and would meet the page alike."""


class SharedCache(Protocol):
    """The two commands of a Redis or Valkey client that are used."""

    def get(self, name: str) -> Any:
        """Return the value of a key, None when there is none."""

    def set(self, name: str, value: str, *, ex: int) -> Any:
        """Set a key for so many seconds."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a site said: its file's text, or why it could not be read."""

    text: str = ""
    outcome: FetchOutcome | None = None
    reason: str = ""
    retry_after: float | None = None


@dataclass(slots=True)
class _Kept:
    said: _Said
    until: float
    rules: Protego
    good_until: float


class Robots:
    """Reads robots.txt files and remembers them.

    Args:
        transport: fetches them, through the same guard as the pages.
        user_agent: how the fetcher introduces itself.
        shared: where workers share what was read, None for nowhere.
        clock: seconds, as `time.monotonic` gives them.
    """

    def __init__(
        self,
        transport: Transport,
        user_agent: str,
        shared: SharedCache | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._name = product(user_agent)
        self._shared = shared
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def check(self, parts: Parts, seconds: float = LIMITS.fetch_seconds) -> None:
        """Ask whether a page may be fetched.

        Args:
            parts: the page's URL.
            seconds: longest wait for a robots.txt that is not known yet.

        Raises:
            FetchFailed: the site forbids it, or could not say.
        """
        kept = self._of(parts.origin, seconds)
        if kept.said.outcome:
            raise FetchFailed(kept.said.outcome, kept.said.reason, kept.said.retry_after)
        if not kept.rules.can_fetch(parts.url, self._name):
            raise FetchFailed(
                FetchOutcome.ROBOTS, f"The robots.txt of {parts.host} asks {self._name} not to fetch this page."
            )

    def crawl_delay(self, url: str) -> float | None:
        """Seconds between two fetches that a host asks for, None when it asks for none or cannot be asked.

        Args:
            url: any URL of the host.
        """
        try:
            kept = self._of(split(url).origin, LIMITS.fetch_seconds)
        except BadUrl:
            return None
        return None if kept.said.outcome else kept.rules.crawl_delay(self._name)

    def _of(self, origin: str, seconds: float) -> _Kept:
        now = self._clock()
        kept = self._kept.get(origin)
        if kept and kept.until > now:
            return kept
        said = self._recall(origin)
        if said is None:
            said = self._ask(origin, seconds)
            self._remember(origin, said)
        if said.outcome and kept and kept.good_until > now:
            kept.until = now + FAILED_SECONDS
            return kept
        return self._keep(origin, said, now)

    def _keep(self, origin: str, said: _Said, now: float) -> _Kept:
        if len(self._kept) >= MOST_SITES:
            del self._kept[next(iter(self._kept))]
        kept = _Kept(
            said,
            until=now + (FAILED_SECONDS if said.outcome else KEPT_SECONDS),
            rules=Protego.parse(said.text),
            good_until=0.0 if said.outcome else now + STALE_SECONDS,
        )
        self._kept[origin] = kept
        return kept

    def _ask(self, origin: str, seconds: float) -> _Said:
        url = f"{origin}/robots.txt"
        limits = FetchLimits(
            LIMITS.connect_seconds,
            LIMITS.read_seconds,
            min(LIMITS.fetch_seconds, seconds),
            LIMITS.max_bytes,
            LIMITS.max_redirects,
        )
        try:
            answer = self._transport.get(url, limits, cut=True)
        except FetchFailed as end:
            led_away = end.url != url and not end.outcome.transient
            if end.outcome in _ALLOWING or led_away:
                return _Said()
            if end.outcome in _SAYS_ENOUGH:
                return _Said("", end.outcome, end.reason, end.retry_after)
            host = split(origin).host
            reason = f"Whether {host} allows the fetch is not known, for its robots.txt: {end.reason}"
            return _Said("", end.outcome, reason, end.retry_after)
        return _Said(decode(answer.body, answer.charset)[0])

    def _recall(self, origin: str) -> _Said | None:
        if self._shared is None:
            return None
        try:
            value = self._shared.get(KEY + origin)
            return _read(json.loads(value)) if value else None
        except (RedisError, ValueError, KeyError, TypeError) as error:
            log.warning("robots.txt of %s is not shared between workers for now: %s", origin, error)
            return None

    def _remember(self, origin: str, said: _Said) -> None:
        if self._shared is None:
            return
        value = json.dumps(asdict(said))
        try:
            self._shared.set(KEY + origin, value, ex=int(FAILED_SECONDS if said.outcome else KEPT_SECONDS))
        except RedisError as error:
            log.warning("robots.txt of %s is not shared between workers for now: %s", origin, error)


def _read(value: dict[str, Any]) -> _Said:
    outcome, wait = value["outcome"], value["retry_after"]
    return _Said(
        str(value["text"]),
        None if outcome is None else FetchOutcome(outcome),
        str(value["reason"]),
        None if wait is None else float(wait),
    )


_COMPATIBLE = re.compile(r"\(compatible;\s*([A-Za-z_-]+)")
_PRODUCT = re.compile(r"[A-Za-z_-]+")


def product(user_agent: str) -> str:
    """The name that robots.txt files call a fetcher by.

    Args:
        user_agent: the whole User-Agent header ("Saring/0.1 (…)", "Mozilla/5.0 (compatible; Saring/0.1)").

    Returns:
        The product token (RFC 9309, 2.2.1), "Saring" in both; the rest would match groups by chance.
    """
    match = _COMPATIBLE.search(user_agent)
    if match:
        return match[1]
    match = _PRODUCT.search(user_agent)
    return match[0] if match else "*"
