"""A cluster as people are shown it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from worker.store import clusters, evidence, lines, opinions
from worker.store.clusters import NEARLY
from worker.views.cited import cited, origin
from worker.views.claims import Claim, claims
from worker.views.lines import View, article_line, cluster_line, evidence_line, opinion_line
from worker.views.tellers import first_teller
from worker.wording import percent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.model.stored import StoredLine
    from worker.store.evidence import Probability

RELATED = 0.1
"""Probability from which an article outside a cluster is named as related: it nearly belonged."""
MOST_RELATED = 20


def cluster(conn: Connection, number: int, *, most: int | None = None) -> View | None:
    """A cluster with its articles, versions, first teller, sources, evidence, and what people said of it.

    Args:
        conn: any transaction.
        number: the cluster's number, old or new.
        most: judgements that are given, the strongest; None gives all. A cluster of 60 may have 1,770, 3 MB of JSON.

    Returns:
        The view, None when there never was such a cluster.
    """
    found = clusters.get(conn, number)
    if found is None:
        return None
    told = lines.told(conn, [found.id])[found.id]
    members = [one for one, _ in told]
    ids = {one.id for one in members}
    judged = evidence.probabilities(conn, ids, at_least=RELATED)
    inside = [e for e in judged if e.a in ids and e.b in ids]
    sources = cited(members)
    return cluster_line(found) | {
        "title": found.title or next((one.title for one in members if one.title), ""),
        "asked_as": number,
        "articles": [article_line(one) for one in members],
        "version_groups": _versions(members, inside),
        "timeline": [_told(claim) for claim in sorted(claims(members), key=_told_at)],
        "first_teller": first_teller(members),
        "representative": _representative({one.id: chars for one, chars in told}, found.representative_id),
        "cited_sources": sources,
        "origin": origin(sources, len(members)),
        "evidence": [evidence_line(e) for e in evidence.pairs(conn, [(e.a, e.b) for e in inside[:most]])],
        "judged": len(inside),
        "opinions": [opinion_line(one) for one in opinions.touching(conn, ids)],
        "related": _related(conn, judged, ids),
    }


def _told_at(claim: Claim) -> tuple[object, ...]:
    """What the timeline is ordered by: those without a credible time come last, in the order in which they came in."""
    return claim.latest, claim.one.created_at, claim.one.id


def _told(claim: Claim) -> View:
    """When an article was published, as far as that can be believed."""
    return {
        "article": claim.one.id,
        "outlet": claim.one.outlet,
        "at": claim.at.isoformat() if claim.at else None,
        "exact": claim.exact,
        "credible": claim.at is not None and not claim.fault,
        "from_url": claim.from_url,
        "said": claim.one.published or None,
        "fault": claim.fault,
    }


def _versions(members: list[StoredLine], inside: list[Probability]) -> list[View]:
    """The articles by text, each group with the reason why it is one."""
    groups: dict[int, list[int]] = defaultdict(list)
    for one in members:
        groups[one.version_id or one.id].append(one.id)
    of = {one: number for number, own in groups.items() for one in own}
    said: dict[int, list[float]] = defaultdict(list)
    for e in inside:
        if of[e.a] == of[e.b]:
            said[of[e.a]].append(e.same_version)
    return [
        {"version": number, "articles": own, "reason": _version_reason(len(own), said[number])}
        for number, own in sorted(groups.items())
    ]


def _version_reason(count: int, judged: list[float]) -> str:
    if count == 1:
        return "No other article of the cluster bears this text."
    if not judged:
        return f"{count} articles bear the same text."
    low, high = percent(min(judged)), percent(max(judged))
    spread = f"a probability of {high}" if low == high else f"probabilities of {low} to {high}"
    pairs = "the pair was" if len(judged) == 1 else f"{len(judged)} pairs were"
    return f"{count} articles bear the same text: {pairs} judged, with {spread}."


def _representative(lengths: dict[int, int], number: int) -> View:
    """Why an article stands for the others, by the lengths of their texts in characters."""
    longest = max(lengths.values())
    near = sum(length >= NEARLY * longest for length in lengths.values())
    if len(lengths) == 1:
        reason = "It is the only article."
    elif number not in lengths:
        reason = "It stood for the cluster before the cluster changed."
    elif near == 1:
        reason = f"It has the fullest cleaned text, {longest:,} characters."
    else:
        reason = (
            f"It is the earliest of the {near} articles whose cleaned texts are the fullest "
            f"(within {percent(1 - NEARLY)} of {longest:,} characters)."
        )
    return {"article": number, "reason": reason}


def _related(conn: Connection, judged: list[Probability], ids: set[int]) -> list[View]:
    """Articles of other clusters that nearly belonged, each with its strongest link."""
    nearest: dict[int, Probability] = {}
    for found in judged:  # strongest first
        for outside in {found.a, found.b} - ids:
            nearest.setdefault(outside, found)
    shown = dict(list(nearest.items())[:MOST_RELATED])
    stored = lines.some(conn, shown)
    return [
        article_line(stored[outside]) | {"same_report": found.same_report}
        for outside, found in shown.items()
        if outside in stored and stored[outside].visible
    ]
