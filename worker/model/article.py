"""An article as cleaning leaves it, with everything that was taken out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Kind(StrEnum):
    """What the site, not the reporter, put there."""

    READALSO = "readalso"
    EMBED = "embed"
    PROMO = "promo"
    CREDIT = "credit"
    CAPTION = "caption"
    TAGS = "tags"
    FURNITURE = "furniture"
    DATELINE = "dateline"


@dataclass(frozen=True, slots=True)
class Removed:
    """One stretch that cleaning took out.

    Attributes:
        kind: what it was.
        text: the stretch as it stood in the raw text.
        rule: the id of the rule that took it ("common.readalso.line").
        start: where it began in the raw text, in characters.
        end: where it ended.
        sure: how sure it is that nothing of the report is in it, 0 to 1.
    """

    kind: Kind
    text: str
    rule: str
    start: int
    end: int
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One page or text after extraction and cleaning.

    Attributes:
        is_article: False for listings, error pages, empty pages; `reason` says why.
        reason: one sentence for a person when it is no article.
        url: the page's own canonical URL where it names a credible one, else the URL given, else "".
        title: the headline without the site's suffix.
        text: the cleaned body, one paragraph a line, in-order part of `raw_text`.
        raw_text: the text before cleaning; `removed` has its places in it.
        dateline: the opening "JAKARTA, KOMPAS.com -", moved out of the text.
        published: publication time with offset, None when unknown.
        updated: time of the last update with offset, None when unknown.
        authors: reporters' names.
        editors: editors' names.
        cited_sources: who the text says it has the report from ("Mirror", "ntd.com").
        outlet: the host without www./m./amp. ("depok.pikiran-rakyat.com"), "" when unknown.
        network: the group the outlet belongs to ("pikiran-rakyat.com"); the outlet itself when it belongs to none.
        section: the section that the page names, "" when it names none.
        language: two-letter code, "" when unknown.
        removed: what was taken out, in order.
        cleaning: the version of the rules that cleaned it.
    """

    is_article: bool
    reason: str = ""
    url: str = ""
    title: str = ""
    text: str = ""
    raw_text: str = ""
    dateline: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    cited_sources: tuple[str, ...] = ()
    outlet: str = ""
    network: str = ""
    section: str = ""
    language: str = ""
    removed: tuple[Removed, ...] = field(default=())
    cleaning: str = ""
