"""Articles: written first, shown only once their cluster is known."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select, update

from worker.model.article import Kind, Removed
from worker.model.evidence import Side
from worker.model.stored import StoredArticle
from worker.store.quick import Quick
from worker.store.schema import ARTICLE, EVIDENCE, REMOVAL, SUBMISSION
from worker.store.statements import OfIds, insert_row
from worker.store.times import parse_time
from worker.store.words import storable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Row

    from worker.model.article import Cleaned


class Mark(NamedTuple):
    """What says whether that which the evidence reads of an article changed: it reads nothing else.

    Attributes:
        hash: of title and text.
        published: when, as stored.
        outlet: its host.
        network: whose it is.
    """

    hash: str
    published: str
    outlet: str
    network: str


_KNOWN = Quick(
    select(ARTICLE.c.id, ARTICLE.c.content_hash, ARTICLE.c.visible, ARTICLE.c.signature).where(
        ARTICLE.c.key == bindparam("known")
    )
)
_HASHES = OfIds(lambda of: select(ARTICLE.c.id, ARTICLE.c.content_hash).where(of(ARTICLE.c.id)))
_MARK = (ARTICLE.c.content_hash, ARTICLE.c.published, ARTICLE.c.outlet, ARTICLE.c.network)
_MARKS = OfIds(lambda of: select(ARTICLE.c.id, *_MARK).where(of(ARTICLE.c.id)))
_SIDES = OfIds(
    lambda of: (
        select(ARTICLE.c.id, ARTICLE.c.title, ARTICLE.c.text, *_MARK).where(of(ARTICLE.c.id)).order_by(ARTICLE.c.id)
    )
)
_REMOVED = tuple(one.name for one in fields(Removed))


class Change(StrEnum):
    """What a write did to the store."""

    ADDED = "added"
    """The article is new, or was written before and never shown."""
    REPLACED = "replaced"
    """It was known with another text."""
    SAME = "same"
    """It is known and shown with this very text."""


@dataclass(frozen=True, slots=True)
class Written:
    """The answer to a write.

    Attributes:
        id: the article's number.
        change: what the write did.
        old_signature: the signature that the index may still hold, b"" when there was none.
    """

    id: int
    change: Change
    old_signature: bytes = b""


def put(
    conn: Connection, key: str, cleaned: Cleaned, *, signature: bytes, submission_id: int | None, now: float
) -> Written:
    """Write an article that is not yet visible, or find it unchanged.

    Args:
        conn: a writing transaction.
        key: its identity.
        cleaned: what cleaning left.
        signature: its fingerprints.
        submission_id: the submission that brought it.
        now: seconds since 1970.

    Returns:
        Its number and what changed. A replaced text loses its evidence, since that spoke of the old one.
    """
    digest = content_hash(cleaned)
    values = _values(cleaned) | {"content_hash": digest, "signature": signature, "submission_id": submission_id}
    known = _KNOWN.run(conn, {"known": key})
    if not known:  # asked first, since an insert that conflicts uses a number up
        row = {"key": key, "visible": False, "created_at": now, **values}
        for made in insert_row(conn, ARTICLE, key=("key",), returning=("id",)).run(conn, row):
            return Written(made.id, Change.ADDED)
        known = _KNOWN.run(conn, {"known": key})
    [old] = known
    if old.content_hash == digest:
        return Written(old.id, Change.SAME if old.visible else Change.ADDED)
    conn.execute(update(ARTICLE).where(ARTICLE.c.id == old.id).values(visible=False, **values))
    conn.execute(delete(EVIDENCE).where(or_(EVIDENCE.c.a == old.id, EVIDENCE.c.b == old.id)))
    return Written(old.id, Change.REPLACED if old.visible else Change.ADDED, old.signature)


def after(conn: Connection, number: int, *, limit: int, site: str = "") -> list[StoredArticle]:
    """The next visible articles in order of number.

    Args:
        conn: any transaction.
        number: that of the last one read.
        limit: most articles to return.
        site: only those of this outlet or network; "" for all.
    """
    query = select(ARTICLE).where(ARTICLE.c.id > number, ARTICLE.c.visible).order_by(ARTICLE.c.id).limit(limit)
    if site:
        query = query.where(or_(ARTICLE.c.outlet == site, ARTICLE.c.network == site))
    return [stored_article(row) for row in conn.execute(query)]


def renew(conn: Connection, number: int, cleaned: Cleaned, *, signature: bytes | None = None) -> None:
    """Write what cleaning an article again came to; it stays visible.

    Args:
        conn: a writing transaction; with a signature, the one that holds the clusters' lock.
        number: the article.
        cleaned: what cleaning left.
        signature: its new fingerprints, when what the evidence reads has changed: the old evidence goes. None leaves
            both as they are.
    """
    values = _values(cleaned) | {"content_hash": content_hash(cleaned)}
    if signature is not None:
        values["signature"] = signature
        conn.execute(delete(EVIDENCE).where(or_(EVIDENCE.c.a == number, EVIDENCE.c.b == number)))
    conn.execute(update(ARTICLE).where(ARTICLE.c.id == number).values(values))


def get(conn: Connection, article_id: int) -> StoredArticle | None:
    """One article by its number."""
    row = conn.execute(select(ARTICLE).where(ARTICLE.c.id == article_id)).one_or_none()
    return None if row is None else stored_article(row)


def many(conn: Connection, ids: Collection[int]) -> dict[int, StoredArticle]:
    """Articles by their numbers, in one question."""
    return {row.id: stored_article(row) for row in conn.execute(select(ARTICLE).where(ARTICLE.c.id.in_(ids)))}


def removed_at(conn: Connection, article_id: int) -> float | None:
    """When an article was taken out, in seconds since 1970; None when it was not."""
    return conn.execute(select(REMOVAL.c.removed_at).where(REMOVAL.c.article_id == article_id)).scalar()


def find(conn: Connection, url_or_key: str) -> StoredArticle | None:
    """One article by its URL or key; the visible one first."""
    row = conn.execute(
        select(ARTICLE)
        .where(or_(ARTICLE.c.key == url_or_key, ARTICLE.c.url == url_or_key))
        .order_by(ARTICLE.c.visible.desc(), ARTICLE.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else stored_article(row)


def sides(conn: Connection, ids: Collection[int]) -> list[Side]:
    """What the evidence reads of these articles, shown or not, in order of their numbers."""
    return [side for side, _ in marked(conn, ids)]


def marked(conn: Connection, ids: Collection[int]) -> list[tuple[Side, Mark]]:
    """What the evidence reads of these articles, each with what says whether it changed."""
    return [
        (
            Side(
                id=row.id,
                title=row.title,
                text=row.text,
                published=parse_time(row.published),
                outlet=row.outlet,
                network=row.network,
            ),
            _mark(row),
        )
        for row in _SIDES.run(conn, ids)
    ]


def marks(conn: Connection, ids: Collection[int]) -> dict[int, Mark]:
    """What says whether that which the evidence reads of these articles changed."""
    return {row.id: _mark(row) for row in _MARKS.run(conn, ids)}


def _mark(row: Any) -> Mark:
    return Mark(row.content_hash, row.published, row.outlet, row.network)


def hashes(conn: Connection, ids: Collection[int]) -> dict[int, str]:
    """What says whether the texts of these articles changed."""
    return {row.id: row.content_hash for row in _HASHES.run(conn, ids)}


def signatures(
    conn: Connection, *, after: int = 0, since: float | None = None, batch: int = 500
) -> Iterator[list[tuple[int, bytes, float]]]:
    """Every article's number, signature and arrival, in batches, for rebuilding the index.

    Args:
        conn: any transaction.
        after: only larger numbers.
        since: only those whose submission was touched since then, in seconds since 1970; None for all.
        batch: most articles of one list.
    """
    query = select(ARTICLE.c.id, ARTICLE.c.signature, ARTICLE.c.created_at).order_by(ARTICLE.c.id).limit(batch)
    if since is not None:
        touched = select(SUBMISSION.c.id).where(SUBMISSION.c.updated_at >= since)
        query = query.where(ARTICLE.c.submission_id.in_(touched))
    while rows := conn.execute(query.where(ARTICLE.c.id > after)).all():
        yield [(row.id, row.signature, row.created_at) for row in rows]
        after = rows[-1].id


def stream(conn: Connection, *, batch: int = 500) -> Iterator[StoredArticle]:
    """Every visible article in order of number, read in batches."""
    after = 0
    while rows := conn.execute(
        select(ARTICLE).where(ARTICLE.c.id > after, ARTICLE.c.visible).order_by(ARTICLE.c.id).limit(batch)
    ).all():
        yield from map(stored_article, rows)
        after = rows[-1].id


def memberships(conn: Connection) -> dict[int, tuple[int, int]]:
    """Cluster and version of every visible article."""
    rows = conn.execute(select(ARTICLE.c.id, ARTICLE.c.cluster_id, ARTICLE.c.version_id).where(ARTICLE.c.visible))
    return {row.id: (row.cluster_id, row.version_id) for row in rows}


def count(conn: Connection) -> int:
    """How many articles are visible."""
    return conn.execute(select(func.count()).where(ARTICLE.c.visible)).scalar_one()


def content_hash(cleaned: Cleaned | StoredArticle) -> str:
    """What says whether an article changed: its title and cleaned text."""
    return hashlib.sha256(storable(f"{cleaned.title}\n{cleaned.text}").encode()).hexdigest()


def _values(cleaned: Cleaned) -> dict[str, Any]:
    return {
        "url": cleaned.url,
        "title": cleaned.title,
        "text": cleaned.text,
        "raw_text": cleaned.raw_text,
        "dateline": cleaned.dateline,
        "published": cleaned.published.isoformat() if cleaned.published else "",
        "published_at": cleaned.published.timestamp() if cleaned.published else None,
        "updated": cleaned.updated.isoformat() if cleaned.updated else "",
        "authors": [storable(name) for name in cleaned.authors],
        "editors": [storable(name) for name in cleaned.editors],
        "cited_sources": [storable(name) for name in cleaned.cited_sources],
        "outlet": cleaned.outlet,
        "network": cleaned.network,
        "section": cleaned.section,
        "language": cleaned.language[:8],
        "cleaning": cleaned.cleaning[:64],
        "removed": [
            # not asdict, which copies what can't change
            {name: getattr(part, name) for name in _REMOVED} | {"text": storable(part.text)}
            for part in cleaned.removed
        ],
    }


def stored_article(row: Row[Any]) -> StoredArticle:
    """A row of the table as plain data."""
    fields = {k: v for k, v in row._mapping.items() if k not in ("published_at", "content_hash", "at")}  # noqa: SLF001
    for name in ("authors", "editors", "cited_sources"):
        fields[name] = tuple(fields[name])
    fields["removed"] = tuple(Removed(**part | {"kind": Kind(part["kind"])}) for part in fields["removed"])
    return StoredArticle(**fields)
