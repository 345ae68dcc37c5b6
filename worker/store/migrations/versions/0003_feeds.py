"""Feeds and sitemaps, clusters in the order of their changes, quicker counts, webhooks that change their secret.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("read_at", sa.Double(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
        sqlite_autoincrement=True,
    )
    hidden = sa.text("NOT visible") if op.get_bind().dialect.name == "postgresql" else sa.text("visible = 0")
    op.create_index("ix_article_hidden", "article", ["outlet", "network"], sqlite_where=hidden, postgresql_where=hidden)
    op.create_index(op.f("ix_cluster_updated_at_id"), "cluster", ["updated_at", "id"])
    op.add_column("webhook", sa.Column("old_secret", sa.Text(), nullable=True))
    op.add_column("webhook", sa.Column("old_until", sa.Double(), nullable=True))
