"""Who speaks in a news text, by the verbs of saying."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from worker.dedup.words import WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAYING = (
    *("kata", "ujar", "ucap", "tutur", "jelas", "tegas", "ungkap", "imbuh", "sambung", "tambah", "terang", "papar"),
    *("beber", "sebut", "tulis", "cetus", "tandas", "pungkas", "lanjut"),
)
_AFTER = {f"{verb}{ending}" for verb in _SAYING for ending in ("", "nya")} | {"said", "says"}
"""The name follows: "kata Budi Santoso"."""
_BEFORE = {
    *("mengatakan", "menyatakan", "menyebut", "menjelaskan", "mengungkapkan", "menegaskan", "menilai", "mengaku"),
    *("meminta", "menuturkan", "membenarkan", "memastikan", "menambahkan", "menyampaikan", "berharap", "membantah"),
    *("said", "says"),
}
"""The name goes before: "Budi Santoso mengatakan"."""
_VERBS = _AFTER | _BEFORE
_LONGEST = 5
"""Words of a name; the rest of a longer run of capitals is an office or a headline."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """Words of the names of those who speak.

    Attributes:
        said: how often each word stands in the name of somebody who speaks.
        first: the words of the name of the first who does.
        main: the words that do most often.
    """

    said: dict[str, int]
    first: frozenset[str]
    main: frozenset[str]


def speakers(sentences: Iterable[tuple[str, list[str]]]) -> Speakers:
    """Find who speaks.

    Args:
        sentences: the sentences with their capitals, each with its words case-folded.

    Returns:
        The speakers; empty where nobody is named beside a verb of saying.
    """
    names = [name for text, words in sentences if not _VERBS.isdisjoint(words) for name in _names(WORD.findall(text))]
    said = Counter(word for name in names for word in name)
    most = max(said.values(), default=0)
    return Speakers(
        dict(said),
        frozenset(names[0]) if names else frozenset(),
        frozenset(word for word, count in said.items() if count == most),
    )


def _names(words: list[str]) -> Iterator[list[str]]:
    """The names beside the verbs of one sentence, in order."""
    for at, word in enumerate(words):
        if word in _BEFORE and (name := _run(words[max(0, at - _LONGEST) : at][::-1])):
            yield name
        if word in _AFTER and (name := _run(words[at + 1 : at + 1 + _LONGEST])):
            yield name


def _run(words: list[str]) -> list[str]:
    """The words with a capital up to the first without."""
    named = next((at for at, word in enumerate(words) if not word[0].isupper()), len(words))
    return [word.casefold() for word in words[:named]]
