"""What one run over a submission came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.verdict import FetchOutcome, Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """What one run over a submission came to.

    Attributes:
        submission: the row's number.
        verdict: the verdict of the closed list; None when the submission waits for another try.
        reason: one sentence for a person, "" when there is nothing to say.
        outcome: what the fetch came back with, None when none was made.
        article: the article's number, None when there is none.
        cluster: its cluster's number, None when there is none.
        version: its version's number, None when there is none.
        met: how many articles it met in the index.
        linked: how many of them carry the same report.
        wait: seconds until the next try, None when there will be none.
        held: False when nothing was done because the row was not free.
    """

    submission: int
    verdict: Verdict | None
    reason: str = ""
    outcome: FetchOutcome | None = None
    article: int | None = None
    cluster: int | None = None
    version: int | None = None
    met: int = 0
    linked: int = 0
    wait: float | None = None
    held: bool = True
