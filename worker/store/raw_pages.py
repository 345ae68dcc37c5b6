"""Pages as they came, so that they can be cleaned again."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sqlalchemy import select

from worker.store.schema import RAW_PAGE
from worker.store.statements import insert_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.model.page import Page


def put(conn: Connection, submission_id: int, page: Page, now: float) -> None:
    """Keep the page as it came."""
    values = {
        "url": page.url,
        "content_type": page.content_type,
        "charset": page.charset,
        "fetched_at": now,
        "body": zlib.compress(page.body, 3),
    }
    statement = insert_row(conn, RAW_PAGE, key=("submission_id",), renewed=tuple(values))
    statement.run(conn, {"submission_id": submission_id} | values)


def get(conn: Connection, submission_id: int) -> tuple[bytes, str, str] | None:
    """The bytes of a page, the charset that it was read with, and the URL that answered."""
    columns = (RAW_PAGE.c.body, RAW_PAGE.c.charset, RAW_PAGE.c.url)
    row = conn.execute(select(*columns).where(RAW_PAGE.c.submission_id == submission_id)).one_or_none()
    return None if row is None else (zlib.decompress(row.body), row.charset, row.url)
