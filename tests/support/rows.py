"""Rows for tests of the store: the least that says what a test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.model.article import Cleaned
from worker.model.evidence import Evidence
from worker.model.submission import Pushed, SubmissionKind, Wanted
from worker.store import articles, clusters, ledger

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from worker.model.submission import Submission

LEASE = 60.0


def wanted(key: str = "pagi.example/berita/1") -> Wanted:
    """A URL to ingest."""
    return Wanted(SubmissionKind.URL, key, f"https://{key}")


def wanted_text(key: str, text: str) -> Wanted:
    """A pushed text to ingest."""
    return Wanted(SubmissionKind.ARTICLE, key, "", Pushed(key=key, text=text))


def submit(conn: Connection, key: str, now: float) -> Submission:
    """A new row of the ledger."""
    row, new = ledger.submit(conn, wanted(key), now)
    assert new
    return row


def claim(conn: Connection, number: int, now: float) -> Submission:
    """A row of the ledger under a lease of `LEASE` seconds."""
    held = ledger.claim(conn, number, now=now, lease_seconds=LEASE, task_id="task")
    assert held is not None
    return held


def cleaned(
    text: str = "Warga bergotong royong.", *, title: str = "Judul", outlet: str = "", at: datetime | None = None
) -> Cleaned:
    """An article as cleaning leaves it."""
    return Cleaned(is_article=True, title=title, text=text, raw_text=text, outlet=outlet, network=outlet, published=at)


def article(conn: Connection, key: str, now: float, *, shown: bool = True, outlet: str = "", text: str = "") -> int:
    """A stored article; its number."""
    written = articles.put(
        conn, key, cleaned(text or f"Isi {key}.", outlet=outlet), signature=b"", submission_id=None, now=now
    )
    if shown:
        clusters.show(conn, [written.id])
    return written.id


def judged(a: int, b: int, same_report: float, same_version: float = 0.0) -> Evidence:
    """A judgement of two articles."""
    return Evidence(
        a=min(a, b),
        b=max(a, b),
        same_report=same_report,
        same_version=same_version,
        figures={"shared": 0.5},
        weighed_most=("shared",),
        version="test",
    )
