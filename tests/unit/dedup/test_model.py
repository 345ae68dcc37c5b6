from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from worker.dedup.model import SHIPPED, EvidenceModel, ModelError
from worker.dedup.weigh import Blend, blend

if TYPE_CHECKING:
    from pathlib import Path

ONE_TREE = [0, 1, 1, 1, 1, 1, 1] + [0.5] * 7 + [0, -1, 1, -2, 0, 0, 2] + [-2, -2, 0, 0, 0, 0, 1, 3]


def small() -> Blend:
    """A line over two figures and one tree."""
    return blend({"bias": 1.0, "centre": [0, 0], "weights": [2, 0], "trees_bias": 0.5, "trees": [ONE_TREE]}, 2)


def test_shipped_model_says_what_it_is() -> None:
    """Every judgement bears the model's name; the file says what it was trained on and how well it did."""
    model = EvidenceModel.load()

    assert model.name
    assert model.trained_on["pairs"] > 0
    assert 0 < model.scores["report"]["f1"] < 1


def test_trees_and_regression_are_averaged() -> None:
    """A pair on the right of both splits gets the last leaf, and the line's answer beside it."""
    log_odds, _ = small().parts(np.array([1.0, 1.0]))

    assert ((1 + 2) + (0.5 + 3)) / 2 == log_odds


def test_one_pair_and_many_pairs_get_the_same_answer() -> None:
    """Benchmarks weigh a matrix, the product weighs a row: both are the same model."""
    rows = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

    assert [small().parts(row)[0] for row in rows] == pytest.approx(small().log_odds(rows).tolist())


def test_parts_add_up_to_what_moved_the_answer() -> None:
    """What each figure put in, and the answer without any figure, make the answer."""
    nothing = (1 + 0.5) / 2

    log_odds, moved = small().parts(np.array([1.0, 1.0]))

    assert log_odds - nothing == pytest.approx(moved.sum())


def test_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """The way out is in the sentence."""
    with pytest.raises(ModelError, match=r"no model file .*train_evidence\.py"):
        EvidenceModel.load(tmp_path / "none.toml")


@pytest.mark.parametrize("content", ["", "name = ", 'name = "x"\nfeatures = "0"\n'])
def test_file_that_is_no_model_is_refused(tmp_path: Path, content: str) -> None:
    """A broken or older file must not judge anything."""
    path = tmp_path / "odd.toml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ModelError, match="can't be used"):
        EvidenceModel.load(path)


def test_tree_that_asks_for_a_missing_figure_is_refused() -> None:
    """A number too many in the file would read past the figures."""
    with pytest.raises(ValueError, match="figure that is not there"):
        blend({"bias": 0, "centre": [0], "weights": [0], "trees_bias": 0, "trees": [ONE_TREE]}, 1)


def test_copy_of_the_shipped_file_is_the_same_model(tmp_path: Path) -> None:
    """An operator may keep a model elsewhere and name it."""
    path = tmp_path / "mine.toml"
    path.write_bytes(SHIPPED.read_bytes())

    assert EvidenceModel.load(path).name == EvidenceModel.load().name
