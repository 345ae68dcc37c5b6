"""Two articles side by side, and what a person's word on them changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from worker.dedup.prepared import prepare
from worker.dedup.shared import shared_passages
from worker.store import articles, evidence, opinions
from worker.views.contrast import Content, contrast
from worker.views.lines import View, article_line, change_line, evidence_line, opinion_line
from worker.views.weighty import weighty
from worker.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from worker.changes import Change
    from worker.dedup.evidence import Judge
    from worker.model.evidence import Side
    from worker.store.opinions import Opinion


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
        The view, with the words that weigh most and what each of the texts tells alone, None when one of the
        articles is not there.
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
    word = opinions.of(conn, a, b)
    return {
        "a": article_line(first),
        "b": article_line(second),
        "verdict": verdict,
        "together": first.cluster_id is not None and first.cluster_id == second.cluster_id,
        "met_in_index": evidence.pair(conn, a, b) is not None,
        "opinion": opinion_line(word) if word else None,
        "evidence": evidence_line(found),
        "sentences": {name: sentence(name, value) for name, value in found.figures.items()},
        "words": weighty(judge.model.cues, sides[a], sides[b]),
        "shared_passages": [asdict(p) | {"text": first.text[p.a_start : p.a_end]} for p in passages],
        "differences": _differences(sides[a].side, sides[b].side),
    }


def _differences(a: Side, b: Side) -> View:
    """What each of two texts tells alone."""
    left, right = Content(a), Content(b)
    return {"a": asdict(contrast(left, right)), "b": asdict(contrast(right, left))}


def said(
    conn: Connection, a: int, b: int, word: Opinion | None, changed: Iterable[Change], overruled: Iterable[Opinion]
) -> View:
    """What a person's word on a pair came to.

    Args:
        conn: the transaction in which it was written.
        a: one article.
        b: the other.
        word: what is said of the pair now.
        changed: the clusters that became others.
        overruled: opinions on these clusters that newer ones contradict.

    Returns:
        The opinion, where both articles stand now, and each change as numbers and as a sentence.
    """
    first, second = articles.get(conn, a), articles.get(conn, b)
    return {
        "a": article_line(first) if first else None,
        "b": article_line(second) if second else None,
        "opinion": opinion_line(word) if word else None,
        "together": bool(first and second and first.cluster_id == second.cluster_id),
        "changes": [change_line(one) for one in changed],
        "overruled": [opinion_line(one) for one in overruled],
    }
