"""What people and programs are shown: one shape for the command line, the API and the pages, made to be JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from worker.dedup.prepared import prepare
from worker.dedup.shared import shared_passages
from worker.store import articles, clusters, evidence

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.dedup.evidence import Judge
    from worker.model.evidence import Evidence
    from worker.model.stored import StoredArticle, StoredCluster
    from worker.model.submission import Submission

View = dict[str, Any]

RELATED = 0.1
"""Probability from which an article outside a cluster is named as related: it nearly belonged."""
MOST_RELATED = 20


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
    }


def article_line(stored: StoredArticle) -> View:
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


def cluster(conn: Connection, number: int) -> View | None:
    """A cluster with its articles, versions, first teller, sources and evidence.

    Args:
        conn: any transaction.
        number: the cluster's number, old or new.

    Returns:
        The view, None when there never was such a cluster.
    """
    found = clusters.get(conn, number)
    if found is None:
        return None
    members = [one for i in clusters.members(conn, found.id) if (one := articles.get(conn, i))]
    ids = {one.id for one in members}
    judged = evidence.touching(conn, ids, at_least=RELATED)
    cited = Counter(name for one in members for name in one.cited_sources)
    versions: dict[int, list[int]] = {}
    for one in members:
        versions.setdefault(one.version_id or one.id, []).append(one.id)
    return cluster_line(found) | {
        "asked_as": number,
        "articles": [article_line(one) for one in members],
        "version_groups": [{"version": v, "articles": own} for v, own in sorted(versions.items())],
        "first_teller": _first_teller(members),
        "representative": {
            "article": found.representative_id,
            "reason": "It has the fullest cleaned text.",
        },
        "cited_sources": [{"name": name, "articles": n} for name, n in cited.most_common()],
        "evidence": [evidence_line(e) for e in judged if e.a in ids and e.b in ids],
        "related": _related(conn, judged, ids),
    }


def evidence_line(found: Evidence) -> View:
    """The judgement of a pair."""
    return {
        "a": found.a,
        "b": found.b,
        "same_report": found.same_report,
        "same_version": found.same_version,
        "weighed_most": list(found.weighed_most),
        "figures": dict(found.figures),
        "model": found.version,
    }


def comparison(
    conn: Connection, judge: Judge, a: int, b: int, *, same_report: float, same_version: float
) -> View | None:
    """Two articles side by side: verdict, figures and the passages they share.

    Args:
        conn: any transaction.
        judge: weighs the pair anew, so that pairs which never met in the index are answered too.
        a: one article.
        b: the other.
        same_report: probability from which two articles count as the same report.
        same_version: probability from which they count as the same text.

    Returns:
        The view, None when one of the articles is not there.
    """
    first, second = articles.get(conn, a), articles.get(conn, b)
    if first is None or second is None:
        return None
    sides = {side.id: prepare(side) for side in articles.sides(conn, [a, b])}
    found = judge.judge(sides[a], sides[b])
    passages = shared_passages(sides[a].side, sides[b].side) if a != b else []
    if found.same_version >= same_version:
        verdict = "same version"
    elif found.same_report >= same_report:
        verdict = "same report"
    else:
        verdict = "another report"
    return {
        "a": article_line(first),
        "b": article_line(second),
        "verdict": verdict,
        "together": first.cluster_id is not None and first.cluster_id == second.cluster_id,
        "met_in_index": evidence.pair(conn, a, b) is not None,
        "evidence": evidence_line(found),
        "shared_passages": [asdict(p) | {"text": first.text[p.a_start : p.a_end]} for p in passages],
    }


def _first_teller(members: list[StoredArticle]) -> View:
    dated = [one for one in members if one.published]
    if dated:
        first = min(dated, key=lambda one: (datetime.fromisoformat(one.published), one.id))
        reason = f"It bears the earliest publication time of the {len(dated)} that bear one: {first.published}."
    else:
        first = min(members, key=lambda one: (one.created_at, one.id))
        reason = "No article bears a publication time; this one came in first."
    return {"article": first.id, "outlet": first.outlet, "reason": reason}


def _related(conn: Connection, judged: list[Evidence], ids: set[int]) -> list[View]:
    """Articles of other clusters that nearly belonged, each with its strongest link."""
    nearest: dict[int, Evidence] = {}
    for found in judged:  # strongest first
        for outside in {found.a, found.b} - ids:
            nearest.setdefault(outside, found)
    lines = []
    for outside, found in list(nearest.items())[:MOST_RELATED]:
        stored = articles.get(conn, outside)
        if stored and stored.visible:
            lines.append(article_line(stored) | {"same_report": found.same_report})
    return lines


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
