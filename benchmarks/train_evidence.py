"""Train the model of the evidence on labelled pairs, and say how good it is.

usage: train_evidence.py --articles ARTICLES.jsonl.xz --pairs PAIRS.tsv [--more READ.tsv] --out config/evidence.toml

Labels may come from people who used Saring: `saring export --what articles --out a.jsonl` and `saring export --what
opinions --out o.jsonl`, then --articles a.jsonl --pairs o.jsonl.

The pairs of --more are trained on as well, and scored apart from the others: they may be of another kind.

Scores come from cross-validation by story: no article of a scored pair was in training, nor any article that a chain of
pairs leads to. Needs scikit-learn (the extra "bench").
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
import numpy as np
from corpus import FOLDS
from fitting import Material, fit, golds, material, with_cues

from worker.dedup.background import background
from worker.dedup.model import EvidenceModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

AS_IS, UNDATED, MISDATED, NO_OUTLET, UNTITLED = range(5)
CONDITIONS = {
    "as it is": AS_IS,
    "dates missing": UNDATED,
    "one date wrong": MISDATED,
    "outlets missing": NO_OUTLET,
    "one title missing": UNTITLED,
}

Rows = "npt.NDArray[np.float64]"
Truths = "npt.NDArray[np.bool_]"


def scores(said: npt.NDArray[np.bool_], gold: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    hits = float((said & gold).sum())
    precision, recall = hits / max(1, said.sum()), hits / max(1, gold.sum())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def crossed(of: Material, *, seed: int, part: float = 1.0) -> npt.NDArray[np.float64]:
    """Log-odds of every pair by a model that saw no article of its story: questions by pairs by variants.

    Args:
        of: the labelled pairs; only the editions of training pairs are used.
        seed: of the folds.
        part: share of the training stories that are used, for the learning curve.
    """
    story = np.array(corpus.stories(of.pairs))
    fold = corpus.folds(list(story), seed)
    found = np.zeros((2, *of.rows.shape[:2]))
    rng = np.random.default_rng(seed)
    for one in range(FOLDS):
        kept = rng.permutation(np.unique(story[fold != one]))
        fitted = fit(of.of(np.flatnonzero(np.isin(story, kept[: round(part * len(kept))]))))
        model = EvidenceModel.of(fitted.held)
        test = np.flatnonzero(fold == one)
        rows = with_cues(of.of(test), fitted.words)
        flat = rows.reshape(-1, rows.shape[2])
        for at, question in enumerate((model.report, model.version)):
            found[at, test] = question.log_odds(flat).reshape(-1, rows.shape[1])
    return found


def main() -> None:
    """Read, cross-validate, print, fit on everything, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, required=True, help="JSONL, plain or .xz: id, url, title, date, text")
    parser.add_argument("--pairs", type=Path, required=True, help="TSV: id_a, id_b, label, confidence")
    parser.add_argument("--more", type=Path, help="further labelled pairs, scored apart")
    parser.add_argument("--out", type=Path, required=True, help="the model file to write")
    parser.add_argument("--name", default="evidence-2", help="the model's name; every judgement bears it")
    parser.add_argument("--repeats", type=int, default=3, help="how often the folds are dealt anew")
    args = parser.parse_args()
    told = corpus.pairs(args.pairs)
    pairs = told + (corpus.pairs(args.more, further=True) if args.more else [])
    sides = corpus.sides(args.articles, {one for pair in pairs for one in pair[:2]})
    of = material(pairs, sides)
    gold = golds(pairs)
    print(
        f"{len(pairs)} pairs of {len(sides)} articles, {len(set(corpus.stories(pairs)))} stories, "
        f"{len(of.names)} figures, {of.as_is.rows.shape[1]} words"
    )
    ours = np.arange(len(pairs)) < len(told)
    held_scores: dict[str, Any] = {"by": f"cross-validation by story, {FOLDS} folds, dealt {args.repeats} times"}
    found = [crossed(of, seed=seed) for seed in range(args.repeats)]
    for at, question in enumerate(("report", "version")):
        for condition, variant in CONDITIONS.items():
            tally = _tally([one[at, :, variant] for one in found], gold[question], ours)
            print(f"same {question:8} {condition:18} P {tally[0]:.3f}  R {tally[1]:.3f}  F1 {tally[2]:.3f}")
            if variant == AS_IS:
                held_scores[question] = dict(
                    zip(("precision", "recall", "f1"), np.round(tally, 3).tolist(), strict=True)
                )
        if len(told) < len(pairs):
            tally = _tally([one[at, :, AS_IS] for one in found], gold[question], ~ours)
            print(f"same {question:8} {'further pairs':18} P {tally[0]:.3f}  R {tally[1]:.3f}  F1 {tally[2]:.3f}")
            held_scores[f"{question}_of_more"] = dict(
                zip(("precision", "recall", "f1"), np.round(tally, 3).tolist(), strict=True)
            )
    for part in (0.25, 0.5, 0.75):
        less = crossed(of, seed=0, part=part)
        tally = [_tally([less[at, :, AS_IS]], gold[q], ours)[2] for at, q in enumerate(("report", "version"))]
        print(f"with {part:.0%} of the stories: same report F1 {tally[0]:.3f}, same version F1 {tally[1]:.3f}")
    held = fit(of).held | {"name": args.name}
    held["trained_on"] = {
        "pairs": len(pairs),
        "articles": len(sides),
        "pairs_sha256": hashlib.sha256(args.pairs.read_bytes()).hexdigest(),
        "more": len(pairs) - len(told),
        "background": background().name,
    }
    held["scores"] = held_scores
    args.out.write_text(toml(held), encoding="utf-8")
    print(f"wrote {args.out}, {args.out.stat().st_size} bytes")


def _tally(
    log_odds: Sequence[npt.NDArray[np.float64]], gold: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Precision, recall and F1 of some of the pairs, the mean over how the folds were dealt."""
    found: npt.NDArray[np.float64] = np.mean([scores(one[of] > 0, gold[of]) for one in log_odds], axis=0)
    return found


def toml(held: dict[str, Any]) -> str:
    """A model as TOML, one tree a line."""
    lines = [
        "# What the evidence for a pair is weighed with. Written by benchmarks/train_evidence.py; docs/evidence.md."
    ]
    lines += [f"{key} = {_value(value)}" for key, value in held.items() if not isinstance(value, dict)]
    for table, content in held.items():
        if isinstance(content, dict):
            lines += ["", f"[{table}]", *(f"{key} = {_value(value)}" for key, value in content.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        inner = [_value(one) for one in value]
        rows = bool(value) and isinstance(value[0], list)
        return "[\n  " + ",\n  ".join(inner) + ",\n]" if rows else "[" + ", ".join(inner) + "]"
    if isinstance(value, float):
        return f"{value:g}" if value == int(value) else repr(value)
    return str(value) if isinstance(value, int) else f'"{value}"'


if __name__ == "__main__":
    main()
