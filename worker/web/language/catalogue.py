"""Every text of the pages by its key, one file a language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Codes, and how each language calls itself."""
FALLBACK = "en"
"""For readers who ask for neither; the documentation is English too."""
PLURAL = frozenset({"one", "other"})


class UnknownTextError(KeyError):
    """A template asks for a text that the catalogue does not hold."""


class Catalogue:
    """The texts of one language.

    Args:
        texts: each text by its dotted key; a text with a plural is a table of `one` and `other`.
    """

    def __init__(self, texts: dict[str, str | dict[str, str]]) -> None:
        self.texts = texts

    def text(self, key: str, n: object = None) -> str:
        """A text with its placeholders.

        Args:
            key: its dotted key.
            n: the number that decides between one and many, where the text has both.

        Raises:
            UnknownTextError: there is none.
        """
        found = self.texts.get(key)
        if found is None:
            raise UnknownTextError(key)
        return found if isinstance(found, str) else found["one" if n == 1 else "other"]

    def __contains__(self, key: object) -> bool:
        """Whether there is such a text."""
        return key in self.texts


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, read once.

    Args:
        language: its code, one of `LANGUAGES`.
    """
    file = resources.files(__package__) / f"{language}.toml"
    return Catalogue(_flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def _flat(table: dict[str, Any], before: str = "") -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {}
    for name, value in table.items():
        if isinstance(value, dict) and not value.keys() <= PLURAL:
            found |= _flat(value, f"{before}{name}.")
        else:
            found[before + name] = value
    return found
