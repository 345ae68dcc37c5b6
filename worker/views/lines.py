"""Rows of the store as plain data, one function a kind."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from worker.wording import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.changes import Change
    from worker.model.evidence import Evidence
    from worker.model.stored import StoredArticle, StoredCluster, StoredLine
    from worker.model.submission import Submission
    from worker.store.opinions import Opinion

View = dict[str, Any]


def submission(row: Submission) -> View:
    """A row of the ledger."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "url": row.url,
        "state": row.state.value,
        "verdict": row.verdict.value if row.verdict else None,
        "outcome": row.outcome.value if row.outcome else None,
        "reason": row.reason,
        "attempts": row.attempts,
        "article": row.article_id,
        "task": row.task_id or None,
        "due": _time(row.due_at),
        "created": _time(row.created_at),
        "updated": _time(row.updated_at),
    }


def cluster_line(row: StoredCluster) -> View:
    """A cluster as one line of a list."""
    return {
        "id": row.id,
        "title": row.title,
        "size": row.size,
        "versions": row.versions,
        "outlets": row.outlets,
        "first": _time(row.first_at),
        "last": _time(row.last_at),
        "changed": _time(row.updated_at, "milliseconds"),
    }


def article_line(stored: StoredLine) -> View:
    """An article as one line of a list."""
    return {
        "id": stored.id,
        "url": stored.url,
        "title": stored.title,
        "outlet": stored.outlet,
        "network": stored.network,
        "published": stored.published or None,
        "cluster": stored.cluster_id,
        "version": stored.version_id,
    }


def article(stored: StoredArticle) -> View:
    """An article with its text and everything that was taken out."""
    return article_line(stored) | {
        "key": stored.key,
        "text": stored.text,
        "raw_text": stored.raw_text,
        "dateline": stored.dateline,
        "updated": stored.updated or None,
        "authors": list(stored.authors),
        "editors": list(stored.editors),
        "cited_sources": list(stored.cited_sources),
        "section": stored.section,
        "language": stored.language,
        "removed": [asdict(part) for part in stored.removed],
        "submission": stored.submission_id,
    }


def evidence_line(found: Evidence) -> View:
    """The judgement of a pair."""
    return {
        "a": found.a,
        "b": found.b,
        "same_report": found.same_report,
        "same_version": found.same_version,
        "weighed_most": list(found.weighed_most),
        "why": sentences(found.weighed_most, found.figures),
        "figures": dict(found.figures),
        "model": found.version,
    }


def opinion_line(said: Opinion) -> View:
    """What a person said of a pair."""
    return {
        "a": said.a,
        "b": said.b,
        "label": "same" if said.same else "not",
        "by": said.by,
        "note": said.note,
        "at": _time(said.created_at),
    }


def change_line(one: Change) -> View:
    """Clusters that became others, as numbers and as a sentence."""
    return {
        "kind": one.kind,
        "before": dict(sorted(one.before.items())),
        "after": dict(sorted(one.after.items())),
        "moved": list(one.moved),
        "said": one.said,
    }


def removed(stored: StoredArticle, cluster: int | None, submissions: Iterable[int], changed: Iterable[Change]) -> View:
    """What became of an article that was taken out.

    Args:
        stored: the article as it was.
        cluster: where the others of its cluster stand now, None when there are none.
        submissions: the rows of the ledger that had led to it.
        changed: the clusters that became others.
    """
    return {
        "article": stored.id,
        "url": stored.url,
        "title": stored.title,
        "cluster": cluster,
        "submissions": list(submissions),
        "changes": [change_line(one) for one in changed],
    }


def opinion_example(said: Opinion, a: StoredArticle, b: StoredArticle, hashes: dict[int, str]) -> View:
    """What a person said of a pair, as an example to train on.

    Args:
        said: the opinion.
        a: the article with the smaller number.
        b: the other.
        hashes: what says whether their texts changed since, by number.

    Returns:
        A flat object of strings and numbers, each a column of a table as well.
    """
    return {
        "id_a": a.id,
        "id_b": b.id,
        "label": "same" if said.same else "not",
        "url_a": a.url,
        "url_b": b.url,
        "key_a": a.key,
        "key_b": b.key,
        "hash_a": hashes[a.id],
        "hash_b": hashes[b.id],
        "by": said.by,
        "note": said.note,
        "at": _time(said.created_at),
    }


def _time(seconds: float, timespec: str = "seconds") -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec=timespec)
