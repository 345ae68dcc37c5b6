"""The pages that people read; `ROUTERS` has the routes of all."""

from worker.web.pages import articles, checking, clusters, comparing, ledger, overview

ROUTERS = (
    overview.router,
    clusters.router,
    articles.router,
    comparing.router,
    ledger.router,
    checking.router,
)
