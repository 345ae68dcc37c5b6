"""What happened, as it happens: server-sent events, or pages of JSON for who would rather ask."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, StreamingResponse

from worker.store import events
from worker.store.events import EventType
from worker.web.cursor import HIGHEST_ID
from worker.web.parts import Running
from worker.web.problems import ProblemError, answer, faulty
from worker.web.routes import Tagged
from worker.web.schemas_events import EventPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from starlette.types import Receive, Scope, Send

    from worker.store.database import Database
    from worker.store.events import Event
    from worker.web.feed import Feed

router = APIRouter(tags=["events"], route_class=Tagged)

MOST: Final = 1000
LONGEST_POLL: Final = 30.0
"""Seconds; proxies cut silent connections after 30 to 60 s."""
RECONNECT_MS: Final = 2000
FULL_SECONDS: Final = 30
STREAM = "text/event-stream"
_EXAMPLE = (
    "id: 812\nevent: cluster.grew\n"
    'data: {"id":812,"type":"cluster.grew","timestamp":"2026-11-20T02:15:04.120+00:00",'
    '"data":{"cluster":12,"articles":[38]}}\n\n'
)

After = Annotated[
    int | None,
    Query(
        ge=0,
        le=HIGHEST_ID,
        description="Only what came after this event; 0 begins with the oldest that is kept. Without it a stream "
        "begins now, and a page with the oldest.",
    ),
]
Types = Annotated[list[EventType] | None, Query(description="Only these; repeat it for several.")]
Wait = Annotated[
    float | None,
    Query(ge=0, le=LONGEST_POLL, description="Answer with a page, and wait so many seconds for it not to be empty."),
]
Most = Annotated[int, Query(ge=1, le=MOST, description="Most events of a page.")]
LastEventId = Annotated[
    str | None,
    Header(max_length=20, description="The last event that was seen, as browsers send it; it wins over `after`."),
]


@router.get(
    "/events",
    response_model=EventPage,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}, "example": _EXAMPLE}}}},
)
async def listen(
    request: Request,
    engine: Running,
    after: After = None,
    types: Types = None,
    wait: Wait = None,
    limit: Most = 100,
    last_event_id: LastEventId = None,
) -> Response:
    """What happens, as server-sent events; as a page of JSON with `Accept: application/json` or `wait`.

    A listener that comes back with the last event that it saw misses none and gets none twice. When that event is
    older than what is kept (`SARING_EVENT_DAYS`), the answer is 410 and says where to go on.
    """
    feed: Feed = request.app.state.feed
    start = after if last_event_id is None else _number(last_event_id)
    wanted = frozenset(types or ())
    latest = await run_in_threadpool(_checked, engine.db, start)
    if wait is None and _streams(request.headers.get("accept", "")):
        if feed.full:
            return _full(request)
        return _Stream(feed, latest if start is None else start, wanted)
    start = start or 0
    found = await run_in_threadpool(_page, engine.db, start, wanted, limit)
    if not found["items"] and wait and not feed.full:
        with feed.place():
            await feed.wait(found["next"], wait)
        found = await run_in_threadpool(_page, engine.db, start, wanted, limit)
    return JSONResponse(found)


class _Stream(StreamingResponse):
    """Events as they come; it takes a place at the feed for as long as it is being sent."""

    def __init__(self, feed: Feed, after: int, types: Collection[str]) -> None:
        super().__init__(
            _lines(feed, after, types),
            media_type=STREAM,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},  # nginx would hold events back
        )
        self._feed = feed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._feed.place():
            await super().__call__(scope, receive, send)


async def _lines(feed: Feed, after: int, types: Collection[str]) -> AsyncIterator[str]:
    yield f"retry: {RECONNECT_MS}\n\n"
    async for batch in feed.batches(after):
        if not batch:
            yield ": still here\n\n"
            continue
        told = [_sse(event) for event in batch if not types or event.type in types]
        if types and batch[-1].type not in types:
            # an id alone is no event for a browser, but it comes back with it: what it passed over is not read again
            told.append(f"id: {batch[-1].id}\n\n")
        yield "".join(told)


def _sse(event: Event) -> str:
    return f"id: {event.id}\nevent: {event.type}\ndata: {json.dumps(event.told(), separators=(',', ':'))}\n\n"


def _streams(accept: str) -> bool:
    """Whether a stream is wanted: always, but when JSON is asked for and a stream is not."""
    return "event-stream" in accept or "json" not in accept


def _number(last_event_id: str) -> int:
    text = last_event_id.strip()
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_ID:
        raise faulty([("Last-Event-ID", "it is the number of an event, as in 812")])
    return int(text)


def _checked(db: Database, start: int | None) -> int:
    """The latest event; a problem when a listener can't go on where it wants to."""
    with db.read() as conn:
        if start is not None and (fault := events.out_of_reach(conn, start)):
            raise ProblemError(HTTPStatus.GONE, fault)
        return events.newest(conn)


def _page(db: Database, after: int, types: Collection[str], limit: int) -> dict[str, Any]:
    with db.read() as conn:
        newest = events.newest(conn)
        found = events.after(conn, after, types=types, until=newest, limit=limit)
    last = found[-1].id if len(found) == limit else max(newest, after)
    return {"items": [event.told() for event in found], "next": last}


def _full(request: Request) -> Response:
    problem = ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "As many listen already as this service streams to (SARING_EVENT_LISTENERS); ask for pages with ?wait=30, or "
        "try again.",
    )
    refused = answer(request, problem)
    refused.headers["Retry-After"] = str(FULL_SECONDS)
    return refused
