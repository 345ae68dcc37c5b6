"""What the demo serves and what should become of every page, read from `expected.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources


class Outcome(StrEnum):
    """What should become of a demo page."""

    ARTICLE = "article"
    """It stands in a cluster."""
    PART = "part"
    """A further page of another article; served for whoever follows the link, not queued by itself."""
    NOT_ARTICLE = "not_article"
    """A listing, an error page, an empty page."""
    REJECTED = "rejected"
    """It can't be had."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet.

    Attributes:
        host: its host name, reserved under .example.
        name: its name.
        robots: its robots.txt.
        network: the group that it belongs to, "" when it stands alone.
    """

    host: str
    name: str
    robots: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One page of the demo.

    Attributes:
        url: where it is served.
        file: its file, relative to `pages/`.
        outcome: what should become of it.
        cluster: a label; pages with the same one carry the same report. "" when it is no article.
        version: a label; pages with the same one bear the same text. "" when it is no article.
        of: the URL of the article that it is a twin or a part of, "" for all others.
        status: the HTTP status of the answer.
        charset: the encoding of the file, said in the answer's header.
        note: one line about what the page is there for.
    """

    url: str
    file: str
    outcome: Outcome
    cluster: str = ""
    version: str = ""
    of: str = ""
    status: int = 200
    charset: str = "utf-8"
    note: str = ""

    @property
    def queued(self) -> bool:
        """Whether the demo asks for it by its own URL."""
        return self.outcome is not Outcome.PART


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a page in a run.

    Attributes:
        outcome: the outcome, as in `Outcome`.
        cluster: the id of its cluster, any stable text; "" when it is no article.
        version: the id of its version inside the cluster; "" when it is no article.
    """

    outcome: Outcome
    cluster: str = ""
    version: str = ""


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[Outlet, ...], tuple[DemoPage, ...]]:
    table = tomllib.loads(resources.files(__package__).joinpath("expected.toml").read_text(encoding="utf-8"))
    pages = (DemoPage(**{**entry, "outcome": Outcome(entry["outcome"])}) for entry in table["page"])
    return tuple(Outlet(**entry) for entry in table["outlet"]), tuple(pages)


def outlets() -> tuple[Outlet, ...]:
    """The outlets, in the order of `expected.toml`."""
    return _table()[0]


def pages() -> tuple[DemoPage, ...]:
    """Every page, in the order of `expected.toml`."""
    return _table()[1]
