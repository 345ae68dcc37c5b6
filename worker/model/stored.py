"""Articles and clusters as the store gives them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.article import Removed


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One article of the store; dates are ISO 8601 with offset, "" when unknown.

    Attributes:
        id: its number; lasts.
        key: its identity: canonical URL, hash of the text, or a batch record's id.
        url: where it stands.
        title: the headline.
        text: the cleaned body, one paragraph a line.
        raw_text: the text before cleaning.
        dateline: the opening place and outlet, moved out of the text.
        published: publication time.
        updated: time of the last update.
        authors: reporters' names.
        editors: editors' names.
        cited_sources: who the text says it has the report from.
        outlet: the host.
        network: the group that the outlet belongs to.
        section: the page's section.
        language: two-letter code.
        removed: what cleaning took out.
        visible: whether it has been through the whole pipeline.
        cluster_id: its cluster, None until it is visible.
        version_id: its version inside the cluster, None until it is visible.
        submission_id: the submission that brought it.
        created_at: when it was first stored, seconds since 1970.
        cleaning: the version of the rules that cleaned it.
        signature: its stored signature.
    """

    id: int
    key: str
    url: str
    title: str
    text: str
    raw_text: str
    dateline: str
    published: str
    updated: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    cited_sources: tuple[str, ...]
    outlet: str
    network: str
    section: str
    language: str
    removed: tuple[Removed, ...]
    visible: bool
    cluster_id: int | None
    version_id: int | None
    submission_id: int | None
    created_at: float
    cleaning: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class StoredCluster:
    """One cluster of the store.

    Attributes:
        id: its number, which is the smallest article id in it; an old number answers through that article.
        size: how many articles it holds.
        versions: how many different texts.
        outlets: how many outlets.
        first_at: earliest publication (or arrival, where none is known), seconds since 1970.
        last_at: latest one.
        title: the headline of its representative.
        representative_id: the article with the fullest text, the earliest of those that are nearly as full.
        updated_at: when it last changed, seconds since 1970.
    """

    id: int
    size: int
    versions: int
    outlets: int
    first_at: float
    last_at: float
    title: str
    representative_id: int
    updated_at: float
