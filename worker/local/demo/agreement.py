"""Compares what became of the demo's pages with what should have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.local.demo.expected import DemoPage, Found, Outcome, pages

if TYPE_CHECKING:
    from collections.abc import Mapping


def disagreements(found: Mapping[str, Found]) -> list[str]:
    """Say where a run differs from `expected.toml`.

    Labels and ids are never compared with one another: only which pages stand together.

    Args:
        found: what became of each page, by its URL.

    Returns:
        One sentence for each difference; empty when all is as it should be.
    """
    faults = []
    articles = []
    for page in (page for page in pages() if page.queued):
        got = found.get(page.url)
        if got is None:
            faults.append(f"{page.url} was never answered.")
        elif got.outcome is not page.outcome:
            faults.append(f"{page.url} should be {page.outcome}, and is {got.outcome}.")
        elif page.outcome is Outcome.ARTICLE:
            articles.append((page, got))
    for index, (page, got) in enumerate(articles):
        for other, other_got in articles[index + 1 :]:
            faults += _pair(page, got, other, other_got)
    return faults


def _pair(a: DemoPage, a_got: Found, b: DemoPage, b_got: Found) -> list[str]:
    """The faults of one pair: the report first, and the version only where the report is right."""
    for what, should, does in (
        ("the same report", a.cluster == b.cluster, a_got.cluster == b_got.cluster),
        (
            "the same text",
            a.version == b.version,
            (a_got.cluster, a_got.version) == (b_got.cluster, b_got.version),
        ),
    ):
        if should and not does:
            return [f"{a.file} and {b.file} should be {what}, and are not."]
        if does and not should:
            return [f"{a.file} and {b.file} are taken for {what}."]
    return []
