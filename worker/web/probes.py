"""What a supervisor asks: does it live, is it ready, how is it doing."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from worker.web.health import broker_fault, index_fault, store_fault
from worker.web.metrics import Exporter
from worker.web.parts import Running
from worker.web.schemas import Alive, Health

router = APIRouter(tags=["service"])


@router.get("/healthz", response_model=Alive)
async def healthz() -> dict[str, str]:
    """Whether the process lives: it answers. What it needs is another question (`/readyz`): no restart mends that."""
    return {"status": "ok"}


@router.get("/readyz", response_model=Health)
def readyz(engine: Running) -> JSONResponse:
    """Whether store, index and broker answer and are as they should be, with the reason where one is not.

    Reading works without the broker, and what is handed in meanwhile waits in the ledger.
    """
    faults = {
        "store": store_fault(engine.db),
        "index": index_fault(engine),
        "broker": broker_fault(engine.settings),
    }
    broken = any(faults.values())
    parts = {part: fault or "ok" for part, fault in faults.items()}
    status = HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.OK
    return JSONResponse({"status": "failing" if broken else "ok"} | parts, status)


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Figures for Prometheus, computed now; docs/metrics.md lists them."""
    exporter: Exporter = request.app.state.exporter
    return Response(exporter.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
