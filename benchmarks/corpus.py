"""Reading articles and labelled pairs for the benchmarks."""

from __future__ import annotations

import csv
import json
import lzma
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from worker.clean import Cleaner, RuleBook
from worker.model.evidence import Side

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

FOLDS = 5
SAME = ("copy", "report", "same")
SAID = {"same": "same", "not": "none"}
"""What a person said of a pair (`saring export --what opinions`), as a label. Who says "same" says that two articles
carry one report, and not whether they bear one text."""


class Pair(NamedTuple):
    """A labelled pair.

    Attributes:
        a: id of one article, as in the articles file.
        b: id of the other.
        label: copy, report, follow, roundup, template or none; "same" where only that is known.
        confidence: 1 a guess to 3 sure.
        further: whether it was read beside the others, in one pass and chosen for being hard: "report" does not say
            then that they bear two texts.
    """

    a: str
    b: str
    label: str
    confidence: int
    further: bool = False


def pairs(path: Path, *, further: bool = False) -> list[Pair]:
    """Read labelled pairs: id_a, id_b, label, confidence, separated by tabs, with a heading.

    A .jsonl file is read as `saring export --what opinions` writes it.

    Args:
        path: the file.
        further: what the pairs are, as in `Pair`.
    """
    if path.suffix == ".jsonl":
        said = (json.loads(line) for line in path.open(encoding="utf-8"))
        return [Pair(str(one["id_a"]), str(one["id_b"]), SAID[one["label"]], 3, further) for one in said]
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["id_a"], row["id_b"], row["label"], int(row.get("confidence") or 3), further)
            for row in csv.DictReader(file, delimiter="\t")
        ]


def records(path: Path) -> Iterator[dict[str, str]]:
    """Read a JSONL file of articles, plain or .xz: id, url, title, date, text; `saring export --what articles` too."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield record | {"id": str(record["id"]), "date": record.get("date") or record.get("published") or ""}


def sides(path: Path, wanted: Container[str] | None = None) -> dict[str, Side]:
    """Read and clean the articles of a file, as Saring does with texts that are pushed.

    Args:
        path: JSONL of articles.
        wanted: ids of the articles to read; None reads all.

    Returns:
        What a judge reads of each, by the article's own id. What is no article is there too: it was labelled.
    """
    cleaner = Cleaner(RuleBook.load())
    return {
        record["id"]: side(cleaner, number, record)
        for number, record in enumerate(records(path))
        if wanted is None or record["id"] in wanted
    }


def side(cleaner: Cleaner, number: int, record: dict[str, str]) -> Side:
    """What a judge reads of one raw record."""
    done = cleaner.text(
        record["text"], url=record.get("url") or "", title=record.get("title") or "", date=record.get("date") or ""
    )
    return Side(number, done.title, done.text, done.published, done.outlet, done.network)


def stories(found: Sequence[Pair]) -> list[int]:
    """The story of each pair: pairs that share an article, directly or through others, are one story."""
    parent: dict[str, str] = {}

    def root(one: str) -> str:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for pair in found:
        parent[root(pair.a)] = root(pair.b)
    number: dict[str, int] = {}
    return [number.setdefault(root(pair.a), len(number)) for pair in found]


def folds(story: Sequence[int], seed: int) -> npt.NDArray[np.intp]:
    """Deal stories into FOLDS folds of about the same number of pairs."""
    sizes = np.bincount(story)
    order = np.random.default_rng(seed).permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    load = np.zeros(FOLDS)
    fold_of = np.zeros(len(sizes), dtype=np.intp)
    for one in order:
        fold_of[one] = load.argmin()
        load[fold_of[one]] += sizes[one]
    return fold_of[np.array(story)]
