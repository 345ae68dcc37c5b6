"""A worker whose clock stands at next year drops nothing for good."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from support.parts import take
from support.stories import DAM, body

from worker.engine import Engine
from worker.model.verdict import Verdict
from worker.store import events

if TYPE_CHECKING:
    from config.settings import Settings

YEAR = 365 * 86_400.0


def test_index_and_events_stay(settings: Settings) -> None:
    """What a daily task drops by a wrong clock nobody would bring back: who comes next still meets whom it should."""
    right = Engine(settings)
    take(right, "pagi.example/dam", body(DAM))
    wrong = Engine(settings, clock=lambda: time.time() + YEAR)
    dropped, tidied = wrong.expire(), wrong.tidy()
    wrong.close()
    run = take(right, "sore.example/dam", body(DAM))
    with right.db.read() as conn:
        kept = events.pruned(conn)
    right.close()

    assert (0, 0, 0) == (dropped, tidied, kept)
    assert Verdict.VERSION is run.verdict


def test_a_right_clock_still_drops_what_is_old(settings: Settings) -> None:
    """Articles of last year are out of the index, and their events gone."""
    old = Engine(settings, clock=lambda: time.time() - YEAR)
    take(old, "pagi.example/dam", body(DAM))
    old.close()
    now = Engine(settings)
    dropped, tidied = now.expire(), now.tidy()
    now.close()

    assert 1 == dropped
    assert tidied > 0
