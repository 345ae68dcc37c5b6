"""The engine's English sentences in Indonesian, by patterns.

The engine says why in English (`worker.views`, `worker.wording`, the ledger's reasons), since programs and logs read it
too. `sentences.toml` pairs each form of sentence with its Indonesian one; what has no pair is shown as it is.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HOLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_KINDS = {
    "n": r"[\d,]+",
    "id": r"\d+",
    "p": r"(?:under |over )?\d+ %",
    "t": r"\d{4}-\d\d-\d\d(?: \d\d:\d\d(?: \([+-]\d{4}\)| UTC)?)?",
    "s": r".+",
    "": r".+?",
}
"""What a hole may hold: a number, the number of an article or a cluster (which is a name), a share, a time, a part that
is translated itself, anything as it is."""
_BETWEEN = re.compile(r"(?<=[.]) (?=[A-Z])")
DEEPEST = 4
"""Parts within parts; the deepest sentence has two."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """How the parts of a sentence are written that are no words.

    Attributes:
        number: writes a number.
        percent: writes a share.
        moment: writes a time.
    """

    number: Callable[[str], str]
    percent: Callable[[str], str]
    moment: Callable[[str], str]


class Pattern:
    """One form of sentence and its translation.

    Args:
        english: the form, with holes as `{name}` or `{name:kind}`.
        other: its translation, with the same names.
    """

    def __init__(self, english: str, other: str) -> None:
        self.english = english
        self.other = other
        self._kinds = {name: kind or "" for name, kind in _HOLE.findall(english)}
        self._before, self._after = _HOLE.split(english)[0], _HOLE.split(english)[-1]

    @cached_property
    def _form(self) -> re.Pattern[str]:
        parts, at = [], 0
        for hole in _HOLE.finditer(self.english):
            parts += [re.escape(self.english[at : hole.start()]), f"(?P<{hole[1]}>{_KINDS[hole[2] or '']})"]
            at = hole.end()
        return re.compile("".join([*parts, re.escape(self.english[at:])]), re.DOTALL)

    def holes(self) -> tuple[set[str], set[str]]:
        """The names of the holes on both sides, for a test."""
        return set(self._kinds), {name for name, _ in _HOLE.findall(self.other)}

    def match(self, text: str) -> dict[str, tuple[str, str]] | None:
        """Kind and content of each hole, None where the sentence has another form."""
        if not (text.startswith(self._before) and text.endswith(self._after)):
            return None
        found = self._form.fullmatch(text)
        return None if found is None else {name: (self._kinds[name], held) for name, held in found.groupdict().items()}


class Sentences:
    """All forms of sentences.

    Args:
        patterns: the forms; an earlier one wins.
    """

    def __init__(self, patterns: list[Pattern]) -> None:
        self.patterns = patterns

    def translate(self, english: str, pieces: Pieces, depth: int = 0) -> str | None:
        """A sentence, or several, in the other language; None where a form is not known.

        Args:
            english: what the engine said.
            pieces: how numbers, shares and times are written.
            depth: how deep within another sentence this one stands.
        """
        for pattern in self.patterns:
            held = pattern.match(english)
            if held is None:
                continue
            said = {name: self._piece(kind, text, pieces, depth) for name, (kind, text) in held.items()}
            if None not in said.values():
                return pattern.other.format(**said)
        parts = _BETWEEN.split(english)
        if len(parts) == 1 or depth:
            return None
        told = [self.translate(part, pieces, depth=1) for part in parts]
        return None if None in told else " ".join(part or "" for part in told)

    def _piece(self, kind: str, text: str, pieces: Pieces, depth: int) -> str | None:
        if kind == "s":
            return self.translate(text, pieces, depth + 1) if depth < DEEPEST else None
        write = {"n": pieces.number, "p": pieces.percent, "t": pieces.moment}.get(kind)
        return text if write is None else write(text)


def _shipped() -> Sentences:
    file = resources.files(__package__) / "sentences.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return Sentences([Pattern(english, other) for part in table.values() for english, other in part.items()])


SENTENCES = _shipped()
