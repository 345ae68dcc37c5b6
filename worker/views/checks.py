"""What would become of something that is not handed in, as people and programs are told."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from worker.dedup.shared import shared_passages
from worker.views.lines import View, article_line, evidence_line

if TYPE_CHECKING:
    from worker.dedup.prepared import Prepared
    from worker.model.article import Cleaned
    from worker.model.evidence import Evidence
    from worker.model.stored import StoredArticle
    from worker.model.verdict import FetchOutcome, Verdict


def match(found: Evidence, mine: Prepared, other: Prepared, stored: StoredArticle, *, passages: bool) -> View:
    """A stored article that something was weighed against.

    Args:
        found: the judgement.
        mine: what is asked about.
        other: what was read of the article.
        stored: the article.
        passages: whether to look for what both share; places are those in the text asked about (a) and the stored (b).
    """
    line = evidence_line(found)
    shared = shared_passages(mine.side, other.side) if passages else []
    weighed = {name: line[name] for name in ("same_report", "same_version", "weighed_most", "why", "figures", "model")}
    return (
        article_line(stored)
        | weighed
        | {"shared_passages": [asdict(p) | {"text": mine.side.text[p.a_start : p.a_end]} for p in shared]}
    )


def unstored(cleaned: Cleaned) -> View:
    """What cleaning left of something that is not stored, under the names that a stored article has."""
    return {
        "url": cleaned.url,
        "title": cleaned.title,
        "outlet": cleaned.outlet,
        "network": cleaned.network,
        "published": cleaned.published.isoformat() if cleaned.published else None,
        "text": cleaned.text,
        "raw_text": cleaned.raw_text,
        "dateline": cleaned.dateline,
        "authors": list(cleaned.authors),
        "editors": list(cleaned.editors),
        "cited_sources": list(cleaned.cited_sources),
        "section": cleaned.section,
        "language": cleaned.language,
        "removed": [asdict(part) for part in cleaned.removed],
    }


def checked(
    verdict: Verdict | None,
    reason: str,
    *,
    outcome: FetchOutcome | None = None,
    wait: float | None = None,
    **more: object,
) -> View:
    """The answer.

    Args:
        verdict: what it would come to; None when the page could not be had now.
        reason: one sentence for a person.
        outcome: what the fetch came back with, None when none was made.
        wait: seconds until asking again makes sense, None when nobody said.
        more: article, known, cluster, version, merges and matches, as far as there are any.
    """
    blank: View = {"article": None, "known": None, "cluster": None, "version": None, "merges": [], "matches": []}
    return (
        {
            "verdict": verdict.value if verdict else None,
            "reason": reason,
            "outcome": outcome.value if outcome else None,
            "wait": wait,
        }
        | blank
        | more
    )
