"""When an article says that it was published, and whether that can be believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING

from worker.clean.dates import day_in_url

if TYPE_CHECKING:
    from collections.abc import Sequence

    from worker.model.stored import StoredLine

AHEAD = timedelta(hours=3)
"""How far a time may lie after the article came in: Indonesia's three zones span two hours, and clocks differ."""
OFF_URL = timedelta(days=2)
"""How far a time may lie outside the day of the URL. Of 13,160 articles of the evaluation data whose URL bears a day,
96 % lie within it; of the rest most bear the time of an update."""
FAR = timedelta(days=14)
"""How far a time may lie from all others of the cluster: of 624 pairs of one report, 99 % lie closer together."""
DAY = timedelta(days=1)
WIB = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Claim:
    """The time of one article.

    Attributes:
        one: the article.
        at: its time; None when it bears none that can be believed.
        exact: whether that is more than a day.
        from_url: whether its URL alone bears it.
        url_agrees: whether its URL bears the same day.
        fault: why the time that it bears is not believed, "" when it is or when it bears none.
    """

    one: StoredLine
    at: datetime | None
    exact: bool = False
    from_url: bool = False
    url_agrees: bool = False
    fault: str = ""

    @property
    def latest(self) -> datetime:
        """The latest moment that it can mean: a day alone may mean its end, so that a time of that day goes before."""
        if self.at is None:
            return datetime.max.replace(tzinfo=UTC)
        return self.at if self.exact else self.at + DAY

    @property
    def said(self) -> str:
        """The time as people read it."""
        if self.at is None:
            return "no time"
        return f"{self.at:%Y-%m-%d %H:%M} ({self.at:%z})" if self.exact else f"{self.at:%Y-%m-%d}"


def claims(members: Sequence[StoredLine]) -> list[Claim]:
    """The time of each article of a cluster.

    Args:
        members: the articles.

    Returns:
        One claim an article, in their order.
    """
    found = [_claim(one) for one in members]
    times = [claim.at for claim in found if claim.at is not None]
    return [_beside(claim, times) for claim in found]


def _claim(one: StoredLine) -> Claim:
    day = _url_day(one.url)
    came = datetime.fromtimestamp(one.created_at, UTC)
    if one.published:
        at = datetime.fromisoformat(one.published)
        exact = (at.hour, at.minute, at.second) != (0, 0, 0)
        within = day is not None and day - OFF_URL <= at < day + DAY + OFF_URL
        if at > came + AHEAD:
            fault = f"it bears {at:%Y-%m-%d %H:%M}, which lies after it came in ({came:%Y-%m-%d %H:%M} UTC)"
        elif day is not None and not within:
            fault = f"it bears {at:%Y-%m-%d}, and its URL {day:%Y-%m-%d}"
        else:
            return Claim(one, at, exact=exact, url_agrees=within)
    else:
        fault = ""
    if day is not None and day <= came + AHEAD:
        return Claim(one, day, from_url=True, fault=fault)
    return Claim(one, None, fault=fault)


def _beside(claim: Claim, times: list[datetime]) -> Claim:
    """The claim, seen beside those of the others: one that is far from all of them is not believed."""
    if claim.at is None:
        return claim
    others = sorted(times)
    others.remove(claim.at)
    nearest = min((abs(claim.at - other) for other in others), default=timedelta())
    agree = any(later - earlier <= FAR for earlier, later in pairwise(others))
    if nearest <= FAR or not agree:
        return claim
    fault = f"it bears {claim.said}, {nearest.days} days from any other article"
    return replace(claim, at=None, fault=fault)


def _url_day(url: str) -> datetime | None:
    """The day that a URL bears, from its beginning in western Indonesia's time."""
    found = day_in_url(url)
    try:
        return datetime(*found, tzinfo=WIB) if found else None
    except ValueError:  # 31 February
        return None
