"""The web service: the HTTP API, the pages, and what stands before both."""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib import resources
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from worker.engine import Engine
from worker.engine import engine as engine_of_process
from worker.web import probes, problems
from worker.web.api import (
    articles,
    carriers,
    checking,
    clusters,
    events,
    exports,
    opinions,
    statistics,
    submissions,
    webhooks,
)
from worker.web.feed import Feed
from worker.web.guard import Guard, is_loopback, names_of
from worker.web.keys import KeyCheck, require_one
from worker.web.metrics import Exporter
from worker.web.openapi import describe
from worker.web.pages import ROUTERS, door
from worker.web.render import Pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

API = "/api/v1"
ABOUT = "Finds the news articles that carry the same report, and shows why."
BODY_SHARE = 4
"""A request may be this much larger than a page: JSON writes one byte of text as up to six, though hardly ever all."""


def create_app(engine: Engine | None = None) -> FastAPI:
    """Make the web service.

    Args:
        engine: the engine; None takes that of the process, with the settings of its environment.

    Returns:
        The application. When it starts it brings the store's schema to this version. Bound to more than loopback it
        asks for a key, and does not start (`KeysMissingError`) as long as there is none.
    """
    own = engine is None
    running = engine_of_process() if engine is None else engine
    settings = running.settings

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        running.db.migrate()
        _made = running.intake  # made once, before requests come in from several threads
        require_one(running.db, settings.web_host)
        yield
        if own:
            running.close()

    app = FastAPI(
        title="Saring",
        version="1",
        description=ABOUT,
        lifespan=life,
        docs_url=None,  # our own page: Swagger's loads its scripts from a CDN and runs them inline
        redoc_url=None,
    )
    app.state.engine = running
    app.state.pages = Pages(keyed=not is_loopback(settings.web_host))
    app.state.feed = Feed(running.db, most=settings.event_listeners)
    app.state.exporter = Exporter(running, lambda: app.state.feed.listeners)
    if not is_loopback(settings.web_host):
        app.add_middleware(KeyCheck, db=running.db)
        app.include_router(door.router)
    app.add_middleware(Guard, hosts=names_of(settings.web_host), max_bytes=settings.fetch_max_bytes * BODY_SHARE)
    problems.install(app)

    api = APIRouter(prefix=API)
    for part in (submissions, articles, carriers, clusters, checking, opinions, statistics, exports):
        api.include_router(part.router)
    api.include_router(events.router)
    api.include_router(webhooks.router)
    app.include_router(api)
    app.include_router(probes.router)
    for pages in ROUTERS:
        app.include_router(pages)
    app.mount("/static", StaticFiles(directory=str(resources.files("worker.web") / "static")), name="static")
    describe(app, keyed=not is_loopback(settings.web_host))
    return app
