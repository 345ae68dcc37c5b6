"""What lists and exports can be asked for, in the address."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Query

from worker.store.listing import ArticleFilter, ClusterFilter, Only
from worker.web.cursor import HIGHEST_ID

MOST_TYPED = 200
"""Characters of a search."""

Name = Annotated[
    str,
    Query(max_length=MOST_TYPED, description="Only articles of this outlet (its host).", examples=["warta.example"]),
]
Network = Annotated[str, Query(max_length=MOST_TYPED, description="Only articles of outlets of this group.")]
Language = Annotated[
    str, Query(pattern="^([a-z]{2})?$", description="Only articles in this language: two letters.", examples=["id"])
]
Cited = Annotated[
    str,
    Query(
        max_length=MOST_TYPED,
        description="Only articles that say they have the report from a source with these words in its name.",
        examples=["Kantor Berita Selasar"],
    ),
]
Words = Annotated[
    str,
    Query(
        max_length=MOST_TYPED,
        description='Words that stand in headline or text; `"several words"` stand next to one another, and `word*` '
        "stands for its beginnings.",
        examples=['"museum kapal" dermaga'],
    ),
]
Since = Annotated[
    datetime | None,
    Query(
        description="From this moment on: ISO 8601, a day alone begins at midnight; UTC unless it says otherwise.",
        examples=["2026-11-20T00:00:00+07:00"],
    ),
]
Until = Annotated[
    datetime | None, Query(description="Before this moment; written like `since`.", examples=["2026-11-21"])
]
ChangedSince = Annotated[
    datetime | None,
    Query(
        description="Clusters that were made or changed at this moment or later, written like `since`, in the order of "
        "their changes. `next` is then never null: ask again with it for what has changed meanwhile.",
        examples=["2026-11-20T00:00:00+07:00"],
    ),
]
Least = Annotated[int, Query(ge=1, le=HIGHEST_ID)]
OneOf = Annotated[
    Only,
    Query(
        description="`versions` leaves copies out: one article of each text. `originals` gives the first teller of "
        "each report alone."
    ),
]


def seconds(at: datetime | None) -> float | None:
    """A moment as seconds since 1970; one without an offset is UTC."""
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _told(
    outlet: Name = "",
    network: Network = "",
    language: Language = "",
    cited: Cited = "",
    q: Words = "",
    since: Since = None,
    until: Until = None,
) -> dict[str, Any]:
    """What both kinds of lists can be asked for."""
    return {
        "outlet": outlet.strip().lower(),
        "network": network.strip().lower(),
        "language": language,
        "cited": cited,
        "q": q,
        "since": seconds(since),
        "until": seconds(until),
    }


Asked = Annotated[dict[str, Any], Depends(_told)]


def _clusters(
    asked: Asked,
    min_size: Annotated[Least, Query(description="Least number of articles.")] = 1,
    min_outlets: Annotated[Least, Query(description="Least number of outlets.")] = 1,
    min_versions: Annotated[Least, Query(description="Least number of different texts.")] = 1,
    changed_since: ChangedSince = None,
) -> ClusterFilter:
    return ClusterFilter(
        **asked,
        min_size=min_size,
        min_outlets=min_outlets,
        min_versions=min_versions,
        changed=seconds(changed_since),
    )


def _articles(
    asked: Asked,
    cluster: Annotated[int | None, Query(ge=1, le=HIGHEST_ID, description="Only articles of this cluster.")] = None,
    only: OneOf = Only.ALL,
) -> ArticleFilter:
    return ArticleFilter(**asked, cluster=cluster, only=only)


WantedClusters = Annotated[ClusterFilter, Depends(_clusters)]
WantedArticles = Annotated[ArticleFilter, Depends(_articles)]
