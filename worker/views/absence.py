"""Why an article is not in a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.dedup.prepared import prepare
from worker.dedup.twins import Twins
from worker.store import articles, clusters, evidence, opinions
from worker.views.lines import View, article_line, cluster_line, evidence_line, opinion_line
from worker.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from worker.dedup.evidence import Judge
    from worker.model.evidence import Evidence
    from worker.model.stored import StoredArticle, StoredCluster
    from worker.store.opinions import Opinion

SHOWN = 5
"""Links that are shown, the best first."""
WEIGHED_ANEW = 30
"""Members without a stored judgement that are weighed for the answer; each takes a few milliseconds."""


TIE = (
    "Its links would allow it; it stands apart because several clusters are equally near and nothing says which it "
    "belongs to, or because the evidence has changed since it was clustered (`saring recluster` brings it up)."
)


def why(conn: Connection, judge: Judge, article: int, number: int, *, same_report: float) -> View | None:
    """Why an article is not in a cluster, or that it is.

    Args:
        conn: any transaction.
        judge: weighs the pairs of which no judgement is stored.
        article: the article.
        number: the cluster's number, old or new.
        same_report: probability from which two articles count as the same report.

    Returns:
        The best links into the cluster, their mean over all its members as the partition counts it, and the rule that
        kept the article out with a sentence; None when article or cluster is not there.
    """
    one, found = articles.get(conn, article), clusters.get(conn, number)
    if one is None or found is None or not one.visible:
        return None
    members = [i for i in clusters.members(conn, found.id) if i != article]
    mates = clusters.members(conn, one.cluster_id) if one.cluster_id is not None else [article]
    links = _between(conn, [article], members)
    best = links[0].same_report if links else 0.0
    texts, mean = _mean(conn, [article], members)
    _, mean_across = _mean(conn, mates, members)
    words = [
        w
        for w in opinions.touching(conn, mates)
        if not w.same and {w.a, w.b} & set(mates) and {w.a, w.b} & set(members)
    ]
    shown = [evidence_line(e) | {"stored": True} for e in links[:SHOWN]]
    fresh = _anew(conn, judge, one, members, links)
    shown += [evidence_line(e) | {"stored": False} for e in fresh[: SHOWN - len(shown)]]
    rule, reason = _rule(one, found, words, links, (len(mates), texts), (best, mean, mean_across), same_report)
    return {
        "article": article_line(one),
        "cluster": cluster_line(found),
        "inside": one.cluster_id == found.id,
        "rule": rule,
        "reason": reason + (_met_too_late(fresh, same_report) if rule == "never_met" else ""),
        "threshold": same_report,
        "members": len(members),
        "texts": texts,
        "judged": len(links),
        "best": best,
        "mean": round(mean, 6),
        "mean_with_its_own": round(mean_across, 6),
        "links": shown,
        "opinions": [opinion_line(w) for w in words],
    }


def _rule(  # noqa: PLR0911 - one for each rule
    one: StoredArticle,
    found: StoredCluster,
    words: Sequence[Opinion],
    links: Sequence[Evidence],
    counts: tuple[int, int],
    probabilities: tuple[float, float, float],
    threshold: float,
) -> tuple[str, str]:
    """The rule that kept the article out, and a sentence on it."""
    best, mean, across = probabilities
    mates, texts = counts
    if one.cluster_id == found.id:
        mean_said = f": its links to the others have a mean of {percent(mean)}" if texts else ", alone"
        return "inside", f"It is in this cluster{mean_said}."
    if words:
        return "person", _person(one.id, words[0])
    if not links:
        return "never_met", "It never met an article of this cluster in the index, or was judged to be surely another."
    line = f"below the threshold of {percent(threshold)}"
    if best < threshold:
        return "below_threshold", f"Its best link into the cluster has a probability of {percent(best)}, {line}."
    if mean < threshold:
        return "outweighed", (
            f"It is outweighed: its best link into the cluster has a probability of {percent(best)}, but the mean over "
            f"its {texts} texts is {percent(mean)}, {line}; copies count once, and a pair that never met as 0."
        )
    if across < threshold:
        return "held_by_its_own", (
            f"Its links into the cluster have a mean of {percent(mean)}, but the {mates} articles that it stands with "
            f"are nearer, and from these to the cluster the mean is {percent(across)}, {line}."
        )
    return "tie", TIE


def _person(article: int, word: Opinion) -> str:
    who = word.by or "A person"
    if article in (word.a, word.b):
        other = word.b if article == word.a else word.a
        return f"{who} said that it is not the same report as article {other}, which is in this cluster."
    return (
        f"{who} said that articles {word.a} and {word.b} are not the same report: one stands with it, the other in "
        "this cluster."
    )


def _mean(conn: Connection, left: Sequence[int], right: Sequence[int]) -> tuple[int, float]:
    """How many pairs of texts there are between two groups, and their mean probability as the partition counts it."""
    judged = evidence.links(conn, {*left, *right})
    twins = Twins({*left, *right}, {pair: version for pair, (_, version) in judged.items()})
    links = twins.links({pair: report for pair, (report, _) in judged.items()})
    pairs = twins.pairs([(a, b) for a in left for b in right])
    return len(pairs), sum(links.get(pair, 0.0) for pair in pairs) / len(pairs) if pairs else 0.0


def _between(conn: Connection, left: Sequence[int], right: Sequence[int]) -> list[Evidence]:
    """The stored judgements between two groups, strongest first."""
    a, b = set(left), set(right)
    return [e for e in evidence.touching(conn, a) if (e.a in a and e.b in b) or (e.b in a and e.a in b)]


def _anew(
    conn: Connection, judge: Judge, one: StoredArticle, members: Sequence[int], links: Sequence[Evidence]
) -> list[Evidence]:
    """Pairs of which no judgement is stored, weighed for the answer alone."""
    known = {e.a for e in links} | {e.b for e in links}
    left = [i for i in members if i not in known][:WEIGHED_ANEW]
    sides = {side.id: prepare(side) for side in articles.sides(conn, [one.id, *left])}
    found = [judge.judge(sides[one.id], sides[i]) for i in left]
    return sorted(found, key=lambda e: (-e.same_report, e.a, e.b))


def _met_too_late(fresh: Sequence[Evidence], threshold: float) -> str:
    """What the pair would have been judged like, had it met."""
    if not fresh:
        return ""
    best = fresh[0].same_report
    tail = "; `saring same` joins them." if best >= threshold else "."
    return f" Weighed now, its best link has a probability of {percent(best)}{tail}"
