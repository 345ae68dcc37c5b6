"""Runs that end half-way: killed, failed, overtaken; what follows is what one clean run gives."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError
from support.judges import Killed, StumblingJudge, WatchedJudge
from support.parts import PATIENCE, intake, partition, pipeline, push, take, versions
from support.rows import cleaned
from support.stories import CLINIC, DAM, FIRE, TWELVE, body
from support.table import contents

from config.settings import load
from worker.engine import Engine
from worker.joining import Joiner, LeaseLost, Ready
from worker.model.submission import Pushed
from worker.model.verdict import State, Verdict
from worker.store import articles, ledger

if TYPE_CHECKING:
    from support.clock import Clock

    from worker.store.database import Database

DATE = "2026-03-01T08:00:00+07:00"
FEW = (TWELVE[0], TWELVE[4], TWELVE[2], TWELVE[5], TWELVE[8])


def submitted(engine: Engine, key: str, text: str) -> int:
    """The number of a new submission that brings this article another text."""
    [accepted] = intake(engine).pushed([Pushed(key=key, text=text)])
    assert accepted.submission is not None
    return accepted.submission.id


def state(db: Database, number: int) -> State:
    """Where a submission stands."""
    with db.read() as conn:
        row = ledger.get(conn, number)
    assert row is not None
    return row.state


def test_killed_before_the_last_transaction_then_run_again(standing: Engine, clock: Clock) -> None:
    """A worker killed with the article written and its buckets added leaves what a clean run leaves."""
    numbers = [push(standing, story.key, story.text, title=story.title, date=DATE) for story in FEW]
    clean = [pipeline(standing).run(number) for number in numbers]
    expected = contents(standing.db, passing=False)
    fresh = load(data_dir=standing.settings.data_dir / "again", index_url=standing.settings.index_url)
    again = Engine(fresh, clock=clock)
    again.db.migrate()
    standing.redis.flushall()
    again.index.open()
    for story in FEW:
        number = push(again, story.key, story.text, title=story.title, date=DATE)
        way = pipeline(again, judge=StumblingJudge(again.judge, Killed()))
        try:
            way.run(number)
        except Killed:
            assert State.RUNNING is state(again.db, number)
            clock.advance(PATIENCE.lease_seconds)
            way.run(number)
    found = contents(again.db, passing=False)
    again.close()

    assert all(run.verdict is not None for run in clean)
    assert expected == found


def test_an_error_puts_back_and_the_next_try_is_a_clean_run(standing: Engine, clock: Clock) -> None:
    """A part that fails once costs a try and a wait, and nothing else."""
    take(standing, FEW[0].key, FEW[0].text)
    number = push(standing, FEW[2].key, FEW[2].text)
    way = pipeline(standing, judge=StumblingJudge(standing.judge, RuntimeError("Rusak \x00 sebentar.")))

    failed = way.run(number)
    early = way.run(number)
    clock.advance(PATIENCE.retry_seconds)
    done = way.run(number)

    assert failed.verdict is None
    assert PATIENCE.retry_seconds == failed.wait
    assert "RuntimeError: Rusak" in failed.reason
    assert not early.held
    assert Verdict.VERSION is done.verdict
    assert {frozenset({FEW[0].key, FEW[2].key})} == partition(standing.db)


def test_what_fails_every_time_is_parked_and_can_be_retried(standing: Engine, clock: Clock) -> None:
    """After so many tries a row is parked with its error, harms no other, and comes back when asked for."""
    take(standing, FEW[0].key, FEW[0].text)
    number = push(standing, FEW[2].key, FEW[2].text)
    runs = []
    for _ in range(PATIENCE.max_attempts):
        runs.append(pipeline(standing, judge=StumblingJudge(standing.judge, RuntimeError("Rusak."))).run(number))
        clock.advance(3600)

    assert [None, None, Verdict.PARKED] == [run.verdict for run in runs]
    assert [PATIENCE.retry_seconds, 2 * PATIENCE.retry_seconds, None] == [run.wait for run in runs]
    assert State.PARKED is state(standing.db, number)
    assert {frozenset({FEW[0].key})} == partition(standing.db)

    assert [number] == intake(standing).reopen(parked=True)
    assert Verdict.VERSION is pipeline(standing).run(number).verdict


def test_running_everything_twice_leaves_the_same_rows(standing: Engine) -> None:
    """Messages that are delivered twice change nothing."""
    numbers = [push(standing, story.key, story.text, title=story.title) for story in FEW]
    for number in numbers:
        pipeline(standing).run(number)
    before = contents(standing.db)
    for number in reversed(numbers):
        pipeline(standing).run(number)

    assert before == contents(standing.db)


def test_a_replaced_text_leaves_the_old_cluster_right(standing: Engine) -> None:
    """An article that tells something else now leaves its cluster, which goes on without it."""
    for story in (TWELVE[0], TWELVE[1], TWELVE[2]):
        take(standing, story.key, story.text, title=story.title)
    pipeline(standing).run(submitted(standing, TWELVE[0].key, body(DAM)))
    moved = partition(standing.db)
    take(standing, TWELVE[5].key, TWELVE[5].text)
    joined = partition(standing.db)
    pipeline(standing).run(submitted(standing, TWELVE[0].key, body(FIRE) + "\n" + body(FIRE[:2])))
    back = partition(standing.db)

    assert {frozenset({TWELVE[1].key, TWELVE[2].key}), frozenset({TWELVE[0].key})} == moved
    assert {frozenset({TWELVE[1].key, TWELVE[2].key}), frozenset({TWELVE[0].key, TWELVE[5].key})} == joined
    assert {frozenset({TWELVE[0].key, TWELVE[1].key, TWELVE[2].key}), frozenset({TWELVE[5].key})} == back


def test_a_replaced_text_is_no_longer_met_in_the_index(standing: Engine) -> None:
    """The old text's buckets are taken out, so that nobody is compared for its sake."""
    take(standing, "kabarbukit/fire", body(FIRE))
    pipeline(standing).run(submitted(standing, "kabarbukit/fire", body(CLINIC)))
    run = take(standing, "wartateluk/fire", body(FIRE))

    assert (Verdict.NEW, 0) == (run.verdict, run.met)


def test_a_worker_that_was_overtaken_keeps_nothing(standing: Engine, clock: Clock) -> None:
    """A lease that ended while its worker judged: the other one's result counts, and is there."""
    take(standing, FEW[0].key, FEW[0].text)
    number = push(standing, FEW[2].key, FEW[2].text)

    def overtake() -> None:
        clock.advance(PATIENCE.lease_seconds)
        pipeline(standing).run(number)

    slow = pipeline(standing, judge=WatchedJudge(standing.judge, overtake)).run(number)

    assert not slow.held
    assert Verdict.VERSION is slow.verdict
    assert {frozenset({FEW[0].key, FEW[2].key})} == partition(standing.db)
    with standing.db.read() as conn:
        row = ledger.get(conn, number)
    assert row is not None
    assert (State.DONE, 2) == (row.state, row.attempts)


def test_a_worker_that_was_overtaken_does_not_bring_an_old_text_back(standing: Engine, clock: Clock) -> None:
    """A worker that stood still before it wrote must not hide the article that the other one has shown since."""
    number = push(standing, "kabarbukit/dam", body(DAM))
    with standing.db.write() as conn:
        # the slow worker has the row, and its lease ends before it writes a word
        slow = ledger.claim(conn, number, now=clock(), lease_seconds=PATIENCE.lease_seconds, task_id="slow")
    assert slow is not None
    clock.advance(PATIENCE.lease_seconds)
    quick = pipeline(standing).run(number)
    before = contents(standing.db)
    joiner = Joiner(
        db=standing.db, index=standing.index, judge=standing.judge, thresholds=standing.thresholds, clock=clock
    )
    old = Ready(slow, cleaned(body(FIRE)), "kabarbukit/dam", standing.signer.sign(body(FIRE)), None)
    with pytest.raises(LeaseLost):
        joiner.join([old])

    assert Verdict.NEW is quick.verdict
    assert before == contents(standing.db)


def test_a_text_replaced_while_it_is_judged_is_judged_anew(standing: Engine) -> None:
    """Evidence must speak of the texts that stand in the store, not of those that stood there a moment ago."""
    first = take(standing, "kabarbukit/fire", body(FIRE))
    number = push(standing, "wartateluk/fire", body(FIRE))

    def replace() -> None:
        pipeline(standing).run(submitted(standing, "kabarbukit/fire", body(DAM)))

    pipeline(standing, judge=WatchedJudge(standing.judge, replace)).run(number)

    assert {frozenset({"kabarbukit/fire"}), frozenset({"wartateluk/fire"})} == partition(standing.db)
    assert {frozenset({"kabarbukit/fire"}), frozenset({"wartateluk/fire"})} == versions(standing.db)
    with standing.db.read() as conn:
        stored = articles.get(conn, first.article or 0)
    assert stored is not None
    assert body(DAM) == stored.text


def test_a_full_disk_does_not_count_as_a_try(standing: Engine, clock: Clock) -> None:
    """However often the store can't be written, the submission is not parked; then it is done."""
    take(standing, "pagi/first", body(DAM[:6]))
    number = push(standing, "pagi/dam", body(DAM))
    cause = sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = sqlite3.SQLITE_FULL
    waits = []
    for _ in range(PATIENCE.max_attempts + 2):
        full = StumblingJudge(standing.judge, OperationalError("COMMIT", {}, cause))
        run = pipeline(standing, judge=full).run(number)
        waits.append((run.verdict, run.wait))
        clock.advance(run.wait or 0)

    assert {(None, PATIENCE.retry_seconds)} == set(waits)
    assert Verdict.VERSION is pipeline(standing).run(number).verdict
