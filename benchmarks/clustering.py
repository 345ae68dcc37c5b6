"""Cluster a whole corpus as Saring does and score it on labelled pairs, against datasketch's usual recipe.

usage: clustering.py --articles ARTICLES.jsonl.xz --pairs PAIRS.tsv [--more READ.tsv]
                     [--model FILE | --threshold 0.5 …] [--keep FILE.npz]

The corpus is clustered once for each of five models, and each story's pairs are scored with the clustering of the model
that saw no article of that story. The score of the shipped model, which saw all pairs, stands beside it and counts for
nothing. Needs scikit-learn (the extra "bench").
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import corpus
import numpy as np
from candidates import candidates, usual_recipe
from corpus import FOLDS, folds
from fitting import fit, golds, material
from train_evidence import scores

from worker.dedup.figures import figures
from worker.dedup.model import EvidenceModel
from worker.dedup.prepared import prepare
from worker.dedup.triangles import open_triangles, rounds
from worker.regroup import Thresholds, Word, plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

KEPT = 0.05
"""Links less probable than this weigh as if the pair had never met."""


class Clustering(NamedTuple):
    """The cluster and the version of each article, by its place."""

    cluster: list[int]
    version: list[int]


class Judged(NamedTuple):
    """Every candidate pair of a corpus with its figures, one row a pair.

    Attributes:
        pairs: the places of both articles.
        rows: the figures that all models share.
        said: for each model what the words say.
    """

    pairs: npt.NDArray[np.int32]
    rows: npt.NDArray[np.float32]
    said: Sequence[npt.NDArray[np.float32]]

    def of(self, model: int) -> npt.NDArray[np.float32]:
        """The figures that a model weighs."""
        return np.concatenate([self.rows, self.said[model]], axis=1)


def judged(sides: Sequence[corpus.Side], found: Sequence[tuple[int, int]], models: Sequence[EvidenceModel]) -> Judged:
    """Compute the figures of all candidate pairs."""
    ready = {place: prepare(sides[place]) for place in sorted({one for pair in found for one in pair})}
    met = [(ready[a], ready[b]) for a, b in found]
    rows = np.array([list(figures(a, b).values()) for a, b in met], dtype=np.float32)
    said = [np.array([list(model.cues.figures(a, b).values()) for a, b in met], dtype=np.float32) for model in models]
    return Judged(np.array(found, dtype=np.int32), rows, said)


def cluster(
    models: Sequence[EvidenceModel], one: int, held: Judged, sides: Sequence[corpus.Side], threshold: float
) -> Clustering:
    """Cluster a corpus.

    Args:
        models: weigh the figures.
        one: which of them does.
        held: the candidate pairs.
        sides: the articles.
        threshold: probability from which two articles count as the same report.
    """
    count = len(sides)
    model = models[one]
    links = _links(model, held.pairs, held.of(one))
    known = {(a, b) for a, b in held.pairs.tolist()}
    for unmet in rounds(lambda: open_triangles({two: same for two, (same, _) in links.items()}, threshold) - known):
        met = judged(sides, unmet, [model])
        links.update(_links(model, met.pairs, met.of(0)))
    clusters, versions = list(range(count)), list(range(count))
    for group in plan(range(count), links, Word((), (), ()), Thresholds(report=threshold)):
        for place in group.ids:
            clusters[place] = group.ids[0]
        for same_text in group.versions:
            for place in same_text:
                versions[place] = same_text[0]
    return Clustering(clusters, versions)


def _links(
    model: EvidenceModel, pairs: npt.NDArray[np.int32], rows: npt.NDArray[np.float32]
) -> dict[tuple[int, int], tuple[float, float]]:
    version = _probability(model.version.log_odds(rows))
    report = np.maximum(_probability(model.report.log_odds(rows)), version)
    kept = report >= KEPT
    found = zip(pairs[kept].tolist(), report[kept].tolist(), version[kept].tolist(), strict=True)
    return {(a, b): (same, text) for (a, b), same, text in found}


def _probability(log_odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.round(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), 6)
    return found


def together(clusters: Sequence[int], places: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Which labelled pairs stand together."""
    at = np.array(clusters)
    found: npt.NDArray[np.bool_] = at[places[:, 0]] == at[places[:, 1]]
    return found


def report(
    name: str, same: npt.NDArray[np.bool_], text: npt.NDArray[np.bool_], gold: dict, sizes: Sequence[int]
) -> None:
    """Print one line of the table."""
    cells = "  ".join(
        f"P {p:.3f} R {r:.3f} F1 {f:.3f}" for p, r, f in (scores(same, gold["report"]), scores(text, gold["version"]))
    )
    print(f"{name:44} {cells}  {max(sizes)}", flush=True)


def say_met(pairs: Sequence[corpus.Pair], places: npt.NDArray[np.int32], found: Sequence[tuple[int, int]]) -> None:
    """Print which share of each label's pairs the index brings together."""
    met = set(found)
    for label in sorted({pair.label for pair in pairs}):
        at = [
            tuple(sorted(row)) in met for row, pair in zip(places.tolist(), pairs, strict=True) if pair.label == label
        ]
        print(f"  {label:9} {sum(at) / len(at):.3f} of {len(at)} meet")


def _unseen(
    pairs: list[corpus.Pair], more: list[corpus.Pair], sides: dict[str, corpus.Side]
) -> tuple[list[EvidenceModel], npt.NDArray[np.intp]]:
    """A model for each fold that saw no story of it, and the fold of each of the pairs."""
    every = pairs + more
    of = material(every, sides)
    fold = folds(corpus.stories(every), seed=0)
    models = [EvidenceModel.of(fit(of.of(np.flatnonzero(fold != one))).held) for one in range(FOLDS)]
    return models, fold[: len(pairs)]


def main() -> None:
    """Read, find candidates, judge, cluster, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, required=True, help="JSONL, plain or .xz: id, url, title, date, text")
    parser.add_argument("--pairs", type=Path, required=True, help="TSV: id_a, id_b, label, confidence")
    parser.add_argument("--more", type=Path, help="further labelled pairs to train on; they are not scored")
    parser.add_argument("--model", type=Path, help="a model file; the one that Saring ships when left out")
    parser.add_argument("--threshold", type=float, nargs="*", default=[0.45, 0.5], help="probabilities to try")
    parser.add_argument("--keep", type=Path, help="write the candidate pairs and their figures to this .npz file")
    parser.add_argument(
        "--peers", action=argparse.BooleanOptionalAction, default=True, help="run datasketch's recipe too"
    )
    args = parser.parse_args()
    began = time.perf_counter()
    by_name = corpus.sides(args.articles)
    names, sides = list(by_name), list(by_name.values())
    place_of = {name: place for place, name in enumerate(names)}
    pairs = corpus.pairs(args.pairs)
    places = np.array([(place_of[pair.a], place_of[pair.b]) for pair in pairs], dtype=np.int32)
    gold = golds(pairs)
    print(f"{len(sides)} articles cleaned in {time.perf_counter() - began:.0f} s", flush=True)
    found = candidates(sides)
    say_met(pairs, places, found)
    models, fold = _unseen(pairs, corpus.pairs(args.more, further=True) if args.more else [], by_name)
    every = [*models, EvidenceModel.load(args.model)]
    print(f"{len(models)} models fitted after {time.perf_counter() - began:.0f} s", flush=True)
    held = judged(sides, found, every)
    print(f"{len(found)} candidate pairs judged after {time.perf_counter() - began:.0f} s", flush=True)
    if args.keep:
        np.savez(args.keep, pairs=held.pairs, rows=held.of(len(models)))
    print(f"{'':44} {'same report':25}  {'same version':25}  largest cluster")
    if args.peers:
        for size, threshold in ((5, 0.7), (5, 0.5), (3, 0.3)):
            usual = usual_recipe([side.text for side in sides], threshold, size)
            same = together(usual, places)
            report(f"datasketch, word {size}-grams, {threshold}", same, same, gold, list(Counter(usual).values()))
    for threshold in args.threshold:
        same, text = np.zeros((2, len(pairs)), dtype=np.bool_)
        largest = 0
        for one in range(len(models)):
            found_by = cluster(every, one, held, sides, threshold)
            same[fold == one] = together(found_by.cluster, places[fold == one])
            text[fold == one] = together(found_by.version, places[fold == one])
            largest = max(largest, *Counter(found_by.cluster).values())
        report(f"Saring, models that saw no story, from {threshold}", same, text, gold, [largest])
        for label in sorted({pair.label for pair in pairs}):
            at = np.array([pair.label == label for pair in pairs])
            print(f"    {label:9} together {int(same[at].sum()):4}  apart {int((~same[at]).sum()):4}")
        found_by = cluster(every, len(models), held, sides, threshold)
        sizes = list(Counter(found_by.cluster).values())
        report(
            f"(the shipped model, which saw them, {threshold})",
            together(found_by.cluster, places),
            together(found_by.version, places),
            gold,
            sizes,
        )
    print(f"{time.perf_counter() - began:.0f} s in all")


if __name__ == "__main__":
    main()
