"""What shows itself by its shape and not by its words: doubled lines, tag lists, what stands above the dateline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.model.article import Kind

if TYPE_CHECKING:
    from worker.clean.sieve import Sieve


def doubled(sieve: Sieve) -> None:
    """Take lines that stand twice in a row (video titles)."""


def tag_lines(sieve: Sieve) -> None:
    """Take a run of short lines in lower case at the end (tags)."""


def before_dateline(sieve: Sieve, at: int, title: str) -> None:
    """Take what stands above the dateline and comes again below, and captions."""
