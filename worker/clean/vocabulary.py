"""Words of a text: as a set, and in the form in which texts are compared."""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


def fold(text: str) -> str:
    """The words of a text in lower case, a blank between them."""
    return " ".join(_WORD.findall(text.lower()))
