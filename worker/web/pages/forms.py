"""What forms send: fields of a body that browsers write as a query."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request

from worker.web.problems import ProblemError

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20


class Fields:
    """The fields of a form.

    Args:
        held: the values of each name.
    """

    def __init__(self, held: dict[str, list[str]]) -> None:
        self._held = held

    def one(self, name: str) -> str:
        """A field's value without blanks around it, "" when it was left out."""
        return self._held.get(name, [""])[0].strip()

    def lines(self, name: str) -> list[str]:
        """The lines of a field, without empty ones."""
        lines = [line.strip() for text in self._held.get(name, []) for line in text.splitlines()]
        return [line for line in lines if line]


async def _fields(request: Request) -> Fields:
    """Read a form by hand: a few fields do not need another package, and FastAPI's forms want python-multipart."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send the form as {FORM}, or JSON to /api/v1.")
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return Fields(parse_qs(body, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The form has more fields than this page; reload the page and try again."
        ) from error


Form = Annotated[Fields, Depends(_fields)]
