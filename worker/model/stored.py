"""Articles and clusters as the store gives them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.article import Removed


@dataclass(frozen=True, slots=True)
class StoredLine:
    """What lists and clusters show of an article; dates are ISO 8601 with offset, "" when unknown.

    Attributes:
        id: its number; lasts.
        url: where it stands.
        title: the headline.
        published: publication time.
        cited_sources: who the text says it has the report from.
        outlet: the host.
        network: the group that the outlet belongs to.
        visible: whether it has been through the whole pipeline.
        cluster_id: its cluster, None until it is visible.
        version_id: its version inside the cluster, None until it is visible.
        created_at: when it was first stored, seconds since 1970.
    """

    id: int
    url: str
    title: str
    published: str
    cited_sources: tuple[str, ...]
    outlet: str
    network: str
    visible: bool
    cluster_id: int | None
    version_id: int | None
    created_at: float


@dataclass(frozen=True, slots=True)
class StoredArticle(StoredLine):
    """One article of the store, with its texts.

    Attributes:
        key: its identity: canonical URL, hash of the text, or a batch record's id.
        text: the cleaned body, one paragraph a line.
        raw_text: the text before cleaning.
        dateline: the opening place and outlet, moved out of the text.
        updated: time of the last update.
        authors: reporters' names.
        editors: editors' names.
        section: the page's section.
        language: two-letter code.
        removed: what cleaning took out.
        submission_id: the submission that brought it.
        cleaning: the version of the rules that cleaned it.
        signature: its stored signature.
    """

    key: str
    text: str
    raw_text: str
    dateline: str
    updated: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    section: str
    language: str
    removed: tuple[Removed, ...]
    submission_id: int | None
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
