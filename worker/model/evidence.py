"""Why two articles are or are not the same report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Side:
    """What the evidence for a pair reads of one article; nothing else may weigh.

    Attributes:
        id: the article's id in the store.
        title: the headline.
        text: the cleaned body, one paragraph a line.
        published: publication time with offset, None when unknown.
        outlet: the host, "" when unknown.
        network: the group that the outlet belongs to, "" when unknown.
    """

    id: int
    title: str
    text: str
    published: datetime | None = None
    outlet: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """A run of words that stands in both texts.

    Attributes:
        a_start: where it begins in the first text, in characters.
        a_end: where it ends there.
        b_start: where it begins in the second text.
        b_end: where it ends there.
        words: its length in words.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The judgement of one pair; `a` is the article with the smaller id.

    Attributes:
        a: id of the first article.
        b: id of the second article.
        same_report: probability that both carry the same underlying report, 0 to 1.
        same_version: probability that both bear the same text, 0 to 1.
        figures: every figure that was weighed, by name.
        weighed_most: the three figures that moved the judgement most, strongest first.
        version: the name of the rule or model that judged.
    """

    a: int
    b: int
    same_report: float
    same_version: float
    figures: Mapping[str, float]
    weighed_most: tuple[str, ...]
    version: str
