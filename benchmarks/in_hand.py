"""Pages whose bytes are in hand, taken through the pipeline as a worker takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.fetch.charset import decode
from worker.fetch.visitor import Visitor
from worker.intake import Intake
from worker.model.page import Page
from worker.model.verdict import FetchOutcome
from worker.patience import Patience
from worker.pipeline import Pipeline
from worker.store.schema import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from worker.engine import Engine
    from worker.model.report import Run
    from worker.model.submission import Submission

PATIENCE = Patience(lease_seconds=600, max_attempts=3, retry_seconds=10, countdown_seconds=300)


class Silent:
    """A queue that sends nothing: the benchmark runs the pipeline itself."""

    def publish(self, submissions: Iterable[Submission]) -> list[int]:  # noqa: ARG002 - the protocol's name
        """Send nothing."""
        return []


class Handed(Visitor):
    """A visitor that has every page's bytes already."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}

    def wait_for_turn(self, url: str, ticket: str) -> float:  # noqa: ARG002 - the base's names
        """No wait."""
        return 0.0

    def visit(self, url: str) -> Page:
        """The page, decoded as the fetcher decodes it."""
        body = self.pages[url]
        text, charset = decode(body)
        return Page(FetchOutcome.OK, "", url, 200, "text/html", charset, body, text)


class InHand:
    """The pipeline behind pages in hand.

    Args:
        engine: the parts.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._visitor = Handed()
        self._intake = Intake(engine.db, Silent(), engine.clock)
        self._pipeline = Pipeline(
            db=engine.db,
            visitor=self._visitor,
            cleaner=engine.cleaner,
            signer=engine.signer,
            index=engine.index,
            judge=engine.judge,
            thresholds=engine.thresholds,
            patience=PATIENCE,
            clock=engine.clock,
        )

    def accept(self, pages: Mapping[str, bytes]) -> list[int]:
        """Write submissions down; returns their numbers."""
        self._visitor.pages = dict(pages)
        return [one.submission.id for one in self._intake.urls(list(pages)) if one.submission]

    def run(self, submission: int) -> Run:
        """Take one as far as it goes."""
        return self._pipeline.run(submission)

    def empty(self) -> None:
        """Empty store and index, so that no round meets the articles of another."""
        with self.engine.db.write() as conn:
            for table in reversed(METADATA.sorted_tables):
                conn.execute(table.delete())
        self.engine.redis.flushdb()
        self.engine.index.open()
