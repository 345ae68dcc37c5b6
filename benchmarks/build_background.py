"""Build the table of how rare words are from a corpus: word statistics only, no word and no text is kept.

usage: build_background.py --articles ARTICLES.jsonl.xz --out config/background.npz
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import corpus
import numpy as np

from worker.dedup.background import STEPS
from worker.dedup.prepared import hashes, stem
from worker.dedup.words import words

KEPT = 40_000
"""Five bytes a word: 200 kB. What is rarer counts as unseen."""


def main() -> None:
    """Count in how many articles each word stands, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="background-1")
    args = parser.parse_args()
    seen: Counter[str] = Counter()
    articles = 0
    for record in corpus.records(args.articles):
        articles += 1
        seen.update({stem(word) for word in words(record["text"])})
    common = seen.most_common(KEPT)
    low = hashes([word for word, _ in common]).astype(np.uint32)
    keys, first = np.unique(low, return_index=True)
    share = np.array([count for _, count in common])[first] / articles
    rarest = common[-1][1] / articles
    np.savez_compressed(
        args.out,
        name=np.array(f"{args.name}, {articles} articles"),
        keys=keys,
        steps=np.clip(np.round(-np.log2(share) * STEPS), 0, 255).astype(np.uint8),
        unseen=np.array(-np.log2(rarest) + 1),
    )
    print(f"{len(keys)} words of {articles} articles, least count {common[-1][1]}, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
