"""Texts to measure with: of a file, or made by lot."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import corpus

if TYPE_CHECKING:
    from support.synthetic import Writer

TESTS = Path(__file__).resolve().parents[1] / "tests"
SEED = 5


class Text(NamedTuple):
    """One article as a file has it."""

    id: str
    url: str
    title: str
    date: str
    text: str


def texts(path: Path | None, count: int) -> list[Text]:
    """The first articles of a file, or synthetic ones.

    Args:
        path: JSONL, plain or .xz; None makes articles by lot, two of a writer's together so that they have the length
            of news (some 300 words), a third of them copies or trimmed copies of others.
        count: how many.
    """
    if path is not None:
        return [
            Text(str(one["id"]), one.get("url") or "", one.get("title") or "", one.get("date") or "", one["text"])
            for one in islice(corpus.records(path), count)
        ]
    made = writer(SEED).corpus(count)
    tails = {one.family: other.text for one, other in zip(made, writer(SEED + 1).corpus(count), strict=True)}
    return [
        Text(
            f"synthetic-{at}",
            one.url,
            one.title,
            one.published.isoformat(),
            f"{one.text}\n{tails[one.family]}",
        )
        for at, one in enumerate(made)
    ]


def writer(seed: int) -> Writer:
    """The tests' writer of synthetic reports."""
    sys.path.insert(0, str(TESTS))
    from support.synthetic import Writer  # noqa: PLC0415 - it is no package, and lies beside the tests

    return Writer(seed)
