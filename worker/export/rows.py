"""What is exported: articles, clusters, judgements and opinions, a page at a time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from worker import views
from worker.store import articles, evidence, listing, opinions
from worker.store.listing import ALL_ARTICLES, ALL_CLUSTERS, ArticleFilter, ClusterFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from worker.store.database import Database
    from worker.store.listing import Only

PAGE = 200
"""Rows of one question. Each page is a transaction of its own: a long one would keep SQLite's log from being cut."""


class What(StrEnum):
    """What can be exported."""

    ARTICLES = "articles"
    CLUSTERS = "clusters"
    EVIDENCE = "evidence"
    OPINIONS = "opinions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of them; only what speaks of the sort that is exported counts.

    Attributes:
        articles: which articles.
        clusters: which clusters.
        least: least probability of one report, of judgements.
    """

    articles: ArticleFilter = field(default=ALL_ARTICLES)
    clusters: ClusterFilter = field(default=ALL_CLUSTERS)
    least: float = 0.0

    @classmethod
    def of(cls, clusters: ClusterFilter, *, only: Only, least: float) -> Self:
        """What is asked for by the filter of clusters: articles are chosen by what it says of them."""
        articles = ArticleFilter(
            outlet=clusters.outlet,
            network=clusters.network,
            language=clusters.language,
            cited=clusters.cited,
            q=clusters.q,
            since=clusters.since,
            until=clusters.until,
            only=only,
        )
        return cls(articles, clusters, least)


COLUMNS: dict[What, dict[str, str]] = {
    What.ARTICLES: {
        "id": "int",
        "url": "text",
        "title": "text",
        "outlet": "text",
        "network": "text",
        "published": "text",
        "updated": "text",
        "cluster": "int",
        "version": "int",
        "key": "text",
        "section": "text",
        "language": "text",
        "dateline": "text",
        "authors": "list",
        "editors": "list",
        "cited_sources": "list",
        "submission": "int",
        "text": "text",
    },
    What.CLUSTERS: {
        "id": "int",
        "title": "text",
        "size": "int",
        "versions": "int",
        "outlets": "int",
        "first": "text",
        "last": "text",
        "representative": "int",
        "first_teller": "int",
        "first_teller_outlet": "text",
        "first_teller_at": "text",
        "origin": "text",
        "articles": "ints",
    },
    What.EVIDENCE: {
        "a": "int",
        "b": "int",
        "same_report": "float",
        "same_version": "float",
        "weighed_most": "list",
        "why": "list",
        "model": "text",
        "figures": "text",
    },
    What.OPINIONS: {
        "id_a": "int",
        "id_b": "int",
        "label": "text",
        "url_a": "text",
        "url_b": "text",
        "key_a": "text",
        "key_b": "text",
        "hash_a": "text",
        "hash_b": "text",
        "by": "text",
        "note": "text",
        "at": "text",
    },
}
"""The columns of tables (CSV, Parquet) and what is in them. JSONL has the whole view instead."""


def rows(db: Database, what: What, wanted: Wanted, *, flat: bool = False, page: int = PAGE) -> Iterator[views.View]:
    """Everything of one sort.

    Args:
        db: the store.
        what: the sort.
        wanted: which of them.
        flat: as rows of a table with `COLUMNS`, instead of what the API shows.
        page: rows of one question to the store.
    """
    found = _SOURCES[what](db, wanted, page)
    return map(_FLAT[what], found) if flat else found


def _articles(db: Database, wanted: Wanted, limit: int) -> Iterator[views.View]:
    before, more = None, True
    while more:
        with db.read() as conn:
            page, before = views.listed_articles(conn, wanted.articles, before=before, limit=limit)
            whole = articles.many(conn, [one.id for one in page])
        more = before is not None
        yield from (views.article(whole[one.id]) for one in page)


def _clusters(db: Database, wanted: Wanted, limit: int) -> Iterator[views.View]:
    before = None
    while True:
        with db.read() as conn:
            page = listing.clusters(conn, wanted.clusters, before=before, limit=limit)
            found = [view for one in page if (view := views.cluster(conn, one.id))]
        if not page:
            return
        yield from found
        before = page[-1].last_at, page[-1].id


def _evidence(db: Database, wanted: Wanted, limit: int) -> Iterator[views.View]:
    after = (0, 0)
    while True:
        with db.read() as conn:
            page = evidence.after(conn, after, limit=limit, at_least=wanted.least)
        if not page:
            return
        yield from map(views.evidence_line, page)
        after = page[-1].a, page[-1].b


def _opinions(db: Database, _wanted: Wanted, limit: int) -> Iterator[views.View]:
    """What people said, as examples to train on: a flat object each, whose fields make the columns of a table."""
    after = (0, 0)
    while True:
        with db.read() as conn:
            page = opinions.page(conn, after=after, limit=limit)
            ids = {number for one in page for number in (one.a, one.b)}
            stored, hashes = articles.many(conn, ids), articles.hashes(conn, ids)
        if not page:
            return
        for one in page:
            if one.a in stored and one.b in stored:
                yield views.opinion_example(one, stored[one.a], stored[one.b], hashes)
        after = page[-1].a, page[-1].b


def _flat_cluster(view: views.View) -> views.View:
    teller, origin = view["first_teller"], view["origin"]
    return view | {
        "representative": view["representative"]["article"],
        "first_teller": teller["article"],
        "first_teller_outlet": teller["outlet"],
        "first_teller_at": teller["at"],
        "origin": origin["name"] if origin else None,
        "articles": [one["id"] for one in view["articles"]],
    }


def _flat_evidence(view: views.View) -> views.View:
    return view | {"figures": json.dumps(view["figures"])}


def _same(view: views.View) -> views.View:
    return view


_SOURCES: dict[What, Callable[[Database, Wanted, int], Iterator[views.View]]] = {
    What.ARTICLES: _articles,
    What.CLUSTERS: _clusters,
    What.EVIDENCE: _evidence,
    What.OPINIONS: _opinions,
}
_FLAT: dict[What, Callable[[views.View], views.View]] = {
    What.ARTICLES: _same,
    What.CLUSTERS: _flat_cluster,
    What.EVIDENCE: _flat_evidence,
    What.OPINIONS: _same,
}
