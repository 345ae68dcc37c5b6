"""Pages from templates; everything that is put into one is escaped."""

from __future__ import annotations

import math
import string
from datetime import datetime
from http import HTTPStatus
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from worker.model.article import Kind
from worker.model.verdict import State, Verdict

FIRST_SURE = 0.995
"""From here a share would round to 100 %, which it is only when it is 1."""


class Pages:
    """Renders the templates of this package."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(str(resources.files("worker.web") / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"when": when, "share": share, "web": web, "host": host, "query": query}
        self._environment.filters |= {"figure": figure, "ticks": ticks}
        self._environment.globals |= {
            "kinds": [kind.value for kind in Kind],
            "states": [state.value for state in State],
            "verdicts": [verdict.value for verdict in Verdict],
        }

    def response(self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **context: Any) -> HTMLResponse:
        """A page.

        Args:
            template: its file.
            status: the HTTP status.
            context: what the template shows.
        """
        return HTMLResponse(self._environment.get_template(template).render(**context), status)


def when(iso: str | None) -> str:
    """A time for people: to the minute, with its offset; "time unknown" when there is none."""
    if not iso:
        return "time unknown"
    at = datetime.fromisoformat(iso)
    offset = at.strftime("%z")
    zone = "" if not offset else " UTC" if offset == "+0000" else f" {offset[:3]}:{offset[3:5]}"
    return f"{at:%d %b %Y, %H:%M}{zone}"


def share(value: float) -> str:
    """A share or probability in per cent; never 0 or 100 unless it is."""
    if 0 < value < 1 - FIRST_SURE:
        return "under 1 %"
    if FIRST_SURE <= value < 1:
        return "over 99 %"
    return f"{value:.0%}".replace("%", " %")


def figure(value: float, name: str) -> str:
    """A figure of the evidence in the unit that its name tells of.

    Args:
        value: the figure.
        name: its name; "…_log" is the logarithm of 1 + a count, "…_apart" and the like are yes or no.
    """
    if name.endswith("_log"):
        return f"{round(math.expm1(value)):,}"
    if name.startswith("same_") or name.endswith(("_apart", "_agree", "_agrees", "_known")):
        return "yes" if value else "no"
    return f"{value:.2f}"


def web(url: str) -> str:
    """The URL when a browser may follow it, "" for `javascript:` and the like: pages say of themselves what they want.

    Args:
        url: any text.
    """
    return url if url.startswith(("https://", "http://")) else ""


def host(article: dict[str, Any]) -> str:
    """How an article's outlet is called where it stands alone."""
    return article["outlet"] or "unknown outlet"


def query(path: str, **parameters: Any) -> str:
    """A path with those of the parameters that say something."""
    said = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path


def ticks(text: str) -> Markup:
    """A docstring's text with what stands between backticks as code."""
    parts = [
        (Markup("<code>{}</code>") if at % 2 else Markup("{}")).format(part) for at, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def letter(place: int) -> str:
    """The name of a version inside its cluster: A to Z, then A2, B2, ….

    Args:
        place: from 0.
    """
    turn, at = divmod(place, len(string.ascii_uppercase))
    return f"{string.ascii_uppercase[at]}{turn + 1 if turn else ''}"
