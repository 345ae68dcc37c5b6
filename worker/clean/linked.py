"""Where the linked title after "Baca juga:" ends when the line breaks are lost."""

from __future__ import annotations

import re

LONGEST = 230
_WORD = re.compile(r"\S+")


def is_title_line(line: str) -> bool:
    """Whether a line reads as a headline: most words capitalised, no full stop, 3 to 25 words."""
    words = [word for word in _WORD.findall(line) if word[0].isalpha() or word[0] in "\"'“‘("]
    if not 3 <= len(words) <= 25 or line.rstrip()[-1:] in ".,:;":
        return line.rstrip().endswith("...") and 3 <= len(words) <= 25
    capitals = sum(word.lstrip("\"'“‘(")[:1].isupper() for word in words)
    return capitals >= 0.5 * len(words)


def end(text: str, start: int, border: int) -> int:
    """The end of the linked title that begins after a label.

    Args:
        text: the raw text.
        start: the end of the label.
        border: where the title ends at the latest.

    Returns:
        The title's end; `start` when in doubt, so that the words are kept.
    """
    stop = text.find("\n", start)
    stop = border if stop < 0 else min(stop, border)
    return stop if stop - start <= LONGEST else start
