"""A tree told as lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from worker.clean.tree import BLOCKS, NEVER
from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = vocabulary("h1 h2 h3 h4 h5 h6")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z")
# From this share of a line's letters in links on, the line is a link to something else.
_ALL_LINK = 0.9
# A linked line with so many blanks is a headline and no "read more".
_HEADLINE_BLANKS = 3
_BREAKS = BLOCKS | {"br"}


class _Teller:
    """Walks a tree once; the parser bounds its depth (libxml2: 256), so recursion is safe."""

    def __init__(self, container: HtmlElement) -> None:
        self.lines: list[str] = []
        self.headlines = 0
        self._seen = -1
        self._container = container
        self._parts: list[str] = []
        self._linked = 0

    def close(self) -> None:
        line = " ".join("".join(self._parts).split())
        if line and (self._linked < _ALL_LINK * len(line) or _ADDRESS.match(line)):
            self.lines.append(line)
        elif line.count(" ") >= _HEADLINE_BLANKS and len(self.lines) > self._seen:
            # A run of linked headlines counts once: that is a list beside an article, and no article a headline.
            self.headlines += 1
            self._seen = len(self.lines)
        self._parts.clear()
        self._linked = 0

    def walk(self, element: HtmlElement, *, link: bool) -> None:
        tag = element.tag
        if not isinstance(tag, str) or (tag in NEVER and element is not self._container):
            return
        parts = self._parts
        breaks = tag in _BREAKS
        if breaks and parts:
            self.close()
        here = link or (tag == "a" and not _own_heading(element))
        # Half of a page's pieces are the white space between two blocks.
        if (text := element.text) and (parts or not text.isspace()):
            parts.append(text)
            if here:
                self._linked += _letters(text)
        for child in element:
            self.walk(child, link=here)
            if (text := child.tail) and (parts or not text.isspace()):
                parts.append(text)
                if here:
                    self._linked += _letters(text)
        if breaks and parts:
            self.close()


def _letters(text: str) -> int:
    return len(" ".join(text.split()))


def _own_heading(link: HtmlElement) -> bool:
    """Whether a link is a heading's own anchor, which leads nowhere else."""
    above = link.getparent()
    return (link.get("href") or "").startswith("#") and above is not None and above.tag in _HEADINGS


def lines(container: HtmlElement) -> list[str]:
    """A container's text, a block or a broken line each; lines that are nothing but a link are left out.

    Args:
        container: pruned.

    Returns:
        The lines, blanks made single.
    """
    return told(container)[0]


def told(container: HtmlElement) -> tuple[list[str], int]:
    """The same lines, and how many linked headlines stand between them, as in a list of articles with teasers."""
    teller = _Teller(container)
    teller.walk(container, link=False)
    teller.close()
    return teller.lines, teller.headlines
