"""How a page is made from a request."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse

from worker.web.cursor import HIGHEST_ID
from worker.web.render import letter

if TYPE_CHECKING:
    from worker import views
    from worker.web.render import Pages

OptionalNumber = Annotated[str, Query(max_length=len(str(HIGHEST_ID)), pattern=r"^\s*[0-9]*\s*$")]
"""A number that was typed into a field, which may be empty."""


def new_router() -> APIRouter:
    """Routes that people see and the API's description does not."""
    return APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def shown(request: Request, template: str, *, status: HTTPStatus = HTTPStatus.OK, **context: object) -> HTMLResponse:
    """A page in the language of the request."""
    pages: Pages = request.app.state.pages
    return pages.response(template, request=request, status=status, **context)


def led_to(address: str) -> RedirectResponse:
    """The answer to a form that was done: the browser asks for a page, which can be loaded anew without harm."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def lettered(cluster: views.View) -> dict[int, str]:
    """The letter of each version of a cluster, in the order of telling."""
    order = dict.fromkeys(one["version"] for one in by_time(cluster))
    return {version: letter(place) for place, version in enumerate(order)}


def by_time(cluster: views.View) -> list[views.View]:
    """A cluster's articles in the order of telling, as far as their times can be believed.

    Each bears the time that is believed as `published` (None when there is none), `said` is what it bears itself,
    `fault` why that is not believed, and `from_url` tells that the day is that of its address.
    """
    lines = {one["id"]: one for one in cluster["articles"]}
    return [
        lines[told["article"]]
        | {
            "published": told["at"] if told["credible"] or told["from_url"] else None,
            "said": told["said"],
            "fault": told["fault"],
            "from_url": told["from_url"],
        }
        for told in cluster["timeline"]
    ]
