"""Authors and editors out of the credit lines that cleaning took."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.clean import linked
from worker.clean.vocabulary import vocabulary
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
_TOKEN = re.compile(r"\S+")
_GLUED = re.compile(r"(?<=[A-Za-z.])(?=(?:Editor|Penulis|Reporter|Redaktur) ?:)|(?<=[a-z.])(?=Editor\b)")
_LABELS = re.compile(
    r"\b(?:Penulis|Reporter|Pewarta|Jurnalis|Rep|Kontributor|Editor|Red|Redaktur|Penyunting|Author)\b ?: ?",
    re.IGNORECASE,
)
# Small words inside names and lists of names.
_PARTICLES = vocabulary("bin binti van von de der den al el da dan &")
# Behind a name they tell who the writer is, and belong to the credit.
_TELLS = vocabulary("adalah merupakan ialah bekerja mengajar menulis lahir dosen mahasiswa")
_SMALL = re.compile(r"[a-z][a-z-]*[,.]?\Z")
_PROSE_WORDS = 2
_NAME_WORDS = 2
# "TribunKota.com Ani Hilir", "Kontributor Hilir": whom someone writes for and as what is no name.
_OUTLET = re.compile(r"\A\s*\S+\.(?:com|co\.id|id|net)\b")
_ROLE = re.compile(r"(?:Kontributor|Mahasiswa|Peserta|Reporter|Wartawan|Jurnalis|Redaksi|Koresponden)\b")
_LIST = re.compile(r", | dan | & ")


@dataclass(frozen=True, slots=True)
class People:
    """Who wrote and who edited."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


def names(text: str) -> tuple[str, ...]:
    """The single names of a list such as "A dan B, C", without outlets, roles and places of work."""
    parts = (_OUTLET.sub("", part).strip(" .,;:|") for part in _LIST.split(text))
    return tuple(bare for bare in parts if bare and not _ROLE.match(bare))


def prose(credit: str) -> int | None:
    """Where a sentence begins that a scrape glued to a credit, as in "Editor: Ani Hilir Taman ini gratis".

    A name is a run of capitalised words. Small words behind the run belong to a sentence, which began with a capital
    inside the run: with the first word there, from the third on, that is no name in running text, else after two words.

    Args:
        credit: a line or a tail that begins with a label.

    Returns:
        The place in it; None when the credit is nothing but a credit.
    """
    labels = list(_LABELS.finditer(credit))
    words = list(_TOKEN.finditer(credit, labels[-1].end() if labels else 0))
    count = next((at for at, one in enumerate(words) if not _of_name(one[0])), len(words))
    behind = [one[0] for one in words[count:]]
    if (
        len(behind) < _PROSE_WORDS
        or count < _PROSE_WORDS
        or not _SMALL.match(behind[0])
        or behind[0] in _TELLS
        or words[count - 1][0][-1] in ",;:|)/"
    ):
        return None
    small = linked.shipped().vocabulary
    begins = (at for at in range(_NAME_WORDS, count) if linked.word(words[at][0]) in small)
    return words[next(begins, min(_NAME_WORDS, count - 1))].start()


def _of_name(word: str) -> bool:
    return word[0].isupper() or word in _PARTICLES


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
