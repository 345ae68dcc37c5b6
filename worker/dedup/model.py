"""What turns figures into probabilities: plain data, read from a file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from worker.dedup.figures import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "evidence.toml"


class ModelError(ValueError):
    """A model file can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Logistic regression.

    Attributes:
        bias: log-odds of a pair whose every figure is at its centre.
        centre: what each figure is on the whole.
        weights: log-odds for each unit that a figure lies above its centre.
    """

    bias: float
    centre: Numbers
    weights: Numbers

    def parts(self, row: Numbers) -> tuple[float, Numbers]:
        """Log-odds of a pair, and what each figure put into them.

        Args:
            row: the figures in the model's order.

        Returns:
            The log-odds, and each figure's part.
        """
        moved = (row - self.centre) * self.weights
        return self.bias + float(moved.sum()), moved


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """A model of both questions: same report, and same version.

    Attributes:
        name: the model's name and version; every Evidence bears it.
        figures: names of the figures it reads, in order.
        report: answers whether two articles carry the same report.
        version: answers whether they bear the same text.
        trained_on: what it was trained on.
        scores: its cross-validated scores.
    """

    name: str
    figures: tuple[str, ...]
    report: Linear
    version: Linear
    trained_on: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> EvidenceModel:
        """Read a model file.

        Args:
            path: a file that benchmarks/train_evidence.py wrote; None is the one that Saring ships.

        Returns:
            The model.

        Raises:
            ModelError: there is no such file, it is malformed, or it was trained on other figures.
        """
        path = path or SHIPPED
        try:
            held = tomllib.loads(path.read_text(encoding="utf-8"))
            if str(held["features"]) != FEATURES:
                raise ModelError(
                    f"{path} was trained on figures version {held['features']}, this program computes {FEATURES}: "
                    "train it again with benchmarks/train_evidence.py"
                )
            return cls.of(held)
        except FileNotFoundError:
            raise ModelError(f"there is no model file {path}; benchmarks/train_evidence.py writes one") from None
        except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise ModelError(f"{path} is no model file ({error}); benchmarks/train_evidence.py writes one") from None

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> EvidenceModel:
        """Build a model from plain data, as a model file holds it."""
        return cls(
            name=str(held["name"]),
            figures=tuple(held["figures"]),
            report=_linear(held["report"]),
            version=_linear(held["version"]),
            trained_on=held.get("trained_on", {}),
            scores=held.get("scores", {}),
        )


def _linear(held: Mapping[str, Any]) -> Linear:
    return Linear(
        bias=float(held["bias"]),
        centre=np.array(held["centre"], dtype=np.float64),
        weights=np.array(held["weights"], dtype=np.float64),
    )
