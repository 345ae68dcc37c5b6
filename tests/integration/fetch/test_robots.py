"""robots.txt, fetched from real servers and shared through a real Valkey."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from worker.fetch.connection import connect
from worker.fetch.failure import FetchFailed
from worker.fetch.guard import AddressGuard
from worker.fetch.parts import split
from worker.fetch.robots import FAILED_SECONDS, KEPT_SECONDS, STALE_SECONDS, Robots
from worker.fetch.transport import Transport
from worker.model.verdict import FetchOutcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.fetch.client import Fetcher

    FetchFrom = Callable[..., Fetcher]

PAGE = b"<!doctype html><p>Harga cabai turun."
RULES = b"User-agent: *\nDisallow: /rahasia\nAllow: /rahasia/umum\nCrawl-delay: 7\n\nUser-agent: news\nDisallow: /\n"


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_a_forbidden_page(site: Any, fetch_from: FetchFrom) -> None:
    """What robots.txt forbids is not fetched, and the reason names file, host and us."""
    site.says("/robots.txt", RULES, content_type="text/plain")
    page = fetch_from(site, obey_robots=True).fetch(site.says("/rahasia/a", PAGE))
    assert (FetchOutcome.ROBOTS, "The robots.txt of 127.0.0.1 asks Saring not to fetch this page.") == (
        page.outcome,
        page.reason,
    )
    assert ["/robots.txt"] == site.paths()


def test_an_allowed_page_and_one_request_for_the_rules(site: Any, fetch_from: FetchFrom) -> None:
    """The rules are read once for all pages of a site."""
    site.says("/robots.txt", RULES, content_type="text/plain")
    fetcher = fetch_from(site, obey_robots=True)
    assert FetchOutcome.OK == fetcher.fetch(site.says("/a", PAGE)).outcome
    assert FetchOutcome.OK == fetcher.fetch(site.says("/rahasia/umum", PAGE)).outcome
    assert ["/robots.txt", "/a", "/rahasia/umum"] == site.paths()


def test_not_obeyed_when_told_so(site: Any, fetch_from: FetchFrom) -> None:
    """An operator who switches robots.txt off sends no request for it."""
    site.says("/robots.txt", RULES)
    fetcher = fetch_from(site, obey_robots=False)
    assert FetchOutcome.OK == fetcher.fetch(site.says("/rahasia/a", PAGE)).outcome
    assert ["/rahasia/a"] == site.paths()
    assert fetcher.crawl_delay(site.url()) is None


def test_crawl_delay(site: Any, fetch_from: FetchFrom) -> None:
    """The delay that a site asks for is read."""
    site.says("/robots.txt", RULES)
    assert 7.0 == fetch_from(site, obey_robots=True).crawl_delay(site.url("/a"))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "403 Forbidden", "401 Unauthorized"])
def test_no_rules_allow_everything(site: Any, fetch_from: FetchFrom, status: str) -> None:
    """A robots.txt that is not there, or not for us, allows everything (RFC 9309, 2.3.1.3)."""
    site.says("/robots.txt", RULES, status=status)
    assert FetchOutcome.OK == fetch_from(site, obey_robots=True).fetch(site.says("/rahasia/a", PAGE)).outcome


@pytest.mark.parametrize(
    ("status", "outcome"), [("500 Aduh", FetchOutcome.SERVER_ERROR), ("429 Too Many", FetchOutcome.BUSY)]
)
def test_an_unreadable_file_forbids_for_now(
    site: Any, fetch_from: FetchFrom, status: str, outcome: FetchOutcome
) -> None:
    """While a site cannot say, nothing is fetched, and the outcome is one that is tried again."""
    site.says("/robots.txt", status=status)
    page = fetch_from(site, obey_robots=True).fetch(site.says("/a", PAGE))
    assert outcome == page.outcome
    assert page.outcome.transient
    assert page.reason.startswith("Whether 127.0.0.1 allows the fetch is not known, for its robots.txt: The server")
    assert ["/robots.txt"] == site.paths()


def test_a_busy_site_says_when(site: Any, fetch_from: FetchFrom) -> None:
    """What a site asks to wait when it is asked for its rules, counts for its pages."""
    site.says("/robots.txt", status="503 Service Unavailable", retry_after="90")
    page = fetch_from(site, obey_robots=True).fetch(site.says("/a", PAGE))
    assert (FetchOutcome.BUSY, 90.0) == (page.outcome, page.retry_after)


def test_workers_share_failures(site: Any, valkey: redis.Redis) -> None:
    """A second worker does not ask a broken site that a first one has just asked."""
    site.says("/robots.txt", status="503 Service Unavailable", retry_after="90")
    assert not _allows(_robots(site, Clock(), valkey), site.url("/a"))
    with pytest.raises(FetchFailed) as end:
        _robots(site, Clock(), valkey).check(split(site.url("/a")))
    assert (FetchOutcome.BUSY, 90.0) == (end.value.outcome, end.value.retry_after)
    assert ["/robots.txt"] == site.paths()


def test_redirected_rules_are_guarded(site: Any, fetch_from: FetchFrom) -> None:
    """A robots.txt that redirects inside is not followed; it counts as not there."""
    site.redirects("/robots.txt", "http://10.0.0.1/robots.txt")
    assert FetchOutcome.OK == fetch_from(site, obey_robots=True).fetch(site.says("/a", PAGE)).outcome


def test_redirected_rules_are_read(site: Any, other_site: Any, fetch_from: FetchFrom) -> None:
    """Rules may lie elsewhere."""
    site.redirects("/robots.txt", other_site.says("/aturan", RULES))
    page = fetch_from(site, other_site, obey_robots=True).fetch(site.says("/rahasia/a", PAGE))
    assert FetchOutcome.ROBOTS == page.outcome


def test_each_hop_asks_its_own_site(site: Any, other_site: Any, fetch_from: FetchFrom) -> None:
    """A redirect does not lead around the rules of the site it leads to."""
    other_site.says("/robots.txt", RULES)
    url = site.redirects("/a", other_site.says("/rahasia/a", PAGE))
    page = fetch_from(site, other_site, obey_robots=True).fetch(url)
    assert (FetchOutcome.ROBOTS, other_site.url("/rahasia/a")) == (page.outcome, page.url)


def test_huge_rules_are_read_to_the_limit(site: Any, fetch_from: FetchFrom) -> None:
    """Of a huge file the first 500 KiB count."""
    site.says("/robots.txt", RULES + b"# isi\n" * 500_000)
    assert FetchOutcome.ROBOTS == fetch_from(site, obey_robots=True).fetch(site.says("/rahasia/a", PAGE)).outcome


def _robots(site: Any, clock: Clock, shared: redis.Redis | None = None) -> Robots:
    transport = Transport(AddressGuard(allow_hosts=[site.host]), "Saring/0.1 (news)", connector=connect)
    return Robots(transport, "Saring/0.1 (news)", shared, clock)


def _allows(robots: Robots, url: str) -> bool:
    try:
        robots.check(split(url))
    except FetchFailed:
        return False
    return True


def test_rules_are_asked_for_again_after_an_hour(site: Any) -> None:
    """A site that changes its rules is heard after the time that an answer holds."""
    clock = Clock()
    robots = _robots(site, clock)
    site.says("/robots.txt", b"")
    assert _allows(robots, site.url("/rahasia"))
    site.says("/robots.txt", RULES)
    clock.now += KEPT_SECONDS - 1
    assert _allows(robots, site.url("/rahasia"))
    clock.now += 2
    assert not _allows(robots, site.url("/rahasia"))


def test_old_rules_stand_in_while_a_site_is_down(site: Any) -> None:
    """The last good answer holds for a day while the site fails; then nothing is allowed."""
    clock = Clock()
    robots = _robots(site, clock)
    site.says("/robots.txt", RULES)
    assert _allows(robots, site.url("/a"))
    site.says("/robots.txt", status="500 Aduh")
    clock.now += KEPT_SECONDS + 1
    assert _allows(robots, site.url("/a"))
    assert not _allows(robots, site.url("/rahasia"))
    clock.now += STALE_SECONDS
    assert not _allows(robots, site.url("/a"))


def test_a_failure_is_not_asked_after_at_once(site: Any) -> None:
    """A batch against a broken site asks for its rules now and then, not once a page."""
    clock = Clock()
    robots = _robots(site, clock)
    site.says("/robots.txt", status="500 Aduh")
    assert not _allows(robots, site.url("/a"))
    site.says("/robots.txt", b"")
    assert not _allows(robots, site.url("/b"))
    clock.now += FAILED_SECONDS + 1
    assert _allows(robots, site.url("/c"))
    assert ["/robots.txt", "/robots.txt"] == site.paths()


def test_workers_share_what_was_read(site: Any, valkey: redis.Redis) -> None:
    """A second worker takes the rules from Valkey, failures too, and they expire there."""
    site.says("/robots.txt", RULES)
    assert not _allows(_robots(site, Clock(), valkey), site.url("/rahasia"))
    second = _robots(site, Clock(), valkey)
    assert not _allows(second, site.url("/rahasia"))
    assert _allows(second, site.url("/a"))
    assert ["/robots.txt"] == site.paths()
    assert 0 < valkey.ttl(f"saring:robots:http://{site.host}") <= KEPT_SECONDS


@pytest.mark.parametrize(
    "garbage",
    [
        b"bukan json",
        b"[]",
        b'{"text": 1}',
        b"\xff",
        b'"x"',
        b'{"text": "", "outcome": "entah", "reason": "", "retry_after": null}',
    ],
)
def test_garbage_in_the_shared_cache(site: Any, valkey: redis.Redis, garbage: bytes) -> None:
    """What others left in the cache is not believed blindly."""
    site.says("/robots.txt", RULES)
    valkey.set(f"saring:robots:http://{site.host}", garbage)
    robots = _robots(site, Clock(), valkey)
    assert not _allows(robots, site.url("/rahasia"))
    assert _allows(robots, site.url("/a"))


def test_without_the_shared_cache(site: Any) -> None:
    """A Valkey that is away costs the sharing and nothing else."""
    site.says("/robots.txt", RULES)
    away = redis.Redis(unix_socket_path="/nonexistent/valkey.sock", retry=Retry(NoBackoff(), 0))
    assert not _allows(_robots(site, Clock(), away), site.url("/rahasia"))
    away.close()
