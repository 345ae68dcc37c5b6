"""What one text tells that another does not: sentences, numbers, days, names and quotations, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from worker.dedup import facts
from worker.dedup.lexicon import LEXICON
from worker.dedup.passages import spans
from worker.dedup.prepared import MAX_CHARS, QUOTE
from worker.dedup.shared import located
from worker.dedup.stems import unglued

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.model.evidence import Side

NEWS = 0.5
"""Share of a sentence's words, by rarity, that the other text lacks for the sentence to count as told here alone. Of
sentences that two desks wrote from one statement hardly one lacks so much; where a desk adds, nearly all do."""
LEAST_WORDS = 6
"""Words of a sentence that is looked at; a shorter one is a name or "kata dia"."""
MOST_SENTENCES = 4
MOST_FACTS = 12
"""Numbers, names and quotations that are told; a text about something else would list all of its own."""
LONGEST_NAME = 5
"""Words of a name; a longer run of capitals is a heading."""
EVERYDAY = 4.0
"""Bits of rarity below which a word stands in one of 16 articles and more: "lalu" and "menurut", and hardly a name."""
SHORTEST_NAME = 3
"""Letters; what is shorter is a numeral or an initial."""
QUOTED = 0.5
"""Share of a quotation's runs of three words from which the other text quotes it too."""

_DAY = re.compile(rf"{facts.DAY_MONTH.pattern}(?:[/ -]\d{{2,4}}\b)?", re.IGNORECASE)
_JOINTS = (
    "yang hingga sampai per dan atau di ke dari pada untuk dengan ini itu lalu tentang secara masih juga sudah "
    "telah akan and or to of in on at for"
)
_UNIT = rf" (?!(?:{_JOINTS.replace(' ', '|')})\b)[a-z]{{2,}}"
_AMOUNT = re.compile(rf"(?:\b(?:[Rr]p|US\$|USD|IDR)\.? ?|\$)?(?P<number>{facts.NUMBER.pattern})(?: ?%|{_UNIT})?")
_CAPITALS = re.compile(r"[A-Z][\w'\u2019-]*(?: [A-Z][\w'\u2019-]*)*")
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"\b[a-z]\w*")
_MONEY = re.compile(r"rp\d*|us|usd|idr")
_COMMON = frozenset(
    word
    for line in (
        "bapak ibu pak bu saudara ketua wakil kepala direktur jenderal dirjen dirut menteri kementerian menko",
        "presiden gubernur bupati wali walikota kota kabupaten kecamatan kelurahan desa dusun provinsi daerah pusat",
        "negara republik dewan komisi badan lembaga dinas kantor gedung kompleks rapat sidang konferensi pers nomor",
        "pasal ayat undang peraturan keputusan polda polres polsek polri kapolda kapolres kapolsek kasat kanit rumah",
        "sakit hotel universitas sekolah jalan jl pantai pulau gunung sungai bandara pelabuhan stasiun pt cv tbk h hj",
        "dr prof ir juru bicara jubir humas sekretaris tim peristiwa kronologi menurut selain namun sedang saat kini",
        "sementara adapun sebelumnya chairman chief director general minister ministry president governor mayor city",
        "district province street the mr mrs ms",
    )
    for word in line.split()
)
"""Titles, kinds of places and bodies, and words that open sentences: alone they name nobody."""
_SPELT = {
    name: str(number)
    for names in (
        "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
        "one two three four five six seven eight nine ten eleven",
    )
    for number, name in enumerate(names.split(), 1)
}
"""Numbers that one desk spells out and another writes in figures."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text: its words, and where they begin and end in characters."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """What a text has and another has not, each in the order of the text.

    Attributes:
        sentences: those that tell most of what the other does not.
        numbers: numbers and days, with the unit behind them.
        names: people, places and bodies of which the other text holds no word.
        quotations: what it quotes and the other does not.
        more: further sentences of this kind that are not listed.
    """

    sentences: tuple[Place, ...] = ()
    numbers: tuple[Place, ...] = ()
    names: tuple[Place, ...] = ()
    quotations: tuple[Place, ...] = ()
    more: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.sentences or self.numbers or self.names or self.quotations)


class Content:
    """What a text tells, looked up once and compared with several others.

    Args:
        side: the article.
    """

    def __init__(self, side: Side) -> None:
        self.text = side.text[:MAX_CHARS]
        self.words = located(self.text)
        known = LEXICON.look_up([word for word, _, _ in self.words])
        self.stems, self.rarity = known.stems, known.rarity
        self.bits = dict(zip((word for word, _, _ in self.words), self.rarity.tolist(), strict=True))
        head = [word for word, _, _ in located(side.title)]
        self.vocabulary = {word for word, _, _ in self.words} | set(unglued([word for word, _, _ in self.words] + head))
        self.plain = set(_PLAIN.findall(self.text))
        self.known = {*self.stems.tolist(), *LEXICON.look_up(head).stems.tolist()}
        whole = f"{side.title}\n{self.text}"
        self.dates = frozenset(facts.dates(whole))
        self.numbers = facts.numbers(whole) | {_SPELT[word] for word in self.vocabulary if word in _SPELT}
        self.outlet = f"{side.outlet} {side.network}"
        self.runs = _runs([word for word, _, _ in self.words])
        self.spans = spans(self.text)

    def within(self, start: int, end: int) -> range:
        """The places of the words of a stretch."""
        return range(
            bisect_left(self.words, start, key=lambda word: word[1]),
            bisect_left(self.words, end, key=lambda word: word[1]),
        )


def contrast(one: Content, other: Content) -> Contrast:
    """What a text tells that another does not.

    Args:
        one: the text.
        other: what it is seen beside.
    """
    told = sorted(_sentences(one, other), key=lambda found: -found[0])
    return Contrast(
        sentences=tuple(sorted((place for _, place in told[:MOST_SENTENCES]), key=_start)),
        numbers=_each(_numbers(one, other)),
        names=_longest(_each(_names(one, other), most=None)),
        quotations=_each(_quotations(one, other)),
        more=max(0, len(told) - MOST_SENTENCES),
    )


def _sentences(one: Content, other: Content) -> Iterator[tuple[float, Place]]:
    """The sentences that the other does not tell, each with the weight of what is new in it."""
    quoted = [found.span(1) for found in QUOTE.finditer(one.text)]
    for start, end in one.spans:
        held = one.within(start, end)
        inside = sum(max(0, min(end, close) - max(start, begin)) for begin, close in quoted)
        if len(held) < LEAST_WORDS or 2 * inside > end - start:  # a quotation is told as such
            continue
        weights = {int(one.stems[at]): float(one.rarity[at]) for at in held}
        new = sum(weight for stem, weight in weights.items() if stem not in other.known)
        if new >= NEWS * sum(weights.values()) > 0:
            yield new, Place(one.text[start:end], start, end)


def _numbers(one: Content, other: Content) -> Iterator[tuple[str, Place]]:
    at = 0
    for found in _DAY.finditer(one.text):
        yield from _amounts(one, other, at, found.start())
        at = found.end()
        days = facts.dates(found.group())
        if days and days[0] not in other.dates:
            yield str(days[0]), _place(one.text, *found.span())
    yield from _amounts(one, other, at, len(one.text))


def _amounts(one: Content, other: Content, start: int, end: int) -> Iterator[tuple[str, Place]]:
    for found in _AMOUNT.finditer(one.text, start, end):
        if found["number"] not in other.numbers and len(found.group()) > 1:  # a figure alone counts a list
            yield found["number"], _place(one.text, *found.span())


def _names(one: Content, other: Content) -> Iterator[tuple[str, Place]]:
    """Runs of capitalised words that the other lacks; the first of a sentence may be any word, and does not count."""
    for found in _CAPITALS.finditer(one.text):
        before = one.text[max(0, found.start() - 2) : found.start()]
        opens = before != ", " and not (before[:1].isalnum() and before[1:] == " ")
        words = [(word, _is_new(word.group(), other)) for word in re.finditer(r"\S+", found.group())]
        for new, run in groupby(words, key=itemgetter(1)):
            name = [word for word, _ in run]
            if not new or len(name) > LONGEST_NAME:
                continue
            said = [word.group().casefold() for word in name if not (opens and word.start() == 0)]
            if not any(_names_somebody(part, one) for word in said for part in _WORD.findall(word)):
                continue
            if opens and name[0].start() == 0 and _opens(name[0].group().casefold(), one):
                del name[0]
            start, end = found.start() + name[0].start(), found.start() + name[-1].end()
            yield one.text[start:end].casefold(), Place(one.text[start:end], start, end)


def _names_somebody(word: str, one: Content) -> bool:
    return len(word) >= SHORTEST_NAME and word not in _COMMON and word not in one.plain and word not in one.outlet


def _opens(word: str, one: Content) -> bool:
    """Whether a word stands at the head of a sentence for its sense, and is no part of the name behind it."""
    return word in _COMMON or one.bits.get(word, EVERYDAY) < EVERYDAY


def _is_new(word: str, other: Content) -> bool:
    parts = unglued(_WORD.findall(word.casefold()))
    return bool(parts) and not any(
        part in other.vocabulary or part in facts.MONTHS or part in facts.WEEKDAYS or _MONEY.fullmatch(part)
        for part in parts
    )


def _quotations(one: Content, other: Content) -> Iterator[tuple[str, Place]]:
    for found in QUOTE.finditer(one.text):
        words = [one.words[at][0] for at in one.within(*found.span(1))]
        runs = _runs(words)
        if runs and len(runs & other.runs) < QUOTED * len(runs):
            yield " ".join(words), Place(found.group(1), *found.span(1))


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def _place(text: str, start: int, end: int) -> Place:
    return Place(" ".join(text[start:end].split()), start, end)


def _each(found: Iterator[tuple[str, Place]], most: int | None = MOST_FACTS) -> tuple[Place, ...]:
    """Each of them once, in the order of the text."""
    first: dict[str, Place] = {}
    for key, place in found:
        first.setdefault(key, place)
    return tuple(sorted(first.values(), key=_start)[:most])


def _longest(names: tuple[Place, ...]) -> tuple[Place, ...]:
    """Names without those that stand in a longer one as well: who is told in full is called by half a name later."""
    words = [f" {place.text.casefold()} " for place in names]
    kept = [
        place
        for place, own in zip(names, words, strict=True)
        if not any(own in other for other in words if len(other) > len(own))
    ]
    return tuple(kept[:MOST_FACTS])


def _start(place: Place) -> int:
    return place.start
