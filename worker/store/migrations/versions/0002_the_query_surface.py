"""Webhooks and their deliveries, idempotency keys, API keys.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# An update is two triggers: of several that fire at the same moment the order is not told, and the old words go first.
SQLITE_SEARCH = """
CREATE VIRTUAL TABLE article_search USING fts5
(title, text, cited, content='', tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER article_search_insert AFTER INSERT ON article WHEN new.visible
BEGIN
  INSERT INTO article_search (rowid, title, text, cited) VALUES
  (new.id, new.title, new.text, (SELECT group_concat(value, ' | ') FROM json_each(new.cited_sources)));
END;

CREATE TRIGGER article_search_delete BEFORE DELETE ON article WHEN old.visible
BEGIN
  INSERT INTO article_search (article_search, rowid, title, text, cited) VALUES
  ('delete', old.id, old.title, old.text, (SELECT group_concat(value, ' | ') FROM json_each(old.cited_sources)));
END;

CREATE TRIGGER article_search_update_out BEFORE UPDATE OF visible, title, text, cited_sources ON article
WHEN old.visible AND (new.visible IS NOT old.visible OR new.title IS NOT old.title OR new.text IS NOT old.text
  OR new.cited_sources IS NOT old.cited_sources)
BEGIN
  INSERT INTO article_search (article_search, rowid, title, text, cited) VALUES
  ('delete', old.id, old.title, old.text, (SELECT group_concat(value, ' | ') FROM json_each(old.cited_sources)));
END;

CREATE TRIGGER article_search_update_in AFTER UPDATE OF visible, title, text, cited_sources ON article
WHEN new.visible AND (new.visible IS NOT old.visible OR new.title IS NOT old.title OR new.text IS NOT old.text
  OR new.cited_sources IS NOT old.cited_sources)
BEGIN
  INSERT INTO article_search (rowid, title, text, cited) VALUES
  (new.id, new.title, new.text, (SELECT group_concat(value, ' | ') FROM json_each(new.cited_sources)));
END;

INSERT INTO article_search (rowid, title, text, cited)
SELECT id, title, text, (SELECT group_concat(value, ' | ') FROM json_each(cited_sources)) FROM article WHERE visible
"""
POSTGRESQL_SEARCH = """
CREATE INDEX article_search_words ON article
USING gin (to_tsvector('simple'::regconfig, left(title || ' ' || text, 100000))) WHERE visible;

CREATE INDEX article_search_cited ON article
USING gin (to_tsvector('simple'::regconfig, cited_sources)) WHERE visible
"""


def upgrade() -> None:
    """Make what is new."""
    dialect = op.get_bind().dialect.name
    for statement in (POSTGRESQL_SEARCH if dialect == "postgresql" else SQLITE_SEARCH).split(";\n\n"):
        op.execute(statement)
    op.drop_index("ix_article_cluster_id", "article")
    op.create_index("ix_article_cluster_id", "article", ["cluster_id", "visible", "outlet", "network", "language"])
    op.drop_index("ix_cluster_last_at", "cluster")
    op.create_index("ix_cluster_last_at", "cluster", ["last_at", "id", "first_at", "size", "outlets", "versions"])
    at = sa.text("coalesce(published_at, created_at)")
    op.create_index("ix_article_at", "article", [at, "id"])
    op.create_index("ix_article_outlet_at", "article", ["outlet", at, "id"])
    op.create_index("ix_article_network_at", "article", ["network", at, "id"])
    op.create_table(
        "removal",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heir_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_removal")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("types", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "delivery",
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "event_id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_webhook_id_state_event_id"), "delivery", ["webhook_id", "state", "event_id"])
    op.create_index(op.f("ix_event_type_created_at"), "event", ["type", "created_at"])
    op.create_table(
        "answered",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered")),
    )
    op.create_index(op.f("ix_answered_created_at"), "answered", ["created_at"])
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
        sqlite_autoincrement=True,
    )
