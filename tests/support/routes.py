"""The routes of an application, those inside included routers too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fastapi import FastAPI


def routes(app: FastAPI) -> set[tuple[str, str]]:
    """Every method with every path; numbers in paths stand as `{id}`."""
    described = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}
    return described | {found for found in _walk(app.routes) if found[1]}


def pages(app: FastAPI) -> list[str]:
    """The paths that people read: what can be got and is no API."""
    return sorted(path for method, path in routes(app) if method == "GET" and not path.startswith("/api/"))


def _walk(found: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _walk(inner.routes, prefix + inner.prefix if not inner.routes or _bare(inner) else prefix)
        elif getattr(route, "methods", None):
            path = route.path if route.path.startswith(prefix) else prefix + route.path
            yield from ((method, path) for method in route.methods)


def _bare(router: Any) -> bool:
    """Whether a router's own prefix is not yet in its routes' paths: those that it includes."""
    return any(hasattr(route, "original_router") for route in router.routes)
