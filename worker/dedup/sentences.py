"""Sentences of a news text, and from which on it tells again what was told before."""

from __future__ import annotations

import re

_END = re.compile(r"[\n.!?\"”](?:(?<=\n)\n*|(?<!\n)(?= +[\"“A-Z])|(?<=[a-z][.!?])(?=[A-Z]))")
"""Scrapers lose the white space between sentences too. It begins with the characters that it may begin with: a pattern
that begins with a choice, a repetition or a look back is tried at each character, which takes three times as long."""
_AGAIN = re.compile(
    r"(?:(?:diberitakan |seperti |sebagaimana )?(?:sebelumnya|diberitakan|diketahui)"
    r"|untuk diketahui|sebagai informasi|sekadar informasi|sebagai catatan"
    r"|previously|as (?:previously )?reported|earlier,)\b",
    re.IGNORECASE,
)
OPENING = 25
"""Words before which nothing counts as told again: a lead may open with "Sebelumnya" too."""


def sentences(text: str) -> list[str]:
    """The sentences of a text; nothing between two white spaces is cut but where two sentences are glued together.

    Args:
        text: a text, NFKC.

    Returns:
        The pieces in order.
    """
    ends = [found.end() for found in _END.finditer(text)]
    return [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def told_again(pieces: list[str], words: list[int]) -> int | None:
    """The word from which on a text tells what was told before: "Diberitakan sebelumnya, …", "Untuk diketahui, …".

    What two articles share behind it is the background of one of them.

    Args:
        pieces: its sentences.
        words: how many words each has.

    Returns:
        The number of words before; None where nothing says so.
    """
    before = 0
    for piece, count in zip(pieces, words, strict=True):
        if before >= OPENING and _AGAIN.match(piece):
            return before
        before += count
    return None
