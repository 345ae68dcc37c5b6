"""What must hold in the store, each rule as a query for what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, and_, case, cast, delete, func, not_, or_, select, update

from worker.model.submission import SubmissionKind
from worker.model.verdict import State, Verdict
from worker.regroup import regroup
from worker.store import ledger
from worker.store.database import lock_clusters
from worker.store.schema import ARTICLE, CLUSTER, DELIVERY, EVIDENCE, OPINION, PAYLOAD, RAW_PAGE, SUBMISSION, WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Select, Table

    from worker.regroup import Thresholds

LED = (Verdict.NEW.value, Verdict.JOINED.value, Verdict.VERSION.value, Verdict.UNCHANGED.value)
"""Verdicts of submissions that lead to an article."""
ENDED = (State.DONE.value, State.PARKED.value)
REMOVED = "removed:%"
"""Keys of submissions whose article was deleted."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the rules need to know beside the store.

    Attributes:
        now: seconds since 1970.
        lease_seconds: the longest lease.
        grace_seconds: how long after its end a lease may stand until the sweeper should have seen it.
        thresholds: where a probability becomes a yes.
    """

    now: float
    lease_seconds: float
    grace_seconds: float
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that must hold.

    Attributes:
        name: for programs.
        said: what is wrong, for people; the count stands before it.
        broken: the query for the numbers of what breaks it.
        mend: puts it right; None where only a person can.
    """

    name: str
    said: str
    broken: Select[Any]
    mend: Callable[[Connection, Sequence[int]], object] | None = None


def rules(bounds: Bounds) -> list[Rule]:
    """All rules, the ledger first, since what is mended there brings other things along."""
    return [*_ledger(bounds), *_articles(bounds), *_clusters(bounds), *_kept()]


def _ledger(bounds: Bounds) -> list[Rule]:
    row = SUBMISSION.c
    running = row.state == State.RUNNING.value
    led = and_(row.state == State.DONE.value, row.verdict.in_(LED), row.key.not_like(REMOVED))

    def again(conn: Connection, ids: Sequence[int]) -> object:
        return ledger.reopen(conn, now=bounds.now, ids=ids)

    def release(conn: Connection, ids: Sequence[int]) -> object:
        values = {"state": State.QUEUED.value, "lease": "", "lease_until": None, "published_at": None}
        due = case((row.due_at > bounds.now, bounds.now), else_=row.due_at)
        return conn.execute(update(SUBMISSION).where(row.id.in_(ids)).values(**values, due_at=due))

    def no_verdict(conn: Connection, ids: Sequence[int]) -> object:
        return conn.execute(update(SUBMISSION).where(row.id.in_(ids)).values(verdict=None))

    url = row.kind == SubmissionKind.URL.value
    gone = or_(row.article_id.is_(None), row.article_id.not_in(select(ARTICLE.c.id)))
    return [
        Rule(
            "lease_stale",
            "held by a worker whose lease ended long ago; no sweeper runs",
            select(row.id).where(running, row.lease_until < bounds.now - bounds.grace_seconds),
            release,
        ),
        Rule(
            "lease_ahead",
            "held until a time that no worker would write; a clock was wrong",
            select(row.id).where(running, row.lease_until > bounds.now + 2 * bounds.lease_seconds),
            release,
        ),
        Rule("lease_none", "in work, and held by nobody", select(row.id).where(running, row.lease == ""), release),
        Rule(
            "ended_without_verdict",
            "finished without a verdict",
            select(row.id).where(row.state.in_(ENDED), row.verdict.is_(None)),
            again,
        ),
        Rule(
            "verdict_too_early",
            "not finished, and with a verdict",
            select(row.id).where(row.state.not_in(ENDED), row.verdict.is_not(None)),
            no_verdict,
        ),
        Rule("article_gone", "fetched, and its article is not there", select(row.id).where(led, url, gone), again),
        Rule("pushed_gone", "pushed, and its article is not there", select(row.id).where(led, not_(url), gone)),
        Rule(
            "payload_missing",
            "waiting, and what was pushed is no longer there",
            select(row.id).where(row.state == State.QUEUED.value, not_(url), row.id.not_in(select(PAYLOAD.c[_SUB]))),
        ),
    ]


def _articles(bounds: Bounds) -> list[Rule]:
    row = ARTICLE.c
    known = select(SUBMISSION.c.id)
    ended = select(SUBMISSION.c.id).where(SUBMISSION.c.state.in_(ENDED))

    def again(conn: Connection, ids: Sequence[int]) -> object:
        rows = conn.execute(select(row.submission_id).where(row.id.in_(ids))).scalars()
        return ledger.reopen(conn, now=bounds.now, ids=list(rows))

    return [
        Rule(
            "article_unledgered",
            "stored, and no submission led to it",
            select(row.id).where(or_(row.submission_id.is_(None), row.submission_id.not_in(known))),
        ),
        Rule(
            "article_hidden",
            "stored and not shown, though its submission is finished",
            select(row.id).where(not_(row.visible), row.submission_id.in_(ended)),
            again,
        ),
    ]


def _clusters(bounds: Bounds) -> list[Rule]:
    row = ARTICLE.c
    at = func.coalesce(row.published_at, row.created_at)
    firsts = (
        select(row.version_id.label("version"), func.min(row.id).label("first"))
        .where(row.visible)
        .group_by(row.cluster_id, row.version_id)
        .subquery()
    )
    members = (
        select(
            row.cluster_id.label("id"),
            func.min(row.id).label("first"),
            func.count().label("size"),
            func.count(row.version_id.distinct()).label("versions"),
            func.count(func.coalesce(func.nullif(row.outlet, ""), cast(row.id, String)).distinct()).label("outlets"),
            func.min(at).label("first_at"),
            func.max(at).label("last_at"),
        )
        .where(row.visible, row.cluster_id.is_not(None))
        .group_by(row.cluster_id)
        .subquery()
    )
    shown = ARTICLE.alias("shown")
    inside = select(shown.c.id).where(
        shown.c.id == CLUSTER.c.representative_id, shown.c.cluster_id == CLUSTER.c.id, shown.c.visible
    )
    differs: list[ColumnElement[bool]] = [
        CLUSTER.c[name] != members.c[name] for name in ("size", "versions", "outlets", "first_at", "last_at")
    ]

    def settle(conn: Connection, ids: Sequence[int]) -> object:
        lock_clusters(conn)
        visible = conn.execute(select(row.id).where(row.id.in_(ids), row.visible)).scalars()
        return regroup(conn, list(visible), bounds.thresholds, bounds.now)

    def settle_all(conn: Connection, ids: Sequence[int]) -> object:
        return settle(conn, list(conn.execute(select(row.id).where(row.cluster_id.in_(ids))).scalars()))

    def drop(conn: Connection, ids: Sequence[int]) -> object:
        return conn.execute(delete(CLUSTER).where(CLUSTER.c.id.in_(ids)))

    unplaced = or_(row.cluster_id.is_(None), row.version_id.is_(None), row.cluster_id.not_in(select(CLUSTER.c.id)))
    return [
        Rule(
            "article_unplaced",
            "shown, and in no cluster or version",
            select(row.id).where(row.visible, unplaced),
            settle,
        ),
        Rule(
            "cluster_empty",
            "clusters without an article",
            select(CLUSTER.c.id).where(CLUSTER.c.id.not_in(select(members.c.id))),
            drop,
        ),
        Rule(
            "cluster_number",
            "clusters whose number is not that of their first article",
            select(members.c.id).where(members.c.id != members.c.first),
            settle_all,
        ),
        Rule(
            "cluster_counts",
            "clusters whose counts or times differ from their articles'",
            select(CLUSTER.c.id).join(members, members.c.id == CLUSTER.c.id).where(or_(*differs)),
            settle_all,
        ),
        Rule(
            "cluster_representative",
            "clusters that are shown by an article of another one",
            select(CLUSTER.c.id).where(CLUSTER.c.id.in_(select(members.c.id)), not_(inside.exists())),
            settle_all,
        ),
        Rule(
            "version_number",
            "versions whose number is not that of their first article",
            select(firsts.c.first).where(firsts.c.version != firsts.c.first),
            settle,
        ),
    ]


_SUB = "submission_id"


def _kept() -> list[Rule]:
    """What is kept beside articles and submissions, and whose owner is gone."""
    articles = select(ARTICLE.c.id)
    done = select(SUBMISSION.c.id).where(SUBMISSION.c.state == State.DONE.value)
    submissions = select(SUBMISSION.c.id)
    return [
        *(
            Rule(
                f"{table.name}_orphaned",
                f"{words} of articles that are not there",
                select(table.c.a).where(or_(table.c.a.not_in(articles), table.c.b.not_in(articles))),
                _dropping(table, or_(table.c.a.not_in(articles), table.c.b.not_in(articles))),
            )
            for table, words in ((EVIDENCE, "judgements"), (OPINION, "opinions"))
        ),
        Rule(
            "evidence_order",
            "judgements whose first article is not the smaller number",
            select(EVIDENCE.c.a).where(EVIDENCE.c.a >= EVIDENCE.c.b),
            _dropping(EVIDENCE, EVIDENCE.c.a >= EVIDENCE.c.b),
        ),
        Rule(
            "payload_orphaned",
            "pushed bodies that nobody needs any more",
            select(PAYLOAD.c[_SUB]).where(or_(PAYLOAD.c[_SUB].in_(done), PAYLOAD.c[_SUB].not_in(submissions))),
            _dropping(PAYLOAD, or_(PAYLOAD.c[_SUB].in_(done), PAYLOAD.c[_SUB].not_in(submissions))),
        ),
        Rule(
            "page_orphaned",
            "kept pages without a submission",
            select(RAW_PAGE.c[_SUB]).where(RAW_PAGE.c[_SUB].not_in(submissions)),
            _dropping(RAW_PAGE, RAW_PAGE.c[_SUB].not_in(submissions)),
        ),
        Rule(
            "delivery_orphaned",
            "deliveries without a webhook",
            select(DELIVERY.c.event_id).where(DELIVERY.c.webhook_id.not_in(select(WEBHOOK.c.id))),
            _dropping(DELIVERY, DELIVERY.c.webhook_id.not_in(select(WEBHOOK.c.id))),
        ),
    ]


def _dropping(table: Table, which: ColumnElement[bool]) -> Callable[[Connection, Sequence[int]], object]:
    return lambda conn, _ids: conn.execute(delete(table).where(which))
