"""What was handed in, and the text that the rules read: entities decoded, line ends and blanks of one kind.

Rules must see through "&nbsp;Baca juga:&nbsp;", so they always read the decoded text. Who wants the characters as they
came gets them by the places of what is left in what was handed in.
"""

from __future__ import annotations

import html
import re
from itertools import takewhile
from typing import NamedTuple

_INVISIBLE = re.compile("[\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]")
# As html.unescape reads entities: by number or by name, the semicolon left out or not.
_CHARACTER = r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{1,31};?)"
_CHANGED = re.compile(rf"{_CHARACTER}|\r\n?|\u00a0|\x00|{_INVISIBLE.pattern}")


class Source(NamedTuple):
    """A text in two forms.

    Attributes:
        raw: the text as the rules read it.
        given: the text as what is left is told; equal to `raw` when that is how it is wanted.
        places: for each character of `raw` where it begins in `given`, and last where `given` ends; None when they are
            the same. A stretch of one is a stretch of the other, and together they leave nothing out.
    """

    raw: str
    given: str
    places: list[int] | None = None

    def place(self, at: int) -> int:
        """A place of `raw` in `given`."""
        return self.places[at] if self.places else at


def prepare(text: str) -> str:
    """Make a scraped text ready: entities decoded, line ends and blanks of one kind, invisible signs gone.

    Args:
        text: as scraped.

    Returns:
        The raw text that places refer to.
    """
    if "&" in text:
        # Twice: some scrapes hold "&amp;nbsp;".
        text = html.unescape(html.unescape(text))
    return _plain(text)


def source(text: str, *, decode: bool) -> Source:
    """Make a scraped text ready.

    Args:
        text: as scraped.
        decode: whether what is left is told with entities decoded; else in the characters that were handed in.

    Returns:
        Both forms.
    """
    raw = prepare(text)
    if decode or raw == text:
        return Source(raw, raw)
    traced, places = text, list(range(len(text) + 1))
    for _ in range(2):
        traced, places = _step(traced, places)
    # Signs that are gone stand before the first character too.
    places[0] = 0
    return Source(traced, text, places)


def _step(text: str, before: list[int]) -> tuple[str, list[int]]:
    """One round of decoding, traced; two of them do what `prepare` does."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for hit in _CHANGED.finditer(text):
        start, end = hit.span()
        said = _plain(html.unescape(hit[0]) if hit[0][0] == "&" else hit[0])
        # "&notit;" is "&not" and "it;", and "&air" no entity at all: what ends both stands for itself.
        same = sum(1 for _ in takewhile(lambda two: two[0] == two[1], zip(hit[0][::-1], said[::-1], strict=False)))
        said, end = said[: len(said) - same], end - same
        parts += (text[at:start], said)
        places += before[at:start]
        places += [before[start]] * len(said)
        at = end
    parts.append(text[at:])
    return "".join(parts), places + before[at:]


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\x00", "")
    return _INVISIBLE.sub("", text)
