"""The figures of the evidence as sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.wording.forms import percent
from worker.wording.said import SAID, WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_APART = {"same_outlet": "they are of two outlets", "same_network": "they are of two networks"}
"""What is said where both outlets are known; the figure alone can't tell."""

__all__ = ["SAID", "WHERE", "percent", "sentence", "sentences"]


def sentence(name: str, value: float) -> str:
    """A figure with its value, in a short sentence.

    Args:
        name: the figure's name.
        value: what was found.

    Returns:
        The sentence, without a full stop. A name that is not known, as one of a model that is no longer used, comes
        back in plain words with its value.
    """
    say = SAID.get(name)
    return f"{name.replace('_', ' ')}: {value:.3g}" if say is None else say(value)


def sentences(names: Iterable[str], figures: Mapping[str, float]) -> list[str]:
    """Some of the figures as sentences, in the order of their names.

    Args:
        names: which.
        figures: every figure by name; one that is not there is left out.
    """
    sure = bool(figures.get("outlets_known"))
    return [
        _APART[name] if sure and name in _APART and not figures[name] else sentence(name, figures[name])
        for name in names
        if name in figures
    ]
