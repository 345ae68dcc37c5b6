"""A row of the ledger: one request to ingest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.verdict import FetchOutcome, State, Verdict


class SubmissionKind(StrEnum):
    """What was handed in."""

    URL = "url"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request to ingest, before it has a row.

    Attributes:
        kind: what was handed in.
        key: canonical URL, or the hash of a pushed text; the same key is the same submission.
        url: what to fetch, or where a pushed text says it comes from; "" when it does not say.
        payload: the pushed article, None for a URL.
    """

    kind: SubmissionKind
    key: str
    url: str
    payload: Pushed | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed page or text.

    Attributes:
        key: the article's identity: the canonical URL's key, the record's own id in a batch, or the text's hash.
        url: where it comes from, "" when unknown.
        title: its headline, "" when unknown.
        date: its date as it was written, in any form, "" when unknown.
        text: the raw text, "" when `html` is given.
        html: the page, "" when `text` is given.
    """

    key: str
    url: str = ""
    title: str = ""
    date: str = ""
    text: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One row of the ledger; all times are seconds since 1970.

    Attributes:
        id: the row's number.
        kind: what was handed in.
        key: canonical URL or hash; unique.
        url: what to fetch, "" for a pushed text without one.
        state: where it stands.
        verdict: what became of it, None until it is finished.
        outcome: what the last fetch came back with, None when none was made.
        reason: one sentence for a person, "" when there is nothing to say.
        attempts: how often a worker took it.
        lease: the token of the worker that holds it, "" when none does.
        lease_until: when the lease ends.
        due_at: when it may next be taken.
        published_at: when its message was last published, None when it never was.
        task_id: the Celery task that took it last, "" when none did.
        article_id: the article that it led to.
        created_at: when it was handed in.
        updated_at: when the row last changed.
    """

    id: int
    kind: SubmissionKind
    key: str
    url: str
    state: State
    verdict: Verdict | None
    outcome: FetchOutcome | None
    reason: str
    attempts: int
    lease: str
    lease_until: float | None
    due_at: float
    published_at: float | None
    task_id: str
    article_id: int | None
    created_at: float
    updated_at: float
