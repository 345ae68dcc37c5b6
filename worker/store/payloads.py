"""What was pushed with a submission, kept until its article holds it."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from worker.model.submission import Pushed
from worker.store.database import insert
from worker.store.schema import PAYLOAD

if TYPE_CHECKING:
    from sqlalchemy import Connection


def put(conn: Connection, submission_id: int, pushed: Pushed | None) -> None:
    """Keep what was pushed with a submission until its article holds it; nothing for a URL."""
    if pushed is None:
        return
    body = zlib.compress(json.dumps(asdict(pushed), ensure_ascii=False).encode("utf-8", "replace"))
    conn.execute(
        insert(conn, PAYLOAD)
        .values(submission_id=submission_id, body=body)
        .on_conflict_do_update(index_elements=["submission_id"], set_={"body": body})
    )


def get(conn: Connection, submission_id: int) -> Pushed | None:
    """What was pushed with a submission, None for a URL."""
    body = conn.execute(select(PAYLOAD.c.body).where(PAYLOAD.c.submission_id == submission_id)).scalar()
    return None if body is None else Pushed(**json.loads(zlib.decompress(body)))


def drop(conn: Connection, submission_id: int) -> None:
    """Forget what was pushed, once the article holds it."""
    conn.execute(delete(PAYLOAD).where(PAYLOAD.c.submission_id == submission_id))
