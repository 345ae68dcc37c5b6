"""What a supervisor asks: does it live, is it ready."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from worker.web.health import broker_fault, store_fault
from worker.web.parts import Running
from worker.web.schemas import Health

if TYPE_CHECKING:
    from collections.abc import Mapping

router = APIRouter(tags=["service"])


@router.get("/healthz", response_model=Health, response_model_exclude_none=True)
def healthz(engine: Running) -> JSONResponse:
    """Whether the process lives and its store answers."""
    return _said({"store": store_fault(engine.db)})


@router.get("/readyz", response_model=Health)
def readyz(engine: Running) -> JSONResponse:
    """Whether store and broker answer; reading works without the broker."""
    return _said({"store": store_fault(engine.db), "broker": broker_fault(engine.settings)})


def _said(faults: Mapping[str, str]) -> JSONResponse:
    broken = any(faults.values())
    parts = {part: fault or "ok" for part, fault in faults.items()}
    status = HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.OK
    return JSONResponse({"status": "failing" if broken else "ok"} | parts, status)
