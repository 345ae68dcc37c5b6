"""How a fetch ends early."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.verdict import FetchOutcome


class FetchFailed(Exception):  # noqa: N818 - it carries an outcome; `Fetcher` turns it into a Page
    """A fetch that ended early.

    Attributes:
        outcome: what it came to.
        reason: one sentence for a person.
        retry_after: seconds that the server asked to wait, None when it did not say.
        url: the URL at which it ended, "" when not known yet.
        status: the HTTP status, None when no answer came.
        kind: the media type of the answer, "" when there is none.
    """

    def __init__(self, outcome: FetchOutcome, reason: str, retry_after: float | None = None, *, url: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.retry_after = retry_after
        self.url = url
        self.status: int | None = None
        self.kind = ""
