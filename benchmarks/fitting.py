"""Fitting a model of the evidence; scikit-learn is needed here and never when Saring runs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from corpus import SAME
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from worker.dedup.figures import FEATURES, figures
from worker.dedup.prepared import NAME, prepare
from worker.dedup.weigh import DEPTH, NODES, SPLITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    from corpus import Pair

    from worker.dedup.prepared import Prepared
    from worker.model.evidence import Side

    Numbers = npt.NDArray[np.float64]

SEEDS = (0, 1)
"""Ensembles that are averaged: two take out most of the chance in drawing."""
TREES = 300
RATE = 0.06
PENALTY = 0.1
TRUST = {1: 0.5, 2: 0.9, 3: 1.0}
"""Weight of a pair by the reader's confidence."""
FURTHER = 0.5
"""Weight of a further pair. At 1 a single wrong date costs 0.016 of F1 more: half of them are prices of a day."""
MADE_WEIGHT = {"report": 0.06, "version": 0.03}
"""Weight of a made-up edition. At 0.06 0.8 % of them are taken for the same report, at 0.03 5 %; at 0.1 same version
loses 0.01 of F1."""
REPLACED = 4
"""Names that are replaced in an edition."""
DIGITS = re.compile(r"(?<![\d/.,])\d{2,3}(?![\d/])")
GRAIN = 5
"""Decimals of the numbers in a model file."""


def variants(a: Prepared, b: Prepared, rng: np.random.Generator) -> list[tuple[float, dict[str, float]]]:
    """The figures of a pair as it is, and as it would be had something been missing or wrong.

    Dates are missing in an eighth of the corpus and wrong in some; outlets and titles are missing in pushed texts. The
    weights say how common each is taken to be.

    Args:
        a: one article.
        b: the other.
        rng: draws the wrong date.

    Returns:
        Weight and figures of each; the first is the pair as it is.
    """
    wrong = None if b.day is None else b.day + float(rng.choice((-1, 1)) * rng.exponential(10))
    bare_a, bare_b = (replace(one, side=replace(one.side, outlet="", network="")) for one in (a, b))
    untitled = prepare(replace(b.side, title=""))
    return [
        (0.6, figures(a, b)),
        (0.15, figures(replace(a, day=None), b)),
        (0.07, figures(a, replace(b, day=wrong))),
        (0.1, figures(bare_a, bare_b)),
        (0.08, figures(a, untitled)),
    ]


def edition(side: Side, other: Side, rng: np.random.Generator) -> Side:
    """The same form filled in for something else: the article with its most frequent names and its numbers replaced.

    Forecasts for the next town, results of the next match: series that a sample of labelled pairs holds few of, and of
    which every one is another report.

    Args:
        side: the article.
        other: another one, whose names are put in.
        rng: draws the numbers.

    Returns:
        An article that nobody wrote, of the same outlet and day; the other one where there are no names to replace.
    """
    said = Counter(NAME.findall(side.text))
    names = [name for name, count in said.most_common(REPLACED) if count > 1]
    put = [name for name, _ in Counter(NAME.findall(other.text)).most_common(len(names)) if name not in said]
    if len(put) < 2:  # noqa: PLR2004  with one name less it is still the same article
        return other
    text, title = side.text, side.title
    for name, instead in zip(names, put, strict=False):
        pattern = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
        text, title = pattern.sub(instead, text), pattern.sub(instead, title)
    text = DIGITS.sub(lambda found: str(int(found.group()) + int(rng.integers(-9, 10))), text)
    return replace(side, text=text, title=title)


def next_place(side: Side, other: Side) -> Side:
    """The same form for the next place: of all its facts one name changes, and that of the title.

    Forecasts of two districts with the same figures: next to a copy, and yet another report.

    Args:
        side: the article.
        other: another one, whose most frequent name is put in.

    Returns:
        An article that nobody wrote; the other one where the title has no name that the text repeats.
    """
    said = Counter(NAME.findall(side.text))
    name = next((name for name, count in said.most_common(REPLACED) if count > 1 and name in side.title), None)
    put = next((name for name, _ in Counter(NAME.findall(other.text)).most_common() if name not in said), None)
    if name is None or put is None:
        return other
    pattern = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return replace(side, text=pattern.sub(put, side.text), title=pattern.sub(put, side.title))


def editions(pairs: Sequence[Pair], sides: Mapping[str, Side]) -> Numbers:
    """Figures of an article of each pair against an edition of itself for something else; every other for one place."""
    rng = np.random.default_rng(0)
    found = []
    for at, pair in enumerate(pairs):
        side = sides[pair.a]
        other = sides[pairs[int(rng.integers(len(pairs)))].b]
        made = next_place(side, other) if at % 2 else edition(side, other, rng)
        found.append(list(figures(prepare(side), prepare(made)).values()))
    return np.array(found)


def matrix(
    pairs: Sequence[Pair], prepared: Mapping[str, Prepared]
) -> tuple[tuple[str, ...], npt.NDArray[np.float64], Numbers]:
    """Figures of labelled pairs.

    Returns:
        The figures' names; an array of pairs by variants by figures; the weight of each variant.
    """
    rng = np.random.default_rng(0)
    found = [variants(prepared[pair.a], prepared[pair.b], rng) for pair in pairs]
    names = tuple(found[0][0][1])
    rows = np.array([[list(held.values()) for _, held in row] for row in found])
    return names, rows, np.array([weight for weight, _ in found[0]])


def golds(pairs: Iterable[Pair]) -> dict[str, npt.NDArray[np.bool_]]:
    """The readers' answer to both questions."""
    labels = [pair.label for pair in pairs]
    return {
        "report": np.array([label in SAME for label in labels]),
        "version": np.array([label == "copy" for label in labels]),
    }


def fit(
    names: Sequence[str],
    rows: npt.NDArray[np.float64],
    shares: Numbers,
    pairs: Sequence[Pair],
    made: Numbers,
) -> dict[str, Any]:
    """Fit both questions.

    Args:
        names: the figures.
        rows: pairs by variants by figures.
        shares: weight of each variant.
        pairs: the labelled pairs.
        made: figures of their editions; every one is another report.

    Returns:
        A model as `EvidenceModel.of` reads it, without `trained_on` and `scores`.
    """
    trust = np.array([TRUST[pair.confidence] * (FURTHER if pair.further else 1) for pair in pairs])
    flat = np.concatenate([rows.reshape(-1, rows.shape[2]), made])
    read = (trust[:, None] * shares[None, :]).ravel()
    held: dict[str, Any] = {"features": FEATURES, "figures": list(names), "name": "unnamed"}
    for question, gold in golds(pairs).items():
        weights = np.concatenate([read, np.full(len(made), MADE_WEIGHT[question])])
        told = np.array([question == "report" or not (pair.label == "same" or pair.further) for pair in pairs])
        known = np.concatenate([np.repeat(told, rows.shape[1]), np.ones(len(made), np.bool_)])
        answers = np.concatenate([np.repeat(gold, rows.shape[1]), np.zeros(len(made), np.bool_)])
        held[question] = _fit(flat[known], answers[known], weights[known])
    return held


def _fit(rows: Numbers, gold: npt.NDArray[np.bool_], weights: Numbers) -> dict[str, Any]:
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    line = LogisticRegression(C=PENALTY, max_iter=5000).fit((rows - centre) / spread, gold, sample_weight=weights)
    trees: list[list[float]] = []
    bias = 0.0
    for seed in SEEDS:
        grown = GradientBoostingClassifier(
            n_estimators=TREES,
            max_depth=DEPTH,
            learning_rate=RATE,
            subsample=0.6,
            max_features=0.3,
            min_samples_leaf=8 * 5,
            random_state=seed,
        ).fit(rows, gold, sample_weight=weights)
        share = float(np.average(gold, weights=weights))
        bias += np.log(share / (1 - share)) / len(SEEDS)
        trees += [_full(stage[0].tree_, RATE / len(SEEDS)) for stage in grown.estimators_]
    return {
        "bias": round(float(line.intercept_[0]), GRAIN),
        "centre": _short(centre),
        "weights": _short(line.coef_[0] / spread),
        "trees_bias": round(float(bias), GRAIN),
        "trees": trees,
    }


def _full(tree: Any, rate: float) -> list[float]:
    """A tree with all its nodes: where it stops early, both children answer alike."""
    split_by, limits, values = [0.0] * SPLITS, [0.0] * SPLITS, [0.0] * NODES

    def mean(node: int) -> float:
        left, right = tree.children_left[node], tree.children_right[node]
        if left < 0:
            return float(tree.value[node, 0, 0])
        weigh = tree.weighted_n_node_samples
        return float((mean(left) * weigh[left] + mean(right) * weigh[right]) / (weigh[left] + weigh[right]))

    def walk(node: int, place: int) -> None:
        values[place] = rate * mean(node)
        if place >= SPLITS:
            return
        inner = tree.children_left[node] >= 0
        if inner:
            split_by[place], limits[place] = int(tree.feature[node]), float(tree.threshold[node])
        walk(tree.children_left[node] if inner else node, 2 * place + 1)
        walk(tree.children_right[node] if inner else node, 2 * place + 2)

    walk(0, 0)
    return [*split_by, *_short(limits), *_short(values)]


def _short(values: Iterable[float]) -> list[float]:
    return [round(float(value), GRAIN) for value in values]
