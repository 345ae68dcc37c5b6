"""Parts put together as the engine does, with those that a test hands in instead of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from worker.intake import Intake
from worker.model.submission import Pushed
from worker.patience import Patience
from worker.pipeline import Pipeline
from worker.store.schema import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.dedup.evidence import Judge
    from worker.engine import Engine
    from worker.fetch.visitor import Visitor
    from worker.model.report import Run
    from worker.model.submission import Submission
    from worker.queue import Publisher
    from worker.store.database import Database

PATIENCE = Patience(lease_seconds=60, max_attempts=3, retry_seconds=10, countdown_seconds=300)


class Letterbox:
    """A queue that keeps what would go out; with `broken`, nothing does."""

    def __init__(self, *, broken: bool = False) -> None:
        self.sent: list[int] = []
        self.broken = broken

    def publish(self, submissions: Iterable[Submission]) -> list[int]:
        """Keep the numbers."""
        numbers = [] if self.broken else [row.id for row in submissions]
        self.sent += numbers
        return numbers


def intake(engine: Engine, queue: Publisher | None = None) -> Intake:
    """Where submissions come in, with a queue that the test can look into."""
    return Intake(engine.db, queue or Letterbox(), engine.clock)


def pipeline(
    engine: Engine, *, visitor: Visitor | None = None, judge: Judge | None = None, patience: Patience = PATIENCE
) -> Pipeline:
    """The engine's pipeline, with another visitor or judge."""
    return Pipeline(
        db=engine.db,
        visitor=visitor or engine.visitor,
        cleaner=engine.cleaner,
        signer=engine.signer,
        index=engine.index,
        judge=judge or engine.judge,
        thresholds=engine.thresholds,
        patience=patience,
        clock=engine.clock,
    )


def push(engine: Engine, key: str, text: str, *, title: str = "", url: str = "", date: str = "") -> int:
    """Hand a text in; the number of its submission."""
    [accepted] = intake(engine).pushed([Pushed(key=key, text=text, title=title, url=url, date=date)])
    assert accepted.submission is not None
    return accepted.submission.id


def take(engine: Engine, key: str, text: str, *, title: str = "", url: str = "") -> Run:
    """Hand a text in and run the pipeline over it."""
    return pipeline(engine).run(push(engine, key, text, title=title, url=url))


def partition(db: Database) -> set[frozenset[str]]:
    """Which visible articles are together, by their keys: equal partitions are equal whatever the numbers."""
    return _grouped(db, by_version=False)


def versions(db: Database) -> set[frozenset[str]]:
    """Which visible articles bear one text, by their keys."""
    return _grouped(db, by_version=True)


def _grouped(db: Database, *, by_version: bool) -> set[frozenset[str]]:
    groups: dict[int | None, set[str]] = {}
    with db.read() as conn:
        for row in conn.execute(
            select(ARTICLE.c.key, ARTICLE.c.cluster_id, ARTICLE.c.version_id).where(ARTICLE.c.visible)
        ):
            groups.setdefault(row.version_id if by_version else row.cluster_id, set()).add(row.key)
    return {frozenset(group) for group in groups.values()}
