"""Reports: their list with filters, a report's own page, and why an article is not in it."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from worker import views
from worker.engine import Engine
from worker.fetch.canonical import BadUrl, identify
from worker.model.evidence import Side
from worker.store import articles, lines, listing
from worker.store.listing import ClusterFilter
from worker.web import parts
from worker.web.cursor import HIGHEST_ID, from_word, to_word
from worker.web.differences import Difference, differences
from worker.web.language import chosen
from worker.web.language.times import ZONES, moment_of
from worker.web.pages.shown import by_time, lettered, new_router, shown
from worker.web.parts import Cursor, Number, Running
from worker.web.problems import ProblemError, faulty
from worker.web.timeline import NARROW, WIDE, timeline

router = new_router()

LINES = 30
MOST_PAIRS = 20
"""Pairs that a report's page shows; one of 60 articles has 1,770, and the API gives them all."""
MOST_DIFFERENCES = 12
"""Texts that are compared with the fullest one for the page; each takes three to five milliseconds."""
MOST_TYPED = 500
"""Characters that a filter takes."""


def _nothing(typed: object) -> object:
    return typed or None


def _one(typed: object) -> object:
    return typed or "1"


Least = Annotated[int, Query(ge=1, le=HIGHEST_ID), BeforeValidator(_one)]
Day = Annotated[date | None, Query(), BeforeValidator(_nothing)]
Typed = Annotated[str, Query(max_length=MOST_TYPED)]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list's form holds, as it was typed; days are those of the reader's zone."""

    q: str
    outlet: str
    cited: str
    since: date | None
    until: date | None
    min_size: int
    min_outlets: int
    min_versions: int

    def wanted(self, zone: str) -> ClusterFilter:
        """The filter of the store."""
        return ClusterFilter(
            since=_start(self.since, zone),
            until=_start(self.until + timedelta(days=1), zone) if self.until and self.until < date.max else None,
            outlet=self.outlet.lower().removeprefix("www."),
            cited=self.cited,
            q=self.q,
            min_size=self.min_size,
            min_outlets=self.min_outlets,
            min_versions=self.min_versions,
        )

    def said(self) -> dict[str, Any]:
        """Those that ask for something, for an address."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", 1)}


def _filters(
    q: Typed = "",
    outlet: Typed = "",
    cited: Typed = "",
    since: Day = None,
    until: Day = None,
    min_size: Least = 1,
    min_outlets: Least = 1,
    min_versions: Least = 1,
) -> Filters:
    return Filters(q.strip(), outlet.strip(), cited.strip(), since, until, min_size, min_outlets, min_versions)


@router.get("/clusters")
def page(
    request: Request, engine: Running, filters: Annotated[Filters, Depends(_filters)], cursor: Cursor = ""
) -> Response:
    """Reports with their filters in the address."""
    reader, _ = chosen(request)
    before = from_word(cursor) if cursor else None
    wanted = filters.wanted(reader.zone)
    with engine.db.read() as conn:
        rows = listing.clusters(conn, wanted, before=before, limit=LINES + 1)
        found = views.summaries(conn, rows[:LINES])
    last = rows[LINES - 1] if len(rows) > LINES else None
    today = datetime.fromtimestamp(engine.clock(), ZONES[reader.zone]).date()
    return shown(
        request,
        "clusters.html",
        found=found,
        next=to_word(last.last_at, last.id) if last else None,
        filters=filters,
        said=filters.said(),
        cursor=cursor,
        presets={
            "all": {},
            "several": {"min_size": 2},
            "outlets": {"min_outlets": 3},
            "texts": {"min_versions": 2},
            "today": {"since": today.isoformat()},
        },
    )


@router.get("/clusters/{id}")
def one(request: Request, engine: Running, id: Number) -> Response:  # noqa: A002 - the name in the path
    """A report: who told it when, in which words, and why these articles belong together."""
    found = parts.cluster(engine, id, most=MOST_PAIRS)
    reader, _ = chosen(request)
    if not found["title"]:
        with engine.db.read() as conn:
            head = lines.beginnings(conn, [found["representative"]["article"]])
        found["title"] = next(iter(head.values()), "")
    letters = lettered(found)
    order = by_time(found)
    first = found["first_teller"]["article"]
    return shown(
        request,
        "cluster.html",
        cluster=found,
        letters=letters,
        order=order,
        lines={one["id"]: one for one in found["articles"]},
        groups={one["version"]: one for one in found["version_groups"]},
        dated=_dated(found),
        pairs=found["evidence"],
        outlets=list(dict.fromkeys(one["outlet"] for one in order if one["outlet"])),
        pictures=[
            picture
            for shape in (WIDE, NARROW)
            if (picture := timeline(order, letters, first, shape, language=reader.language, zone=reader.zone))
        ],
        differences=_differences(engine, found),
    )


@router.get("/clusters/{id}/why")
def why(request: Request, engine: Running, id: Number, article: Typed = "") -> Response:  # noqa: A002
    """Why an article is not in a report."""
    line = parts.cluster(engine, id, most=0)
    if not article.strip():
        raise faulty([("article", "type an article's number or its URL")])
    found = engine.why(_named(engine, article.strip()), line["id"])
    if found is None:
        raise parts.missing(f"There is no article {article.strip()}; it may still be on its way.")
    return shown(request, "why.html", found=found)


def _named(engine: Engine, typed: str) -> int:
    """The article that a number or an address names."""
    if typed.isascii() and typed.isdigit():
        return parts.article(engine, min(int(typed), HIGHEST_ID)).id
    try:
        key = identify(typed).key
    except BadUrl as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    with engine.db.read() as conn:
        found = articles.find(conn, key)
    if found is None or not found.visible:
        raise parts.missing("No stored article has this URL; queue it first.")
    return found.id


def _dated(found: views.View) -> tuple[str, str] | None:
    """The earliest and the latest time of a cluster's articles that can be believed, None when there is none."""
    told = [one["at"] for one in found["timeline"] if one["credible"]]
    return (min(told, key=moment_of), max(told, key=moment_of)) if told else None


def _differences(engine: Engine, found: views.View) -> dict[int, Difference]:
    """Each text beside the fullest one, by version."""
    fullest = found["representative"]["article"]
    heads = {group["version"]: group["articles"][0] for group in found["version_groups"]}
    with engine.db.read() as conn:
        sides: dict[int, Side] = {side.id: side for side in articles.sides(conn, {fullest, *heads.values()})}
    if fullest not in sides:  # it was deleted a moment ago
        return {}
    texts = {version: sides[heads[version]] for version in lettered(found) if heads[version] in sides}
    return differences(dict(list(texts.items())[:MOST_DIFFERENCES]), sides[fullest])


def _start(of: date | None, zone: str) -> float | None:
    """When a day begins, seconds since 1970."""
    return datetime.combine(of, time(), ZONES[zone]).timestamp() if of else None
