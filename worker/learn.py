"""Learning boilerplate from what is stored, and telling the workers what was learned."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from worker.clean.learned import Learned
from worker.model.learned import TAKEN, Decision, Learnt
from worker.proposal import decide, kind
from worker.recurring import find
from worker.store import learned

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from worker.model.learned import Line, Seen
    from worker.store.database import Database

BATCH = 500
CHECK_SECONDS = 60
"""How often a worker asks whether the lines have changed: one small question a minute, and a decision takes hold
within one."""


class Latest:
    """The lines that are taken out now, read again when they have changed.

    Args:
        db: the store.
        clock: seconds since 1970.
    """

    def __init__(self, db: Database, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock
        self._due = float("-inf")
        self._stamp: tuple[int, int, float] | None = None
        self._lines = Learned()

    def __call__(self) -> Learned:
        """The lines, at most `CHECK_SECONDS` old."""
        now = self._clock()
        if now >= self._due:
            with self._db.read() as conn:
                stamp = learned.stamp(conn)
                if stamp != self._stamp:
                    self._lines = Learned(learned.lines(conn, states=TAKEN))
                    self._stamp = stamp
            self._due = now + CHECK_SECONDS
        return self._lines

    def forget(self) -> None:
        """Ask the store next time, however soon that is."""
        self._due = float("-inf")


def learn(db: Database, *, newest: int, now: float) -> Learnt:
    """Look for boilerplate in what is stored, and write down what was found.

    Args:
        db: the store.
        newest: how many of the newest articles to look through; 0 looks through none.
        now: seconds since 1970.

    Returns:
        What was found.
    """
    if not newest:
        return Learnt(0, (), ())
    with db.read() as conn:
        known = learned.lines(conn, states=(*TAKEN, Decision.REFUSED))
        networks = learned.networks(conn, {line.site for line in known})
        since = learned.oldest_of(conn, newest)
    counted = [0]

    def read() -> Iterator[Seen]:
        counted[0] = 0
        for seen in _articles(db, since):
            counted[0] += 1
            yield seen

    runs = [(run, state) for run in find(read, _Passed(known, networks)) if (state := decide(run)) is not None]
    with db.write() as conn:
        kept = [learned.keep(conn, run, kind(run.text), state, now) for run, state in runs]
        learned.drop_proposed(conn, but=[line.id for line in kept])
    return Learnt(
        articles=counted[0],
        applied=tuple(line.id for line in kept if line.state is Decision.APPLIED),
        proposed=tuple(line.id for line in kept if line.state is Decision.PROPOSED),
    )


class _Passed:
    """Tells which sentences are decided already.

    A refused line stays refused on the whole network, and in every part of it: it must not come back as one of its
    sentences, or under the name of another outlet.
    """

    def __init__(self, known: Iterable[Line], networks: dict[str, str]) -> None:
        self._taken: dict[str, list[str]] = defaultdict(list)
        self._refused: dict[str, list[str]] = defaultdict(list)
        for line in known:
            text = " ".join(line.text.split())
            if line.state is Decision.REFUSED:
                self._refused[networks.get(line.site, line.site)].append(text)
            else:
                self._taken[line.site].append(text)

    def __call__(self, sites: Collection[str], sentence: str) -> bool:
        if any(sentence in text for site in sites for text in self._taken.get(site, ())):
            return True
        return any(sentence in text or text in sentence for site in sites for text in self._refused.get(site, ()))


def _articles(db: Database, since: int) -> Iterator[Seen]:
    """The articles in the order of their clusters; no transaction stays open over them all."""
    after = (0, 0)
    while True:
        with db.read() as conn:
            rows = learned.by_cluster(conn, since=since, after=after, limit=BATCH)
        if not rows:
            return
        yield from rows
        after = (rows[-1].cluster, rows[-1].id)
