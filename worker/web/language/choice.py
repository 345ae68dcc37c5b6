"""Which language and time zone a request asks for: its address, then its cookie, then the browser's languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.web.language.catalogue import FALLBACK, LANGUAGES
from worker.web.language.reader import Reader
from worker.web.language.times import HOME, ZONES

if TYPE_CHECKING:
    from starlette.requests import Request

COOKIES = {"lang": "saring_lang", "zone": "saring_zone"}
"""The cookie that keeps each choice, by the name that it has in an address."""
MOST_WANTED = 20
"""Languages of a header that are looked at; a browser names a handful."""


def chosen(request: Request | None) -> tuple[Reader, dict[str, str]]:
    """For whom a page is written.

    Args:
        request: the request; None stands for one that asks for nothing.

    Returns:
        The reader, and what the address asks to keep: cookie and value.
    """
    if request is None:
        return Reader(FALLBACK, HOME), {}
    kept = {}
    found = {}
    for name, allowed in (("lang", LANGUAGES), ("zone", ZONES)):
        asked = request.query_params.get(name, "")
        if asked in allowed:
            kept[COOKIES[name]] = asked
        found[name] = asked if asked in allowed else request.cookies.get(COOKIES[name], "")
    language = found["lang"] if found["lang"] in LANGUAGES else preferred(request.headers.get("accept-language", ""))
    return Reader(language, found["zone"] if found["zone"] in ZONES else HOME), kept


def preferred(header: str) -> str:
    """The language of ours that an Accept-Language header likes best.

    Args:
        header: as in "id-ID,id;q=0.9,en;q=0.8"; the outdated "in" stands for Indonesian too.
    """
    best, weight = FALLBACK, 0.0
    for part in header.split(",")[:MOST_WANTED]:
        tag, _, rest = part.partition(";")
        code = tag.strip().lower().partition("-")[0]
        code = "id" if code in ("in", "ms") else code  # who reads Malay reads Indonesian
        liked = _weight(rest)
        if code in LANGUAGES and liked > weight:
            best, weight = code, liked
    return best


def _weight(parameter: str) -> float:
    """The q of a language, 1 when it names none, 0 when it is no number."""
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
