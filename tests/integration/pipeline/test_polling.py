"""Feeds and sitemaps of real servers: what they name comes in once, and whatever they do harms nobody."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from support.parts import Letterbox, pipeline
from support.site import Answer, Site, articles
from support.synthetic import Writer

from config.settings import load
from worker.engine import Engine
from worker.model.verdict import FetchOutcome, Verdict
from worker.polling import SITEMAPS, FeedFailed, Polled
from worker.store import feeds, ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.clock import Clock

    from worker.store.feeds import Feed

HOST = "kabarbukit.example"
FEED = f"http://{HOST}/rss"
PERIOD = 900.0


def rss(*urls: str) -> Answer:
    """A feed that names these pages."""
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    return Answer(f"<rss><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")


def sitemap(root: str, *urls: str) -> Answer:
    """A sitemap, or an index of sitemaps, each entry a day older than the one before."""
    name = "sitemap" if root == "sitemapindex" else "url"
    entries = "".join(
        f"<{name}><loc>{url}</loc><lastmod>2026-11-{22 - day:02}</lastmod></{name}>" for day, url in enumerate(urls)
    )
    return Answer(f"<{root}>{entries}</{root}>".encode(), kind="text/xml")


@pytest.fixture
def site() -> Iterator[Site]:
    """A server without pages."""
    with Site({}) as made:
        yield made


@pytest.fixture
def reading(folder: Path, store_url: str, valkey_url: str, clock: Clock, site: Site) -> Iterator[Engine]:
    """An engine that reaches the server under its name, on either store."""
    settings = load(
        data_dir=folder,
        store_url=store_url,
        index_url=valkey_url,
        connect_to=site.connect_to([HOST]),
        host_rate=1000,
        host_burst=1000,
        feed_items=100,
        unfinished_limit=100,
    )
    made = Engine(settings, clock=clock, queue=Letterbox())
    yield made
    made.close()


def stored(engine: Engine) -> list[Feed]:
    """The feeds as they stand."""
    with engine.db.read() as conn:
        return feeds.every(conn)


def urls(engine: Engine) -> list[str]:
    """What was handed in, first to last."""
    with engine.db.read() as conn:
        return [row.url for row in reversed(ledger.page(conn, limit=1000))]


def test_what_a_feed_names_comes_in_once(reading: Engine, site: Site, clock: Clock) -> None:
    """The first reading takes all, the next what is new, and both are read at their time only."""
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/a", f"http://{HOST}/b?utm_source=rss")
    feed, taken = reading.poller.add(FEED, seconds=PERIOD)
    early = reading.poller.run()
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/c", f"http://www.{HOST}/b", f"http://{HOST}/a")
    clock.advance(PERIOD)
    due, again = reading.poller.run(), reading.poller.run()

    assert (2, 2) == (taken.named, taken.fresh)
    assert (Polled(), Polled(read=1, fresh=1), Polled()) == (early, due, again)
    assert [f"http://{HOST}/{page}" for page in "abc"] == urls(reading)
    [now] = stored(reading)
    assert (feed.id, FEED, 3, 1, "", 0) == (now.id, now.url, now.named, now.fresh, now.reason, now.failures)
    assert 2 == site.asked[f"{HOST}/rss"]


def test_its_articles_go_the_whole_way(reading: Engine, site: Site) -> None:
    """From the feed to the clusters, as by hand."""
    made = Writer(3).corpus(6, outlets=[HOST])
    site.answers |= articles(made)
    site.answers[f"{HOST}/rss"] = rss(*(one.url for one in made))
    taken = reading.poller.take(FEED)
    runs = [pipeline(reading).run(one.submission.id) for one in taken.accepted if one.submission]

    assert len(made) == len(runs)
    assert {run.verdict for run in runs} <= {Verdict.NEW, Verdict.JOINED, Verdict.VERSION}


def test_adding_again_changes_the_period(reading: Engine, site: Site) -> None:
    """One address is one feed."""
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/a")
    reading.poller.add(FEED, seconds=PERIOD)
    reading.poller.add(FEED, seconds=60)

    assert [60.0] == [one.seconds for one in stored(reading)]


def test_what_somebody_had_deleted_does_not_come_back(reading: Engine, site: Site, clock: Clock) -> None:
    """A feed goes on naming a page for days; only a person brings a deleted article back."""
    [one] = Writer(5).corpus(1, outlets=[HOST])
    site.answers |= articles([one]) | {f"{HOST}/rss": rss(one.url)}
    _, taken = reading.poller.add(FEED, seconds=PERIOD)
    assert taken.accepted[0].submission
    run = pipeline(reading).run(taken.accepted[0].submission.id)
    assert run.article
    reading.forget(run.article)
    clock.advance(PERIOD)

    assert Polled(read=1) == reading.poller.run()
    assert 1 == reading.poller.take(FEED).removed
    assert [True] == [known.new for known in reading.intake.urls([one.url])]
    assert 0 == reading.poller.take(FEED).removed


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(b"", status=500), "500"),
        (Answer(b"<!doctype html><p>Beranda", kind="text/html"), "a web page"),
        (Answer(b"%PDF-1.7", kind="application/rss+xml"), "a PDF file"),
        (Answer(b"", status=302, headers={"Location": "http://10.0.0.1/rss"}), "private"),
        (Answer(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", kind="text/xml"), "entities"),
    ],
)
def test_a_feed_that_fails_is_read_less_and_less(
    reading: Engine, site: Site, clock: Clock, answer: Answer, says: str
) -> None:
    """It says why, is never given up, and is read as before when it is well again."""
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/a")
    reading.poller.add(FEED, seconds=PERIOD)
    site.answers[f"{HOST}/rss"] = answer
    waits = []
    for _ in range(9):
        clock.now = stored(reading)[0].due_at
        assert Polled(failed=1) == reading.poller.run()
        waits.append(stored(reading)[0].due_at - clock())
    reason = stored(reading)[0].reason
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/b")
    clock.now = stored(reading)[0].due_at
    well = reading.poller.run()

    assert [PERIOD * 2**n for n in range(7)] + [86_400.0] * 2 == waits
    assert says in reason
    assert Polled(read=1, fresh=1) == well
    assert (0, "", clock() + PERIOD) == (
        stored(reading)[0].failures,
        stored(reading)[0].reason,
        stored(reading)[0].due_at,
    )


def test_a_feed_that_fails_at_once_is_not_added(reading: Engine) -> None:
    """Whoever adds it sees the reason."""
    with pytest.raises(FeedFailed, match="404"):
        reading.poller.add(FEED, seconds=PERIOD)
    assert [] == stored(reading)


def test_one_that_fails_harms_no_other(reading: Engine, site: Site, clock: Clock) -> None:
    """Each feed is read by itself."""
    for name in ("rss", "umpan"):
        site.answers[f"{HOST}/{name}"] = rss(f"http://{HOST}/{name}/a")
        reading.poller.add(f"http://{HOST}/{name}", seconds=PERIOD)
    site.answers[f"{HOST}/rss"] = Answer(b"", status=500)
    site.answers[f"{HOST}/umpan"] = rss(f"http://{HOST}/umpan/b")
    clock.advance(PERIOD)

    assert Polled(read=1, failed=1, fresh=1) == reading.poller.run()


def test_of_an_index_the_newest_sitemaps_are_read(reading: Engine, site: Site) -> None:
    """Packed or not; what is older is the archive, and an index in an index is not gone into."""
    names = [f"http://{HOST}/s{n}.xml" for n in range(SITEMAPS + 2)]
    site.answers[f"{HOST}/index.xml"] = sitemap("sitemapindex", *names)
    for n in range(SITEMAPS + 2):
        inner = sitemap("urlset", f"http://{HOST}/{n}")
        site.answers[f"{HOST}/s{n}.xml"] = Answer(gzip.compress(inner.body), kind="application/gzip") if n else inner
    site.answers[f"{HOST}/s1.xml"] = sitemap("sitemapindex", names[0])
    taken = reading.poller.take(f"http://{HOST}/index.xml")

    site.answers[f"{HOST}/s0.xml"] = Answer(b"", status=500)
    part = reading.poller.take(f"http://{HOST}/index.xml")
    site.answers[f"{HOST}/s2.xml"] = Answer(b"", status=503)
    with pytest.raises(FeedFailed, match="500"):
        reading.poller.take(f"http://{HOST}/index.xml")

    assert {f"http://{HOST}/0", f"http://{HOST}/2"} == {one.asked for one in taken.accepted}
    assert {f"http://{HOST}/2"} == {one.asked for one in part.accepted}
    assert 0 == site.asked[f"{HOST}/s{SITEMAPS}.xml"]


def test_of_many_pages_the_newest_are_taken(reading: Engine, site: Site) -> None:
    """A sitemap may name fifty thousand; the rest is left where it is."""
    entries = "".join(
        f"<url><loc>http://{HOST}/{n}</loc><lastmod>20{n % 27:02}-01-01</lastmod></url>" for n in range(2000)
    )
    site.answers[f"{HOST}/s.xml"] = Answer(f"<urlset>{entries}</urlset>".encode(), kind="text/xml")
    taken = reading.poller.take(f"http://{HOST}/s.xml")

    assert (100, 100) == (taken.named, taken.fresh)
    assert {n for n in range(2000) if n % 27 >= 25} >= {int(one.asked.rpartition("/")[2]) for one in taken.accepted}


def test_pages_inside_are_named_and_never_asked_for(reading: Engine, site: Site) -> None:
    """A feed may name whatever it likes: each page goes through the guard, and ends with its reason."""
    inside = [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:6379/",
        "http://10.0.0.1:80/",
    ]
    site.answers[f"{HOST}/rss"] = rss(*inside, "http://u:p@contoh.example/", f"http://{HOST}:22/")
    taken = reading.poller.take(FEED)
    runs = [pipeline(reading).run(one.submission.id) for one in taken.accepted if one.submission]

    assert 1 == sum("user name" in one.error for one in taken.accepted)
    assert 5 == len(runs)
    assert {(Verdict.REJECTED, FetchOutcome.FORBIDDEN_ADDRESS)} == {(run.verdict, run.outcome) for run in runs}
    assert {f"{HOST}/robots.txt", f"{HOST}/rss"} >= set(site.asked)


def test_a_worker_killed_while_it_reads_loses_nothing(reading: Engine, site: Site, clock: Clock) -> None:
    """What it had claimed is read again at its next turn, and what it had handed in is there."""
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/a")
    feed, _ = reading.poller.add(FEED, seconds=PERIOD)
    clock.advance(PERIOD)
    with reading.db.write() as conn:
        claimed, twice = (feeds.claim(conn, feed.id, now=clock()) for _ in range(2))
    clock.advance(PERIOD)

    assert (feed.id, None) == (claimed.id if claimed else None, twice)
    assert Polled(read=1) == reading.poller.run()


def test_what_a_clock_far_ahead_wrote_silences_no_feed(reading: Engine, site: Site, clock: Clock) -> None:
    """A feed that was put off until next year is read when a right clock looks."""
    site.answers[f"{HOST}/rss"] = rss(f"http://{HOST}/a")
    right = clock()
    clock.advance(365 * 86_400.0)
    reading.poller.add(FEED, seconds=PERIOD)
    clock.now = right

    assert Polled(read=1) == reading.poller.run()


def test_when_too_much_waits_the_feed_waits_too(reading: Engine, site: Site, clock: Clock) -> None:
    """Back-pressure holds for feeds as for everybody; nothing of the reading is taken, and it is no failure."""
    site.answers[f"{HOST}/rss"] = rss(*(f"http://{HOST}/{n}" for n in range(60)))
    reading.poller.add(FEED, seconds=PERIOD)
    site.answers[f"{HOST}/rss"] = rss(*(f"http://{HOST}/new/{n}" for n in range(60)))
    clock.advance(PERIOD)
    full = reading.poller.run()
    [feed] = stored(reading)

    assert Polled(failed=1) == full
    assert (0, True) == (feed.failures, "SARING_UNFINISHED_LIMIT" in feed.reason)
    assert 60 == len(urls(reading))
