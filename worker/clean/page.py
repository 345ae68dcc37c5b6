"""A page: its article's container, its text, its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import trafilatura
from trafilatura.settings import Extractor

from worker.clean import dates

if TYPE_CHECKING:
    from datetime import datetime

    from worker.clean.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a page or a scraped text holds before the rules for texts."""

    url: str = ""
    title: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    section: str = ""
    language: str = ""
    reason: str = ""


def extract(html: str, url: str, rules: RuleBook) -> Extracted:
    """Extract the article of a page."""
    tree = trafilatura.load_html(html)
    if tree is None:
        return Extracted(url=url, reason="The page holds no HTML.")
    found = trafilatura.bare_extraction(tree, url=url or None, options=Extractor(url=url or None, comments=False))
    if found is None or not found.text:
        return Extracted(url=url, reason="The page holds no running text.")
    return Extracted(url=url or found.url or "", title=found.title or "", text=found.text, published=dates.read(found.date or "", url))
