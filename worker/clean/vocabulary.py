"""Sets of words, written as one text."""

from __future__ import annotations


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())
