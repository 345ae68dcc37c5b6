"""The store's tables; one schema for SQLite and PostgreSQL. Times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    func,
)

from worker.store.words import Words

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SUBMISSION = Table(
    "submission",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(8), nullable=False),
    Column("key", Words, nullable=False, unique=True),
    Column("url", Words, nullable=False),
    Column("state", String(8), nullable=False),
    Column("verdict", String(16)),
    Column("outcome", String(24)),
    Column("reason", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease", String(32), nullable=False),
    Column("lease_until", Double),
    Column("due_at", Double, nullable=False),
    Column("published_at", Double),
    Column("task_id", String(64), nullable=False),
    Column("article_id", Integer),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Index(None, "state", "due_at"),
    Index(None, "verdict"),
    sqlite_autoincrement=True,
)

PAYLOAD = Table(
    "payload",
    METADATA,
    Column("submission_id", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("submission_id"),
)
"""What was pushed, as zlib-compressed JSON; a message carries its number only."""

RAW_PAGE = Table(
    "raw_page",
    METADATA,
    Column("submission_id", Integer, nullable=False),
    Column("url", Words, nullable=False),
    Column("content_type", Words, nullable=False),
    Column("charset", Words, nullable=False),
    Column("fetched_at", Double, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("submission_id"),
)
"""The page as it came, zlib-compressed, so that it can be cleaned again."""

ARTICLE = Table(
    "article",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", Words, nullable=False, unique=True),
    Column("submission_id", Integer),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("raw_text", Words, nullable=False),
    Column("dateline", Words, nullable=False),
    Column("published", String(40), nullable=False),
    Column("published_at", Double),
    Column("updated", String(40), nullable=False),
    Column("authors", JSON, nullable=False),
    Column("editors", JSON, nullable=False),
    Column("cited_sources", JSON, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("network", Words, nullable=False),
    Column("section", Words, nullable=False),
    Column("language", String(8), nullable=False),
    Column("removed", JSON, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("cleaning", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("visible", Boolean, nullable=False),
    Column("cluster_id", Integer),
    Column("version_id", Integer),
    Column("created_at", Double, nullable=False),
    Index("ix_article_cluster_id", "cluster_id", "visible", "outlet", "network", "language"),
    Index(None, "version_id"),
    Index(None, "url"),
    sqlite_autoincrement=True,
)

ARTICLE_AT = func.coalesce(ARTICLE.c.published_at, ARTICLE.c.created_at)
"""When an article was published, or came in where that is unknown; lists are ordered by it."""
Index("ix_article_at", ARTICLE_AT, ARTICLE.c.id)
Index("ix_article_outlet_at", ARTICLE.c.outlet, ARTICLE_AT, ARTICLE.c.id)
Index("ix_article_network_at", ARTICLE.c.network, ARTICLE_AT, ARTICLE.c.id)
_HIDDEN = ~ARTICLE.c.visible
Index("ix_article_hidden", ARTICLE.c.outlet, ARTICLE.c.network, sqlite_where=_HIDDEN, postgresql_where=_HIDDEN)
"""The few that are on their way: what is counted over a whole index leaves them out without reading an article."""

REMOVAL = Table(
    "removal",
    METADATA,
    Column("article_id", Integer, nullable=False, autoincrement=False),
    Column("heir_id", Integer),
    Column("removed_at", Double, nullable=False),
    PrimaryKeyConstraint("article_id"),
)
"""Articles that were taken out. A cluster's number is an article's, so `heir_id`, another article of the cluster,
answers for it."""

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("a", Integer, nullable=False),
    Column("b", Integer, nullable=False),
    Column("same_report", Double, nullable=False),
    Column("same_version", Double, nullable=False),
    Column("figures", JSON, nullable=False),
    Column("weighed_most", JSON, nullable=False),
    Column("version", String(64), nullable=False),
    PrimaryKeyConstraint("a", "b"),
    Index(None, "b"),
)
"""The judgement of a pair; `a` is the smaller id."""

OPINION = Table(
    "opinion",
    METADATA,
    Column("a", Integer, nullable=False),
    Column("b", Integer, nullable=False),
    Column("same", Boolean, nullable=False),
    Column("by", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("created_at", Double, nullable=False),
    PrimaryKeyConstraint("a", "b"),
    Index(None, "b"),
)
"""What a person said of a pair; it wins over the evidence. `a` is the smaller id."""

LEARNED = Table(
    "learned",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("site", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    Column("articles", Integer, nullable=False),
    Column("clusters", Integer, nullable=False),
    Column("examples", JSON, nullable=False),
    Column("decided_by", Words, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    UniqueConstraint("site", "text"),
    sqlite_autoincrement=True,
)
"""Boilerplate that was found by counting: a line or run of sentences of one site, and what was decided about it."""

CLUSTER = Table(
    "cluster",
    METADATA,
    Column("id", Integer, nullable=False, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("versions", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("first_at", Double, nullable=False),
    Column("last_at", Double, nullable=False),
    Column("title", Words, nullable=False),
    Column("representative_id", Integer, nullable=False),
    Column("updated_at", Double, nullable=False),
    PrimaryKeyConstraint("id"),
    # a walk from the latest on looks at what it leaves out in the index alone
    Index("ix_cluster_last_at", "last_at", "id", "first_at", "size", "outlets", "versions"),
    Index(None, "size"),
    Index(None, "updated_at", "id"),
)

EVENT = Table(
    "event",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("type", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", Double, nullable=False),
    Index(None, "type", "created_at"),
    sqlite_autoincrement=True,
)
"""The outbox: written in the article's own transaction."""

WEBHOOK = Table(
    "webhook",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("url", Words, nullable=False),
    Column("secret", Words, nullable=False),
    Column("types", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("reason", Words, nullable=False),
    Column("handed_out", Integer, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("lease", String(32), nullable=False),
    Column("lease_until", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("old_secret", Words),
    Column("old_until", Double),
    sqlite_autoincrement=True,
)
"""Who is told of events. The secret signs what is sent, so it is kept as it is, and so does the old one until its time
is over; `handed_out` is the last event that
has its deliveries, `reason` why it is switched off, `due_at` when its receiver is tried next."""

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("webhook_id", Integer, nullable=False),
    Column("event_id", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("reason", Words, nullable=False),
    Column("updated_at", Double, nullable=False),
    PrimaryKeyConstraint("webhook_id", "event_id"),
    Index(None, "webhook_id", "state", "event_id"),
)
"""One event on its way to one webhook: waiting, done or parked."""

FEED = Table(
    "feed",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("url", Words, nullable=False, unique=True),
    Column("seconds", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("read_at", Double),
    Column("failures", Integer, nullable=False),
    Column("reason", Words, nullable=False),
    Column("named", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    sqlite_autoincrement=True,
)
"""Feeds and sitemaps that are read every `seconds`."""

ANSWERED = Table(
    "answered",
    METADATA,
    Column("key", Words, nullable=False),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", Double, nullable=False),
    PrimaryKeyConstraint("key"),
    Index(None, "created_at"),
)
"""What a request with an idempotency key was answered; `request` is the hash of what was asked."""

API_KEY = Table(
    "api_key",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Words, nullable=False, unique=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
    sqlite_autoincrement=True,
)
"""Who may use the API from elsewhere. Keys are 256 random bits, so their bare SHA-256 can't be guessed back."""
