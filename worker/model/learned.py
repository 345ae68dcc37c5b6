"""Boilerplate that was found by counting, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from worker.model.article import Kind


class Decision(StrEnum):
    """What was decided about a line."""

    PROPOSED = "proposed"
    """It waits for a person."""
    APPLIED = "applied"
    """It stood above the safe bound and is taken out; a person may still refuse it."""
    ACCEPTED = "accepted"
    """A person said yes: it is taken out."""
    REFUSED = "refused"
    """A person said no: it stays in, and is never proposed again."""


TAKEN = (Decision.APPLIED, Decision.ACCEPTED)
"""Decisions under which a line is taken out."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the search reads of an article.

    Attributes:
        id: its number.
        cluster: its cluster's number; articles of a cluster come one after the other.
        sites: under what its sentences are counted: outlet and network.
        title: its headline.
        text: its cleaned body.
    """

    id: int
    cluster: int
    sites: tuple[str, ...]
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A run of sentences that stands in many clusters of a site.

    Attributes:
        site: the outlet or network.
        text: the run: sentences joined by a blank, or by a line break where they mostly make up lines of their own.
        articles: articles that hold it.
        clusters: clusters that hold it.
        share: of the site's clusters, 0 to 1.
        edge: share of its articles in which it stands at the beginning or end.
        whole: share of its articles in which it makes up whole lines.
        topics: share of a sample of its headlines that have little in common with those before them; near 1 when they
            speak of all sorts of things, near 0 in a series.
        common: share of that sample that holds the word which most of them hold.
        examples: numbers of articles, one a cluster.
    """

    site: str
    text: str
    articles: int
    clusters: int
    share: float
    edge: float
    whole: float
    topics: float
    common: float
    examples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one site as the store holds it; times are seconds since 1970.

    Attributes:
        id: its number; the rule `learned.<id>` takes it out.
        site: the outlet or network whose articles it is taken from.
        text: the line, or several sentences.
        kind: what it is.
        state: what was decided.
        articles: how many articles held it when it was last counted.
        clusters: how many unrelated clusters did.
        examples: numbers of articles that held it.
        decided_by: who decided, "" while nobody has; "saring" stands for the safe bound.
        created_at: when it was first found.
        updated_at: when it was last decided about.
    """

    id: int
    site: str
    text: str
    kind: Kind
    state: Decision
    articles: int
    clusters: int
    examples: tuple[int, ...]
    decided_by: str
    created_at: float
    updated_at: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a search for boilerplate came to.

    Attributes:
        articles: articles that were looked through.
        applied: numbers of lines that are taken out from now on.
        proposed: numbers of lines that a person should decide about, known ones too.
    """

    articles: int
    applied: tuple[int, ...]
    proposed: tuple[int, ...]
