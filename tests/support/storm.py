"""Everything that `saring up` runs, while a test breaks one part after the other."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from celery import Celery
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from config.celery import celery_settings
from support.disk import children, strike
from support.stepped import STEP
from worker.engine import Engine
from worker.intake import article_key
from worker.local.process import Child
from worker.local.stack import Stack, worker_command
from worker.model.submission import Pushed
from worker.model.verdict import State
from worker.queue import Queue
from worker.store import ledger
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from config.settings import Settings
    from support.disk import Disk
    from support.synthetic import Article

KILLS = ("child", "tree", "scheduler", "valkey", "web")
"""Who is killed: a pool child, a worker with all its children, the scheduler, Valkey, the web service."""
BACKLOG = 400
"""Submissions that wait at a time; more are handed in as they are finished."""
PORTION = 100
DOUBLED = 50
WEB_SECONDS = 8.0
"""How long a request to the web service may take; one that fails is made again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        at: how many submissions are finished then.
        kind: one of `KILLS`, or "stop", "disk", "step" or "double".
    """

    at: int
    kind: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How long what goes wrong lasts, in seconds.

    Attributes:
        stopped: how long Valkey stands still at a "stop".
        full: how long the disk stays full.
        step: how far the workers' clock is behind at most, and how far ahead.
        lost: when a message that nobody took counts as lost.
    """

    stopped: float = 30.0
    full: float = 3.0
    step: tuple[float, float] = (-15.0, 30.0)
    lost: float = 15.0


def plan(counts: Mapping[str, int], size: int, lot: random.Random) -> list[Fault]:
    """Draw when what goes wrong.

    Args:
        counts: how often each kind.
        size: how many submissions there will be.
        lot: draws.
    """
    moments = [
        Fault(lot.randrange(size // 50, size - size // 50), kind) for kind, n in counts.items() for _ in range(n)
    ]
    return sorted(moments, key=lambda fault: (fault.at, fault.kind))


class Storm:
    """Hands a corpus in and breaks what works on it; called by `Stack.watch` four times a second.

    Args:
        settings: short times, ports of 0, an embedded Valkey.
        corpus: what is handed in: most of it as pushed texts, some by URL, some over the web service.
        faults: what goes wrong and when.
        disk: what fills up.
        lot: draws the rest.
        pace: how long what goes wrong lasts.
        give_up_seconds: when the run counts as failed.
    """

    def __init__(
        self,
        settings: Settings,
        corpus: Sequence[Article],
        faults: Sequence[Fault],
        disk: Disk,
        lot: random.Random,
        pace: Pace,
        *,
        give_up_seconds: float,
    ) -> None:
        self.stack = Stack(settings, ("worker", "scheduler", "web"))
        self.settings = self.stack.settings
        app = Celery("saring", set_as_current=False)
        app.conf.update(celery_settings(self.settings))
        self.app = app
        self.engine = Engine(self.settings, queue=Queue(app))
        self.struck: Counter[str] = Counter()
        self.disk = disk
        self._size = len(corpus)
        self._left = [(article, lot.random()) for article in corpus]
        self._faults = list(faults)
        self._lot = lot
        self._pace = pace
        self._give_up = time.monotonic() + give_up_seconds
        self._full_until = 0.0
        self._stepped()

    def run(self) -> None:
        """Start everything, see the corpus through, and leave Valkey and the store for the test to look at."""
        self.stack.start()
        self.engine.db.migrate()
        self.stack.watch(self)
        for child in self.stack.children.values():
            child.kill()

    def close(self) -> None:
        """Stop what still runs."""
        self.engine.close()
        self.app.close()
        self.stack.stop(kill=True)

    def worker_processes(self) -> list[int]:
        """The worker and its pool children."""
        pid = self.stack.children["worker"].pid or 0
        return [pid, *children(pid)]

    def __call__(self) -> bool:
        """Break what is due, hand in more, and tell whether all is done."""
        if time.monotonic() > self._give_up:
            raise AssertionError(f"not done in time: {self.finished()} of {self._size}; {self._tails()}")
        finished = self.finished()
        if self._full_until and time.monotonic() > self._full_until:
            self.disk.free()
            self._full_until = 0.0
        due = [fault for fault in self._faults if fault.at <= finished]
        self._faults = self._faults[len(due) :]
        for fault in due:
            if self._break(fault.kind):
                self.struck[fault.kind] += 1
            else:  # it is down already; its turn comes when it is up again
                self._faults.insert(0, fault)
        self._feed(finished)
        return finished == self._size and not self._full_until and not self._faults

    def finished(self) -> int:
        """How many submissions are finished."""
        ended = SUBMISSION.c.state.in_([State.DONE.value, State.PARKED.value])
        with self.engine.db.read() as conn:
            return conn.execute(select(func.count()).where(ended)).scalar_one()

    def _feed(self, finished: int) -> None:
        waiting = self._size - len(self._left) - finished
        if not self._left or waiting > BACKLOG:
            return
        portion, self._left = self._left[:PORTION], self._left[PORTION:]
        try:
            self.engine.intake.urls([one.url for one, kind in portion if kind < 0.15])
            self.engine.intake.pushed([_pushed(one) for one, kind in portion if kind >= 0.25])
        except SQLAlchemyError:  # the disk is full: nothing was accepted, or some of it
            self._left = portion + self._left
            return
        refused = []
        for one, kind in portion:
            if 0.15 <= kind < 0.25 and not self._post(one):
                refused.append((one, kind))
        self._left += refused

    def _post(self, article: Article) -> bool:
        """Hand an article to the web service; whether it said that it is accepted."""
        body = {"url": article.url, "title": article.title, "date": article.published.isoformat(), "text": article.text}
        request = urllib.request.Request(  # noqa: S310 - an http URL of our own
            f"{self.stack.web_url}/api/v1/articles",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=WEB_SECONDS) as answer:  # noqa: S310 - as above
                return bool(json.load(answer)["accepted"])
        except OSError:  # killed, on its way up, or its store is full; an answer that was cut off as well
            return False
        except ValueError:
            return False

    def _break(self, kind: str) -> bool:
        if kind == "child":
            found = children(self.stack.children["worker"].pid or 0)
            return bool(found) and strike(self._lot.choice(found))
        if kind in KILLS:
            return self._kill("worker" if kind == "tree" else kind)
        return {"stop": self._stop, "disk": self._fill, "step": self._step, "double": self._double}[kind]()

    def _kill(self, part: str) -> bool:
        if part == "valkey":
            return self.stack.valkey is not None and strike(self.stack.valkey.pid or 0)
        child = self.stack.children[part]
        if not child.alive():
            return False
        child.kill()
        return True

    def _stop(self) -> bool:
        """Let Valkey stand still; a thread wakes it, since handing in waits for it."""
        pid = (self.stack.valkey.pid if self.stack.valkey else None) or 0
        threading.Timer(self._pace.stopped, strike, [pid, signal.SIGCONT]).start()
        return strike(pid, signal.SIGSTOP)

    def _fill(self) -> bool:
        self.disk.fill()
        self._full_until = time.monotonic() + self._pace.full
        return True

    def _step(self) -> bool:
        """Set the workers' clock ahead or behind; the one of the web service and ours stays right."""
        try:
            (self.settings.data_dir / STEP).write_text(str(self._lot.uniform(*self._pace.step)), encoding="ascii")
        except OSError:
            return False
        return True

    def _double(self) -> bool:
        with self.engine.db.read() as conn:
            known = conn.execute(select(func.max(SUBMISSION.c.id))).scalar() or 0
            numbers = [self._lot.randint(max(1, known - BACKLOG), known) for _ in range(DOUBLED)] if known else []
            rows = [row for number in numbers if (row := ledger.get(conn, number))]
        return bool(self.engine.queue.publish(rows))

    def _stepped(self) -> None:
        """Run the worker with a clock that can be stepped."""
        command = worker_command(self.settings)
        command[command.index("-A") + 1] = "support.stepped"
        old = self.stack.children["worker"]
        environment = self.settings.environment() | {
            "REMAP_SIGTERM": "SIGQUIT",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        self.stack.children["worker"] = Child("worker", command, old.log, environment)

    def _tails(self) -> str:
        return "\n".join(f"{name}:\n{child.tail(15)}" for name, child in self.stack.children.items())


def _pushed(article: Article) -> Pushed:
    return Pushed(
        key=article_key(url=article.url),
        url=article.url,
        title=article.title,
        date=article.published.isoformat(),
        text=article.text,
    )


def undisturbed(engine: Engine, corpus: Sequence[Article], lot: random.Random) -> None:
    """Take a corpus in within this process, with nothing going wrong.

    Args:
        engine: the parts.
        corpus: what is handed in, in the same ways as in the storm.
        lot: drawn from as the storm does.
    """
    ways = [lot.random() for _ in corpus]
    for at in range(0, len(corpus), 32):
        portion = list(zip(corpus[at : at + 32], ways[at : at + 32], strict=True))
        answers = engine.intake.urls([one.url for one, kind in portion if kind < 0.15])
        answers += engine.intake.pushed([_pushed(one) for one, kind in portion if kind >= 0.15])
        for run in engine.pipeline.run_many([one.submission.id for one in answers if one.submission]):
            if run.article is None:
                print(run, file=sys.stderr)  # noqa: T201 - what a failed test is read for
