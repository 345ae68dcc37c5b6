"""How a text becomes words, for fingerprints and evidence alike."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a text: NFKC, case folded, letters and digits only.

    Args:
        text: any text.

    Returns:
        The words in order; punctuation and white space are gone.
    """
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())
