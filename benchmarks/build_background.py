"""Build the table of how rare words are, and of stock phrases: hashes and counts only, no word and no text is kept.

usage: build_background.py --articles ARTICLES.jsonl.xz --out config/background.npz
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
import numpy as np
from candidates import joined

from worker.dedup.background import STEPS, Background
from worker.dedup.bands import buckets
from worker.dedup.signing import Signature, Signer
from worker.dedup.stems import hashes, stem
from worker.dedup.words import words

if TYPE_CHECKING:
    import numpy.typing as npt

KEPT = 40_000
"""Five bytes a word: 200 kB. What is rarer counts as unseen."""
STOCK = 30
"""Texts from which a run of words is a stock phrase; copies of one text count once. With it, copy and report pairs meet
as before (1.000 and 0.998), and an article meets 8.6 others in place of 10.0."""
COPIES = 4
"""Buckets of the body, of eight, from which two articles count as one text here."""


def rarity(path: Path, name: str) -> tuple[Background, int]:
    """Count in how many articles each word stands.

    Args:
        path: the articles.
        name: what to call the table.

    Returns:
        The table without stock phrases, and how many articles hold its rarest word.
    """
    seen: Counter[str] = Counter()
    articles = 0
    for record in corpus.records(path):
        articles += 1
        seen.update({stem(word) for word in words(record["text"])})
    common = seen.most_common(KEPT)
    low = hashes([word for word, _ in common]).astype(np.uint32)
    keys, first = np.unique(low, return_index=True)
    share = np.array([count for _, count in common])[first] / articles
    steps = np.clip(np.round(-np.log2(share) * STEPS), 0, 255).astype(np.uint8)
    unseen = -np.log2(common[-1][1] / articles) + 1
    return Background(f"{name}, {articles} articles", keys, steps, unseen, np.empty(0, np.uint32)), common[-1][1]


def stock(signed: list[Signature]) -> npt.NDArray[np.uint32]:
    """The runs that stand in STOCK texts or more.

    Args:
        signed: the articles' signatures, with no stock phrase left out.
    """
    text = joined(len(signed), _copies(signed))
    own = np.repeat(np.array(text, dtype=np.uint64), [len(one.runs) for one in signed])
    runs = np.concatenate([one.runs for one in signed])
    order = np.lexsort((own, runs))
    runs, own = runs[order], own[order]
    once = np.append(True, (runs[1:] != runs[:-1]) | (own[1:] != own[:-1]))
    found, counts = np.unique(runs[once], return_counts=True)
    return np.unique(found[counts > STOCK].astype(np.uint32))


def _copies(signed: list[Signature]) -> list[tuple[int, int]]:
    """Pairs of articles that share COPIES buckets of the body with the first article of a bucket."""
    first: dict[bytes, int] = {}
    found = []
    for at, one in enumerate(signed):
        bare = replace(one, runs=np.empty(0, np.uint64))
        met = Counter(first.setdefault(key, at) for key in buckets(bare))
        found += [(other, at) for other, shared in met.items() if other != at and shared >= COPIES]
    return found


def main() -> None:
    """Count, sign, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="background-2")
    args = parser.parse_args()
    table, least = rarity(args.articles, args.name)
    signer = Signer(background=table)
    phrases = stock([signer.sign(side.text) for side in corpus.sides(args.articles).values()])
    np.savez_compressed(
        args.out,
        name=np.array(table.name),
        keys=table.keys,
        steps=table.steps,
        unseen=np.array(table.unseen),
        stock=phrases,
    )
    print(f"{table.name}: {len(table.keys)} words, least count {least}; {len(phrases)} stock phrases", end="; ")
    print(f"{args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
