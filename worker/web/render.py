"""Pages from templates, in the reader's language; everything that is put into one is escaped."""

from __future__ import annotations

import math
import string
from http import HTTPStatus
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from worker.model.article import Kind
from worker.model.verdict import State, Verdict
from worker.web.language import Reader, chosen
from worker.web.language.reader import ticks
from worker.web.language.times import ZONES

if TYPE_CHECKING:
    from starlette.requests import Request

YEAR = 365 * 24 * 3600
"""Seconds that a reader's choice of language and zone is kept."""
CHOICES = frozenset({"lang", "zone"})


class Pages:
    """Renders the templates of this package.

    Args:
        keyed: whether readers have signed in with a key, and may leave.
    """

    def __init__(self, *, keyed: bool = False) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(str(resources.files("worker.web") / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"web": web, "query": query, "ticks": ticks}
        self._environment.globals |= {
            "kinds": [kind.value for kind in Kind],
            "states": [state.value for state in State],
            "verdicts": [verdict.value for verdict in Verdict],
            "zones": list(ZONES),
            "keyed": keyed,
        }

    def response(
        self, template: str, *, request: Request | None = None, status: HTTPStatus = HTTPStatus.OK, **context: Any
    ) -> HTMLResponse:
        """A page.

        Args:
            template: its file.
            request: what it answers; says which language and zone the reader wants.
            status: the HTTP status.
            context: what the template shows.
        """
        reader, kept = chosen(request)
        shown = self._environment.get_template(template).render(**_said(reader, request), **context)
        answer = HTMLResponse(shown, status, {"Content-Language": reader.language, "Vary": "Accept-Language, Cookie"})
        for cookie, value in kept.items():
            secure = request is not None and request.url.scheme == "https"
            answer.set_cookie(cookie, value, max_age=YEAR, httponly=True, secure=secure, samesite="lax")
        return answer


def _said(reader: Reader, request: Request | None) -> dict[str, Any]:
    """What every template can say."""

    def figure(value: float, name: str) -> str:
        """A figure of the evidence in the unit that its name tells of."""
        if name.endswith("_log"):
            return reader.number(round(math.expm1(value)))
        if name.startswith("same_") or name.endswith(("_apart", "_agree", "_agrees", "_known")):
            return reader.plain("yes" if value else "no")
        return reader.number(value, 2)

    def here(**choice: str) -> str:
        """This very page in another language or zone."""
        if request is None:
            return query("/", **choice)
        place = "/" + request.url.path.lstrip("/\\")  # "//host" would lead to another site
        kept = {name: value for name, value in request.query_params.multi_items() if name not in CHOICES}
        return query(place, **kept, **choice)

    return {
        "reader": reader,
        "lang": reader.language,
        "t": reader.text,
        "plain": reader.plain,
        "number": reader.number,
        "share": reader.share,
        "time": reader.time,
        "when": reader.when,
        "span": reader.span,
        "sentence": reader.sentence,
        "sentences": reader.sentences,
        "figure": figure,
        "here": here,
        "path": request.url.path if request else "",
    }


def web(url: str) -> str:
    """The URL when a browser may follow it, "" for `javascript:` and the like: pages say of themselves what they want.

    Args:
        url: any text.
    """
    return url if url.startswith(("https://", "http://")) else ""


def query(path: str, **parameters: Any) -> str:
    """A path with those of the parameters that say something."""
    said = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path


def letter(place: int) -> str:
    """The name of a version inside its cluster: A to Z, then A2, B2, ….

    Args:
        place: from 0.
    """
    turn, at = divmod(place, len(string.ascii_uppercase))
    return f"{string.ascii_uppercase[at]}{turn + 1 if turn else ''}"
