"""Authors and editors out of the credit lines that cleaning took."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.model.article import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from worker.model.article import Removed

_NAME = (
    r"(?-i:[A-Z][\w'\u2019.]*(?: (?!Editor|Red\b)[A-Z][\w'\u2019.]*){0,4}(?:(?:, | dan | & )[A-Z][\w'\u2019.]*(?: "
    r"[A-Z][\w'\u2019.]*){0,4}){0,3})"
)
_AUTHOR = re.compile(
    rf"\b(?:Penulis|Reporter|Pewarta|Jurnalis|Rep|Kontributor|Wartawan(?: [\w.]+)?|Oleh|Laporan(?: "
    rf"Wartawan| Reporter| Kontributor)?(?: [\w.-]+,)?)\s*:?\s*(?!Editor)({_NAME})",
    re.IGNORECASE,
)
_EDITOR = re.compile(rf"\b(?:Editor|Red|Redaktur|Penyunting)\s*:\s*({_NAME})", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[a-z.])(?=Editor\b)")
_LIST = re.compile(r", | dan | & ")


@dataclass(frozen=True, slots=True)
class People:
    """Who wrote and who edited."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


def names(text: str) -> tuple[str, ...]:
    """The single names of a list such as "A dan B, C"."""
    return tuple(bare for part in _LIST.split(text) if (bare := part.strip(" .,;:|")))


def read(removed: Iterable[Removed]) -> People:
    """Read authors and editors from removed credits.

    Args:
        removed: what cleaning took out.

    Returns:
        The names, each once, in order.
    """
    authors: dict[str, None] = {}
    editors: dict[str, None] = {}
    for one in removed:
        if one.kind is not Kind.CREDIT:
            continue
        text = _GLUED.sub(" ", one.text)
        for hit in _AUTHOR.finditer(text):
            authors |= dict.fromkeys(names(hit[1]))
        for hit in _EDITOR.finditer(text):
            editors |= dict.fromkeys(names(hit[1]))
    return People(tuple(authors), tuple(editors))
