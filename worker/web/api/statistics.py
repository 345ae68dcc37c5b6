"""What is in the store, in figures."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from worker import views
from worker.store.statistics import statistics
from worker.web.answers import Statistics
from worker.web.parts import Running
from worker.web.routes import Tagged

router = APIRouter(tags=["service"], route_class=Tagged)

MOST_DAYS = 366
WIB = 7.0
"""Hours that western Indonesia's time lies ahead of UTC."""


@router.get("/statistics", response_model=Statistics)
def figures(
    engine: Running,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS, description="Days up to today that are counted one by one.")] = 30,
    offset: Annotated[
        float, Query(ge=-12, le=14, description="Hours that the days' zone lies ahead of UTC; 7 is WIB.")
    ] = WIB,
) -> views.View:
    """Articles by day, outlet and network; clusters by size; submissions by verdict; the share of duplicates."""
    with engine.db.read() as conn:
        return statistics(conn, now=engine.clock(), days=days, offset_hours=offset)
