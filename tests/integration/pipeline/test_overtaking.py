"""Two submissions of one article at once, and a removal: what falls between two steps of a submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import Clock
from support.judges import Killed, StumblingJudge, WatchedJudge
from support.parts import PATIENCE, intake, partition, pipeline, take
from support.stories import DAM, FIRE, body

from worker.joining import Joiner, Overtaken, Ready
from worker.model.submission import Pushed
from worker.model.verdict import State, Verdict
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from worker.engine import Engine
    from worker.model.submission import Submission

KEY = "kabarbukit/berita"


class Interrupting(Clock):
    """A clock that does something when it is asked the so-manieth time.

    Args:
        asked: which time.
        meanwhile: what to do then.
    """

    def __init__(self, asked: int, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._left = asked
        self._meanwhile = meanwhile

    def __call__(self) -> float:
        """The time."""
        self._left -= 1
        if self._left == 0:
            self._meanwhile()
        return super().__call__()


def submitted(engine: Engine, text: str) -> int:
    """The number of a new submission that brings the article this text."""
    [accepted] = intake(engine).pushed([Pushed(key=KEY, text=text)])
    assert accepted.submission is not None
    return accepted.submission.id


def row(engine: Engine, number: int) -> Submission:
    """A row of the ledger."""
    with engine.db.read() as conn:
        found = ledger.get(conn, number)
    assert found is not None
    return found


def test_nobody_shows_a_text_that_another_one_wrote_and_nobody_judged(standing: Engine, clock: Clock) -> None:
    """A text whose worker was killed before it judged is met and judged when it is tried again."""
    take(standing, "wartateluk/fire", body(FIRE))
    take(standing, "wartateluk/dam", body(DAM))
    first, second = submitted(standing, body(FIRE)), submitted(standing, body(DAM))

    def killed() -> None:
        with pytest.raises(Killed):
            pipeline(standing, judge=StumblingJudge(standing.judge, Killed())).run(second)

    early = pipeline(standing, judge=WatchedJudge(standing.judge, killed)).run(first)
    clock.advance(PATIENCE.lease_seconds)
    late = pipeline(standing).run(second)

    assert (None, PATIENCE.retry_seconds) == (early.verdict, early.wait)
    assert "For another submission" in early.reason
    assert (State.QUEUED, 0) == (row(standing, first).state, row(standing, first).attempts)
    assert Verdict.VERSION is late.verdict
    assert {frozenset({"wartateluk/dam", KEY}), frozenset({"wartateluk/fire"})} == partition(standing.db)


def test_whoever_was_overtaken_comes_again(standing: Engine, clock: Clock) -> None:
    """The text that was handed in last, or whose turn came last, stands in the end, and in the right cluster."""
    take(standing, "wartateluk/fire", body(FIRE))
    take(standing, "wartateluk/dam", body(DAM))
    first, second = submitted(standing, body(FIRE)), submitted(standing, body(DAM))
    between = WatchedJudge(standing.judge, lambda: pipeline(standing).run(second))
    pipeline(standing, judge=between).run(first)
    middle = partition(standing.db)
    clock.advance(PATIENCE.retry_seconds)
    last = pipeline(standing).run(first)

    assert {frozenset({"wartateluk/dam", KEY}), frozenset({"wartateluk/fire"})} == middle
    assert Verdict.VERSION is last.verdict
    assert {frozenset({"wartateluk/fire", KEY}), frozenset({"wartateluk/dam"})} == partition(standing.db)
    assert [] == standing.verify()


def test_two_texts_of_one_article_in_one_batch(standing: Engine) -> None:
    """They go one after the other, as they would alone."""
    take(standing, "wartateluk/dam", body(DAM))
    numbers = [submitted(standing, body(FIRE)), submitted(standing, body(DAM))]

    runs = pipeline(standing).run_many(numbers)

    assert [Verdict.NEW, Verdict.VERSION] == [run.verdict for run in runs]
    assert {frozenset({"wartateluk/dam", KEY})} == partition(standing.db)


def test_a_known_article_that_is_removed_meanwhile_comes_again(standing: Engine, clock: Clock) -> None:
    """A submission that found its article known must not end with one that is gone: it brings the article back."""
    number = take(standing, KEY, body(FIRE)).article
    [again] = intake(standing).pushed([Pushed(key=KEY, text=body(FIRE))], again=True)
    assert number is not None
    assert again.submission is not None
    with standing.db.write() as conn:
        held = ledger.claim(conn, again.submission.id, now=clock(), lease_seconds=PATIENCE.lease_seconds, task_id="")
    assert held is not None
    pushed = standing.cleaner.text(body(FIRE))
    removing = Interrupting(2, lambda: standing.forget(number))  # asked first to write, then to close
    joiner = Joiner(
        db=standing.db, index=standing.index, judge=standing.judge, thresholds=standing.thresholds, clock=removing
    )
    with pytest.raises(Overtaken, match="removed"):
        joiner.join([Ready(held, pushed, KEY, standing.signer.sign(pushed.text), None)])
    clock.advance(PATIENCE.lease_seconds)
    done = pipeline(standing).run(held.id)

    assert Verdict.NEW is done.verdict
    assert done.article is not None
    assert done.article > number
    assert [] == standing.verify()
