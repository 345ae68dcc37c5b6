"""Everything of one sort as a file, streamed."""

# ruff: noqa: TC001 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import StreamingResponse

from worker.export import FORMS, Form, MissingPartError, Wanted, What, rows, written
from worker.store.listing import Only
from worker.web.filters import OneOf, WantedClusters
from worker.web.parts import Running
from worker.web.problems import ProblemError
from worker.web.routes import Tagged

router = APIRouter(tags=["exports"], route_class=Tagged)

RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "The file, as it is made.",
        "content": {
            "application/jsonl": {
                "schema": {"type": "string"},
                "example": '{"id": 12, "title": "Museum Kapal Dibuka"}\n',
            },
            "text/csv": {"schema": {"type": "string"}, "example": "id,title\r\n12,Museum Kapal Dibuka\r\n"},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("/exports/{what}.{form}", response_class=StreamingResponse, responses=RESPONSES)
def export(
    engine: Running,
    wanted: WantedClusters,
    what: Annotated[What, Path(description="What.")],
    form: Annotated[Form, Path(description="How.")],
    only: OneOf = Only.ALL,
    least: Annotated[float, Query(ge=0, le=1, description="Judgements with at least this probability.")] = 0.0,
) -> StreamingResponse:
    """Articles, clusters, judgements (`evidence`) or what people said (`opinions`) as JSONL, CSV or Parquet.

    `since` to `q` choose articles and clusters as in their lists, `min_…` clusters, `only` articles, `least`
    judgements. It is sent while it is read, so that memory stays the same however much there is. JSONL has what the API
    shows of each; CSV and Parquet have columns. In CSV a cell that a spreadsheet would run as a formula begins with an
    apostrophe.
    """
    chosen = Wanted.of(wanted, only=only, least=least)
    try:
        pieces = written(rows(engine.db, what, chosen, flat=form is not Form.JSONL), what, form)
    except MissingPartError as error:
        raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, str(error), code="missing_part") from error
    name = f'attachment; filename="saring-{what.value}.{form.value}"'
    return StreamingResponse(pieces, media_type=FORMS[form], headers={"Content-Disposition": name})
