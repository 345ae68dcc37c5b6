"""Every way inside, named by a feed or a sitemap, or by where their addresses lead: none is connected to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from xml.sax.saxutils import escape

import pytest
from support.clock import NOON
from support.lines import PUBLIC, AnyName, Line, redirect, says
from support.parts import Letterbox
from support.tricks import NAMES, every

from worker.fetch.budget import HostBudget
from worker.fetch.client import Fetcher
from worker.fetch.guard import AddressGuard
from worker.fetch.visitor import Visitor
from worker.intake import Intake
from worker.model.verdict import FetchOutcome
from worker.polling import FeedFailed, Poller
from worker.store.database import Database

if TYPE_CHECKING:
    from pathlib import Path

START = "http://contoh.example/rss"
TRICKS = [(url, why) for url, why in dict.fromkeys(every()) if url.strip()]
STOPPED = {FetchOutcome.BAD_URL, FetchOutcome.FORBIDDEN_ADDRESS}


class Free(HostBudget):
    """A budget that nobody has to wait for."""

    def __init__(self) -> None:
        """It is kept nowhere."""

    def _run(self, host: str, *arguments: str | float) -> float:  # noqa: ARG002 - the base's names
        return 0.0


def fetcher(line: Line) -> Fetcher:
    """Fetches over no network."""
    return Fetcher(guard=AddressGuard(resolver=AnyName(NAMES)), obey_robots=False, connector=line)


def poller(line: Line, store: str = "sqlite://") -> Poller:
    """Reads feeds over no network."""
    db = Database(store)
    visitor = Visitor(fetcher(line), Free(), rate=1, burst=1)
    intake = Intake(db, Letterbox(), lambda: NOON)
    return Poller(db, visitor, intake, most_items=10_000, most_bytes=10_000_000, clock=lambda: NOON)


@pytest.mark.parametrize(("url", "why"), TRICKS)
def test_where_a_feed_redirects_to(url: str, why: str) -> None:
    """A feed's address that leads inside is not followed there, and the sentence says why."""
    location = url.replace("\r", "").replace("\n", "")
    with Line(redirect(location), says(b"<rss/>")) as line:
        reader = poller(line)
        if _joined(location) == url:
            with pytest.raises(FeedFailed) as failed:
                reader.take(START)
            assert why in str(failed.value)
            assert [(PUBLIC, 80)] == line.reached
        else:  # a relative address stays on that server
            with contextlib.suppress(FeedFailed):
                reader.take(START)
            assert {(PUBLIC, 80)} == set(line.reached)


def test_which_sitemaps_an_index_names() -> None:
    """An index that names a sitemap inside, outright or by a redirect, is read, and the sitemap is not asked for."""
    led = b"<sitemapindex><sitemap><loc>http://contoh.example/s.xml</loc></sitemap></sitemapindex>"
    empty = says(b"<rss/>")
    for url, why in TRICKS:
        outright = f"<sitemapindex><sitemap><loc>{escape(_printable(url))}</loc></sitemap></sitemapindex>".encode()
        location = redirect(url.replace("\r", "").replace("\n", ""))
        for answers in ((says(outright, "text/xml"), empty), (says(led, "text/xml"), location, empty)):
            with Line(*answers) as line, contextlib.suppress(FeedFailed):
                poller(line).take(START)
            assert {(PUBLIC, 80)} == set(line.reached), (url, why)


def test_which_pages_a_feed_names(tmp_path: Path) -> None:
    """Each page that it names inside is refused when it is handed in, or when it is fetched."""
    items = "".join(f"<item><link>{escape(_printable(url))}</link></item>" for url, _ in TRICKS)
    db = Database(f"sqlite:///{tmp_path / 'saring.db'}")
    db.migrate()
    with Line(says(f"<rss>{items}</rss>".encode("utf-8", "replace"), "text/xml")) as line:
        taken = poller(line, f"sqlite:///{tmp_path / 'saring.db'}").take(START)
    db.close()
    queued = [one.submission.url for one in taken.accepted if one.submission]
    with Line() as line:
        outcomes = {url: fetcher(line).fetch(url).outcome for url in queued if "contoh.example/" not in url}

    assert len(taken.accepted) > 400
    assert len(queued) > 200
    assert len(outcomes) > 200
    assert STOPPED >= set(outcomes.values())
    assert [] == line.reached


def _printable(url: str) -> str:
    """The address as XML can bear it."""
    return "".join(char for char in url if char in "\t\n\r" or char >= " ")


def _joined(location: str) -> str:
    """What a redirect's target means on the page that redirects; a relative one means another path of its server."""
    try:
        return urljoin(START, location)
    except ValueError:
        return location
