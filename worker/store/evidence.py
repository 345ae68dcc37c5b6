"""The stored judgements of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select, tuple_

from worker.model.evidence import Evidence
from worker.store.schema import ARTICLE, EVIDENCE
from worker.store.statements import OfIds, insert_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Row, Select

    from worker.store.statements import Of


class Probability(NamedTuple):
    """What was found of a pair, in two figures."""

    a: int
    b: int
    same_report: float
    same_version: float


CHUNK = 400
"""Ids in one IN list; SQLite's default limit is 32,766 variables, and a short list keeps its plan on the index."""


_LINKS = OfIds(
    lambda of: select(EVIDENCE.c.a, EVIDENCE.c.b, EVIDENCE.c.same_report, EVIDENCE.c.same_version).where(
        of(EVIDENCE.c.a)
    )
)
_PAIRS = select(EVIDENCE).where(
    EVIDENCE.c.a.in_(bindparam("first", expanding=True)), EVIDENCE.c.b.in_(bindparam("second", expanding=True))
)
FEW = 50
"""Pairs of one question: SQLite looks each first number up with each second one, and reads the whole table when it is
asked for the pairs as such (200 ms at 140,000 judgements)."""


def near(of: Of) -> list[Select[Any]]:
    """The visible articles that a judgement of at least some probability links to any of some others."""
    return [
        select(other)
        .join(ARTICLE, and_(ARTICLE.c.id == other, ARTICLE.c.visible))
        .where(of(mine), EVIDENCE.c.same_report >= bindparam("at_least"))
        for mine, other in ((EVIDENCE.c.a, EVIDENCE.c.b), (EVIDENCE.c.b, EVIDENCE.c.a))
    ]


def put(conn: Connection, found: Iterable[Evidence]) -> None:
    """Write judgements down; a newer judgement of the same pair replaces the older."""
    rows = [
        {
            "a": e.a,
            "b": e.b,
            "same_report": e.same_report,
            "same_version": e.same_version,
            "figures": dict(e.figures),
            "weighed_most": list(e.weighed_most),
            "version": e.version,
        }
        for e in found
    ]
    if not rows:
        return
    kept = ("same_report", "same_version", "figures", "weighed_most", "version")
    insert_row(conn, EVIDENCE, key=("a", "b"), renewed=kept).run_many(conn, rows)


def pair(conn: Connection, a: int, b: int) -> Evidence | None:
    """The judgement of one pair, in either order; None when the two never met in the index."""
    low, high = sorted((a, b))
    row = conn.execute(select(EVIDENCE).where(EVIDENCE.c.a == low, EVIDENCE.c.b == high)).one_or_none()
    return None if row is None else _evidence(row)


def touching(conn: Connection, ids: Collection[int], *, at_least: float = 0.0) -> list[Evidence]:
    """The judgements that speak of any of these articles, strongest first."""
    found: dict[tuple[int, int], Evidence] = {}
    for some in chunks(ids):
        rows = conn.execute(
            select(EVIDENCE).where(
                or_(EVIDENCE.c.a.in_(some), EVIDENCE.c.b.in_(some)), EVIDENCE.c.same_report >= at_least
            )
        )
        found |= {(row.a, row.b): _evidence(row) for row in rows}
    return sorted(found.values(), key=lambda e: (-e.same_report, e.a, e.b))


def probabilities(conn: Connection, ids: Collection[int], *, at_least: float = 0.0) -> list[Probability]:
    """The probabilities of the pairs with any of these articles, strongest first, without their figures."""
    found: set[Probability] = set()
    columns = (EVIDENCE.c.a, EVIDENCE.c.b, EVIDENCE.c.same_report, EVIDENCE.c.same_version)
    for some in chunks(ids):
        touching = or_(EVIDENCE.c.a.in_(some), EVIDENCE.c.b.in_(some))
        rows = conn.execute(select(*columns).where(touching, EVIDENCE.c.same_report >= at_least))
        found.update(Probability(*row) for row in rows)
    return sorted(found, key=lambda one: (-one.same_report, one.a, one.b))


def pairs(conn: Connection, wanted: Sequence[tuple[int, int]]) -> list[Evidence]:
    """The judgements of some pairs, in the order that they are asked for; `a` is the smaller number of each."""
    found: dict[tuple[int, int], Evidence] = {}
    for at in range(0, len(wanted), FEW):
        asked = set(wanted[at : at + FEW])
        rows = conn.execute(_PAIRS, {"first": [*{a for a, _ in asked}], "second": [*{b for _, b in asked}]})
        found |= {(row.a, row.b): _evidence(row) for row in rows if (row.a, row.b) in asked}
    return [found[one] for one in wanted if one in found]


def links(conn: Connection, ids: Collection[int]) -> dict[tuple[int, int], tuple[float, float]]:
    """Probabilities (same report, same version) of every judged pair among these articles."""
    inside = set(ids)
    if len(inside) == 1:
        return {}
    return {
        (row.a, row.b): (row.same_report, row.same_version)
        for some in chunks(ids)
        for row in _LINKS.run(conn, some)
        if row.b in inside
    }


def page(conn: Connection, *, after: tuple[int, int], limit: int) -> list[tuple[int, int, float]]:
    """Judged pairs with their probability of one report, in order of the articles' numbers.

    Args:
        conn: any transaction.
        after: only pairs after this one.
        limit: most rows to return.
    """
    rows = conn.execute(
        select(EVIDENCE.c.a, EVIDENCE.c.b, EVIDENCE.c.same_report)
        .where(tuple_(EVIDENCE.c.a, EVIDENCE.c.b) > after)
        .order_by(EVIDENCE.c.a, EVIDENCE.c.b)
        .limit(limit)
    )
    return [(row.a, row.b, row.same_report) for row in rows]


def after(conn: Connection, pair: tuple[int, int], *, limit: int = 500, at_least: float = 0.0) -> list[Evidence]:
    """The judgements after one, in order of the articles' numbers.

    Args:
        conn: any transaction.
        pair: the articles of the last one read.
        limit: most rows to return.
        at_least: least probability of one report.
    """
    rows = conn.execute(
        select(EVIDENCE)
        .where(tuple_(EVIDENCE.c.a, EVIDENCE.c.b) > pair, EVIDENCE.c.same_report >= at_least)
        .order_by(EVIDENCE.c.a, EVIDENCE.c.b)
        .limit(limit)
    )
    return [_evidence(row) for row in rows]


def chunks(ids: Collection[int]) -> Iterable[list[int]]:
    """These numbers in order, in lists that one question can bear."""
    ordered = sorted(ids)
    return (ordered[i : i + CHUNK] for i in range(0, len(ordered), CHUNK))


def _evidence(row: Row[Any]) -> Evidence:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Evidence(**fields | {"weighed_most": tuple(fields["weighed_most"])})
