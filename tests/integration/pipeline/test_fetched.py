"""What a fetch comes back with decides what becomes of the submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.parts import PATIENCE, Letterbox, intake, partition, pipeline
from support.synthetic import Writer
from support.visitors import ScriptedVisitor, failed_page, html_page

from config.settings import load
from worker.engine import Engine
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.store import articles, ledger, raw_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.clock import Clock

    from config.settings import Settings
    from worker.model.page import Page
    from worker.model.submission import Submission

URL = "https://kabarbukit.example/berita/dam-12"
TRANSIENT = [outcome for outcome in FetchOutcome if outcome.transient]
FINAL = [outcome for outcome in FetchOutcome if not outcome.transient and outcome is not FetchOutcome.OK]


@pytest.fixture
def standing(settings: Settings, clock: Clock) -> Iterator[Engine]:
    """An engine whose clock stands still."""
    made = Engine(load(**settings.model_dump(include={"data_dir", "store_url", "index_url"})), clock=clock)
    yield made
    made.close()


def queued(engine: Engine, url: str = URL) -> Submission:
    """A new submission of a URL."""
    [accepted] = intake(engine).urls([url])
    assert accepted.submission is not None
    return accepted.submission


def row_of(engine: Engine, number: int) -> Submission:
    """The ledger's row."""
    with engine.db.read() as conn:
        row = ledger.get(conn, number)
    assert row is not None
    return row


def test_a_page_is_taken_with_its_bytes(standing: Engine) -> None:
    """The article bears the page's URL, and the bytes are kept, so that it can be cleaned again."""
    [article] = Writer(3).family(1, 1)
    row = queued(standing, article.url)
    page = html_page(row.url, article.html)
    run = pipeline(standing, visitor=ScriptedVisitor({row.url: page})).run(row.id, "task-7")

    assert (Verdict.NEW, FetchOutcome.OK) == (run.verdict, run.outcome)
    assert {frozenset({row.key})} == partition(standing.db)
    with standing.db.read() as conn:
        kept = raw_pages.get(conn, row.id)
    assert kept is not None
    assert page.body == kept[0]
    assert "task-7" == row_of(standing, row.id).task_id


@pytest.mark.parametrize("outcome", FINAL)
def test_what_no_further_try_can_mend_is_rejected(standing: Engine, outcome: FetchOutcome) -> None:
    """The row is done at once, with outcome and reason."""
    row = queued(standing)
    run = pipeline(standing, visitor=ScriptedVisitor({row.url: failed_page(row.url, outcome)})).run(row.id)
    after = row_of(standing, row.id)

    assert (Verdict.REJECTED, outcome, None) == (run.verdict, run.outcome, run.wait)
    assert (State.DONE, outcome, f"It ended as {outcome}.") == (after.state, after.outcome, after.reason)


@pytest.mark.parametrize("outcome", TRANSIENT)
def test_what_may_mend_is_tried_again_later_and_parked_in_the_end(
    standing: Engine, clock: Clock, outcome: FetchOutcome
) -> None:
    """Each wait is twice the one before; after the last try the row is parked and says how often it was tried."""
    row = queued(standing)
    visitor = ScriptedVisitor({row.url: failed_page(row.url, outcome)})
    runs = []
    for _ in range(PATIENCE.max_attempts):
        runs.append(pipeline(standing, visitor=visitor).run(row.id))
        clock.advance(runs[-1].wait or 0)
    after = row_of(standing, row.id)

    assert [10.0, 20.0, None] == [run.wait for run in runs]
    assert [None, None, Verdict.PARKED] == [run.verdict for run in runs]
    assert (State.PARKED, Verdict.PARKED, outcome) == (after.state, after.verdict, after.outcome)
    assert "tried 3 times" in after.reason


@pytest.mark.parametrize(("asked", "waits"), [(120.0, 120.0), (1.0, 10.0), (90_000.0, 3600.0)])
def test_a_server_that_asks_to_wait_is_waited_for_an_hour_at_most(
    standing: Engine, clock: Clock, asked: float, waits: float
) -> None:
    """Retry-After counts where it is longer than our own wait; nobody may hold a row for days."""
    row = queued(standing)
    page = failed_page(row.url, FetchOutcome.BUSY, retry_after=asked)
    run = pipeline(standing, visitor=ScriptedVisitor({row.url: page})).run(row.id)
    after = row_of(standing, row.id)

    assert waits == run.wait
    assert clock() + waits == after.due_at
    # a longer wait than a countdown may be is left to the sweeper, which publishes rows that never were
    assert (clock() + waits if waits <= PATIENCE.countdown_seconds else None) == after.published_at


def test_waiting_for_the_hosts_turn_is_no_try(standing: Engine, clock: Clock) -> None:
    """However long the queue of a host is, no row is parked for it."""
    [article] = Writer(3).family(1, 1)
    row = queued(standing, article.url)
    visitor = ScriptedVisitor({row.url: html_page(row.url, article.html)}, {row.url: 45.0})
    first = pipeline(standing, visitor=visitor).run(row.id)
    waiting = row_of(standing, row.id)
    clock.advance(45)
    second = pipeline(standing, visitor=visitor).run(row.id)

    assert (None, 45.0) == (first.verdict, first.wait)
    assert (State.QUEUED, 0) == (waiting.state, waiting.attempts)
    assert Verdict.NEW is second.verdict
    assert [row.url] == visitor.visited


def test_an_empty_page_is_not_an_article(standing: Engine) -> None:
    """A page that answers and tells nothing is no article, whatever its status said."""
    row = queued(standing)
    page = html_page(
        row.url, "<!DOCTYPE html><html><head><title>404</title></head><body><p>Tidak ada.</p></body></html>"
    )
    run = pipeline(standing, visitor=ScriptedVisitor({row.url: page})).run(row.id)

    assert (Verdict.NOT_ARTICLE, FetchOutcome.OK) == (run.verdict, run.outcome)
    assert run.reason
    assert set() == partition(standing.db)


def test_two_urls_of_one_page_are_one_article(standing: Engine) -> None:
    """A page that names its canonical URL is that article, wherever it was fetched from."""
    [article] = Writer(3).family(1, 1)
    elsewhere = f"http://{article.outlet}/indeks/terbaru-99"
    rows = [queued(standing, article.url), queued(standing, elsewhere)]
    visitor = ScriptedVisitor({row.url: html_page(row.url, article.html) for row in rows})
    runs = [pipeline(standing, visitor=visitor).run(row.id) for row in rows]

    assert [Verdict.NEW, Verdict.UNCHANGED] == [run.verdict for run in runs]
    assert runs[0].article == runs[1].article


def test_a_page_that_changed_replaces_its_article(standing: Engine) -> None:
    """Fetched again, a page with another text is the same article with the new one."""
    writer = Writer(3)
    [article], [other] = writer.family(1, 1), writer.family(2, 1)
    row = queued(standing, article.url)
    changed = html_page(row.url, other.html.replace(other.url, article.url))
    answers: list[Page] = [html_page(row.url, article.html), changed]
    runs = []
    for page in answers:
        runs.append(pipeline(standing, visitor=ScriptedVisitor({row.url: page})).run(row.id))
        intake(standing).urls([article.url], again=True)

    assert runs[0].article == runs[1].article
    assert [Verdict.NEW, Verdict.NEW] == [run.verdict for run in runs]
    with standing.db.read() as conn:
        stored = articles.get(conn, runs[1].article or 0)
    assert stored is not None
    assert other.sentences[0] in stored.text


def test_urls_that_are_none_are_refused_and_harm_no_other(standing: Engine) -> None:
    """Each gets its own sentence, and the good ones of the batch are queued."""
    queue = Letterbox()
    asked = ["not a url", "ftp://kabarbukit.example/a", "http://", "", "http://user:pw@kabarbukit.example/", URL, URL]
    answers = intake(standing, queue).urls(asked)

    assert asked == [answer.asked for answer in answers]
    assert [False] * 5 + [True, True] == [answer.submission is not None for answer in answers]
    assert all(answer.error for answer in answers[:5])
    assert [True, False] == [answer.new for answer in answers[5:]]
    assert 1 == len(queue.sent)


def test_a_queue_that_is_down_loses_nothing(standing: Engine, clock: Clock) -> None:
    """Accepted while the broker is down, a submission goes out with the first sweep after."""
    queue = Letterbox(broken=True)
    way = intake(standing, queue)
    [accepted] = way.urls([URL])
    assert accepted.submission is not None
    down = way.sweep(lost_seconds=600, max_attempts=3)
    queue.broken = False
    up = way.sweep(lost_seconds=600, max_attempts=3)
    clock.advance(60)
    after = way.sweep(lost_seconds=600, max_attempts=3)

    assert (0, 1, 0) == (down.published, up.published, after.published)
    assert [accepted.submission.id] == queue.sent


def test_handed_in_again_a_finished_url_is_fetched_only_when_asked(standing: Engine) -> None:
    """Once is enough; `again` reopens the row that is there."""
    row = queued(standing)
    visitor = ScriptedVisitor({row.url: failed_page(row.url, FetchOutcome.NOT_FOUND)})
    pipeline(standing, visitor=visitor).run(row.id)
    queue = Letterbox()
    [once] = intake(standing, queue).urls([URL])
    [again] = intake(standing, queue).urls([URL], again=True)

    assert (False, True) == (once.new, again.new)
    assert [row.id] == queue.sent
    assert State.QUEUED is row_of(standing, row.id).state
