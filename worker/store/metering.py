"""Figures of the store for metrics, each read from an index alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, func, select

from worker.model.verdict import State, Verdict
from worker.store import deliveries
from worker.store.events import EventType
from worker.store.schema import ARTICLE, CLUSTER, EVENT, SUBMISSION, WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

SIZES: Final = (1, 2, 3, 5, 10, 20, 50)
"""Upper bounds of the classes of clusters by their number of articles."""
RECENT_SECONDS: Final = 300.0
"""What counts as just now: at one article a minute there are five."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the store holds.

    Attributes:
        states: submissions by state.
        verdicts: finished submissions by verdict.
        waiting: submissions that could be taken now.
        waiting_seconds: how long the first of them has waited, 0 when none does.
        articles: articles that are shown.
        recent: articles that were stored in the last `RECENT_SECONDS`.
        clusters: clusters by class of size: up to the bound and above the one before; the last is the rest.
        latest_event: the number of the latest event.
        messages: messages to webhooks that have not arrived, by webhook and state.
        webhooks: webhooks by whether they are switched on.
    """

    states: Mapping[str, int]
    verdicts: Mapping[str, int]
    waiting: int
    waiting_seconds: float
    articles: int
    recent: int
    clusters: tuple[int, ...]
    latest_event: int
    messages: Mapping[tuple[int, str], int]
    webhooks: Mapping[bool, int]


def figures(conn: Connection, now: float) -> Figures:
    """Read the figures.

    Args:
        conn: any transaction.
        now: seconds since 1970.
    """
    unfinished = (State.QUEUED.value, State.RUNNING.value)
    states = (
        select(SUBMISSION.c.state, func.count()).where(SUBMISSION.c.state.in_(unfinished)).group_by(SUBMISSION.c.state)
    )
    verdicts = (
        select(SUBMISSION.c.verdict, func.count())
        .where(SUBMISSION.c.verdict.is_not(None))
        .group_by(SUBMISSION.c.verdict)
    )
    due = (SUBMISSION.c.state == State.QUEUED.value, SUBMISSION.c.due_at <= now)
    waiting, first = conn.execute(select(func.count(), func.min(SUBMISSION.c.due_at)).where(*due)).one()
    by_size = select(CLUSTER.c.size, func.count().label("clusters")).group_by(CLUSTER.c.size).subquery()
    place = case(*[(by_size.c.size <= bound, at) for at, bound in enumerate(SIZES)], else_=len(SIZES))
    sizes = dict(conn.execute(select(place, func.sum(by_size.c.clusters)).group_by(place)).all())
    stored = (EVENT.c.type == EventType.ARTICLE_STORED.value, EVENT.c.created_at >= now - RECENT_SECONDS)
    finished: dict[str, int] = dict(conn.execute(verdicts).all())
    parked = finished.get(Verdict.PARKED.value, 0)
    done = {State.DONE.value: sum(finished.values()) - parked, State.PARKED.value: parked}
    return Figures(
        states=dict(conn.execute(states).all()) | done,  # every finished row bears a verdict
        verdicts=finished,
        waiting=waiting,
        waiting_seconds=0.0 if first is None else max(now - first, 0.0),
        articles=conn.execute(select(func.count()).where(ARTICLE.c.cluster_id.is_not(None))).scalar_one(),
        recent=conn.execute(select(func.count()).where(*stored)).scalar_one(),
        clusters=tuple(int(sizes.get(at, 0)) for at in range(len(SIZES) + 1)),
        latest_event=conn.execute(select(func.max(EVENT.c.id))).scalar() or 0,
        messages=deliveries.undone(conn),
        webhooks=dict(conn.execute(select(WEBHOOK.c.active, func.count()).group_by(WEBHOOK.c.active)).all()),
    )
