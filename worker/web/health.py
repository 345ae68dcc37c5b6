"""Whether the service lives, and whether what it needs answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kombu.exceptions import OperationalError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from worker.celery import app

if TYPE_CHECKING:
    from config.settings import Settings
    from worker.store.database import Database

ANSWER_SECONDS = 2.0
"""Longest wait for the broker; a probe that hangs tells nobody anything."""


def store_fault(db: Database) -> str:
    """Why the store does not answer, "" when it does."""
    try:
        with db.read() as conn:
            conn.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return "The store does not answer; `saring doctor` says why."
    return ""


def broker_fault(settings: Settings) -> str:
    """Why the broker does not answer, "" when it does.

    Args:
        settings: say where the broker is.
    """
    options = {"socket_connect_timeout": ANSWER_SECONDS, "socket_timeout": ANSWER_SECONDS}
    try:
        with app.connection_for_write(settings.broker, transport_options=options) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
    except (OperationalError, OSError):
        return "The broker does not answer; what is handed in waits in the ledger until it does."
    return ""
