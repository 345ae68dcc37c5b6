"""What turns figures into probabilities: plain data, read from a file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from worker.dedup.cues import Cues
from worker.dedup.figures import FEATURES, figures
from worker.dedup.figures.meeting import in_order, meet
from worker.dedup.weigh import Blend, blend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from worker.dedup.prepared import Prepared

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "evidence.toml"


class ModelError(ValueError):
    """A model file can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """A model of both questions: same report, and same version.

    Attributes:
        name: the model's name and version; every Evidence bears it.
        figures: names of the figures it reads, in order.
        cues: what single words weigh.
        report: answers whether two articles carry the same report.
        version: answers whether they bear the same text.
        trained_on: what it was trained on.
        scores: its cross-validated scores.
    """

    name: str
    figures: tuple[str, ...]
    cues: Cues
    report: Blend
    version: Blend
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
            return cls.of(tomllib.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise ModelError(f"There is no model file {path}; benchmarks/train_evidence.py writes one.") from None
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"{path} can't be used ({error}); benchmarks/train_evidence.py writes a new one."
            ) from None

    @classmethod
    def of(cls, held: Mapping[str, Any]) -> EvidenceModel:
        """Build a model from plain data, as a model file holds it.

        Args:
            held: the file's content.

        Returns:
            The model.

        Raises:
            ValueError: it was trained on another version of the figures, or its numbers do not fit.
            KeyError: something is missing.
        """
        if str(held["features"]) != FEATURES:
            raise ValueError(f"trained on figures version {held['features']}, this program computes {FEATURES}")
        names = tuple(held["figures"])
        return cls(
            name=str(held["name"]),
            figures=names,
            cues=Cues.of(held["cues"]),
            report=blend(held["report"], len(names)),
            version=blend(held["version"], len(names)),
            trained_on=held.get("trained_on", {}),
            scores=held.get("scores", {}),
        )

    def compare(self, a: Prepared, b: Prepared) -> dict[str, float]:
        """Compute every figure of a pair.

        Args:
            a: one article.
            b: the other; the order does not matter.

        Returns:
            Every figure by name, always the same names in the same order.
        """
        a, b = in_order(a, b)
        met = meet(a, b)
        return figures(a, b, met) | self.cues.figures(a, b, met)
