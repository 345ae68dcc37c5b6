"""Flower with a door and a way back to our pages: `python -m worker.local.flower`, with Flower's own options.

Flower has no password on loopback, and answers whoever asks: a page of any other site could read its API in the
operator's browser, since it allows every origin, and so could one whose own name points at 127.0.0.1 (DNS rebinding).
Both are closed here. Its page of a task gets a link to the submission, whose number is in the task's arguments.
"""

from __future__ import annotations

import ipaddress
import re
import sys
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tornado.template import Loader, Template
from tornado.web import OutputTransform

from config.settings import current

if TYPE_CHECKING:
    from tornado.httputil import HTTPHeaders, HTTPServerRequest

    from config.settings import Settings

LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
CROSS_ORIGIN: Final = "Access-Control-Allow-"
HEADERS: Final = {"X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}
REFUSED: Final = b"Flower answers to loopback names only; SARING_FLOWER_URL names another, a password opens it to all."
SUBMISSION: Final = re.compile(r"\{'submission': (\d+)\b")
"""How Celery prints the arguments of `ingest.*`; a long URL is cut at its end, the number stands before it."""
BEFORE: Final = """      <div class="detail-row detail-row-code task-data-row">
        <dt>Arguments</dt>"""
LINK: Final = """      {% set page = saring_page_of(task.kwargs) %}{% if page %}<div class="detail-row task-data-row">
        <dt>In Saring</dt><dd><a href="{{ page }}">{{ page }}</a></dd>
      </div>{% end %}
"""


def loopback(host: str) -> bool:
    """Whether an address or name is this machine's loopback."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_of(settings: Settings) -> frozenset[str] | None:
    """The names by which Flower may be called; None for any, since a password is asked for."""
    if settings.flower_basic_auth.get_secret_value():
        return None
    told = urlsplit(settings.flower_url).hostname
    return LOOPBACK_NAMES | {settings.flower_host} | ({told} if told else set())


def page_of(settings: Settings, kwargs: object) -> str:
    """Where our pages show the submission that a task works on, "" when it works on none."""
    found = SUBMISSION.match(str(kwargs))
    return f"{settings.pages}/submissions/{found[1]}" if found and settings.pages else ""


class Door(OutputTransform):
    """Refuses who calls by a foreign name, and tells no browser that other sites may read along.

    Args:
        request: what is answered.
    """

    names: frozenset[str] | None = None

    def __init__(self, request: HTTPServerRequest) -> None:
        self._foreign = self.names is not None and request.host_name.strip("[]").lower() not in self.names

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Change the head of an answer, and what comes with it."""
        for name in [name for name in headers if name.startswith(CROSS_ORIGIN)]:
            del headers[name]
        for name, value in HEADERS.items():
            headers[name] = value
        if not self._foreign:
            return super().transform_first_chunk(status_code, headers, chunk, finishing)
        for name in ("Etag", "Set-Cookie"):
            if name in headers:
                del headers[name]
        headers["Content-Type"] = "text/plain"
        headers["Content-Length"] = str(len(REFUSED))
        return HTTPStatus.MISDIRECTED_REQUEST, headers, REFUSED

    def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:
        """Pass on the rest of an answer."""
        return b"" if self._foreign else super().transform_chunk(chunk, finishing)


class Linked(Loader):
    """Flower's own templates, with a link to our pages in that of a task.

    Args:
        folder: where they are.
        settings: say where our pages are.
    """

    def __init__(self, folder: str, settings: Settings) -> None:
        super().__init__(folder, namespace={"saring_page_of": lambda kwargs: page_of(settings, kwargs)})

    def _create_template(self, name: str) -> Template:
        text = (Path(self.root) / name).read_text(encoding="utf-8")
        if name == "task.html":  # where another version of Flower writes it otherwise, the link is missing and no more
            text = text.replace(BEFORE, LINK + BEFORE, 1)
        return Template(text, name=name, loader=self)


def prepare(settings: Settings, theirs: dict[str, Any]) -> None:
    """Put door and link into what Flower hands to tornado.

    Args:
        settings: all settings.
        theirs: Flower's settings of its tornado application; they are changed.
    """
    theirs["transforms"] = [type("OurDoor", (Door,), {"names": names_of(settings)})]
    theirs["template_loader"] = Linked(theirs["template_path"], settings)


def main() -> None:
    """Run Flower."""
    from celery.__main__ import main as celery  # noqa: PLC0415 - with all that it loads
    from flower.urls import settings as theirs  # noqa: PLC0415 - as above

    prepare(current(), theirs)
    sys.argv = ["celery", "-A", "worker", "flower", *sys.argv[1:]]
    celery()


if __name__ == "__main__":
    main()
