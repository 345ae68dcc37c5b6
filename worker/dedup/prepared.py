"""What a judge needs of one article, computed once."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from worker.dedup import facts
from worker.dedup.background import background
from worker.dedup.sentences import sentences, told_again
from worker.dedup.slots import MOST_WORDS, Kind, Slots, find_slots, kinds_of
from worker.dedup.speakers import Speakers, speakers
from worker.dedup.stems import grams, hashes, stemmed, unglued
from worker.dedup.stretches import Stretches, blocks, sentence_rows, stretches
from worker.dedup.words import WORD

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt

    from worker.model.evidence import Side

    Hashes = npt.NDArray[np.uint64]
    Weights = npt.NDArray[np.float32]

MAX_CHARS = 100_000
"""A news text is far shorter (99.9 % under 20,000 characters); what goes beyond would only cost time."""
LEAD_WORDS = 60
"""About two sentences: what a desk puts first."""

MAX_SAID = 8
"""Times that a name counts."""
SUBJECTS = 4
"""Names that an article is about; beyond them come sources and places in passing."""
BLOCK = 12
"""Words of the stretches that are looked for in the other text: about a clause."""
MAX_BLOCKS = 100
"""1,200 words: 99 % of articles fit; the rest only costs time."""
SENTENCE = 4
"""Words that a sentence must have to be looked for in the other text."""
MAX_SENTENCES = 80
"""Sentences that are; 99 % of articles have fewer."""
HEAD_CHARS = 400
"""Characters that count as the head beside the title where numbers are compared."""

_MASKED = hashes(["#"])[0]
"""What stands for every number, month and weekday in the form of a text."""
QUOTE = re.compile(r"[“\"]([^“”\"]{20,800})[”\"]")
NAME = re.compile(r"(?<=[^\W\d_] )[A-Z][\w'-]+|(?<=, )[A-Z][\w'-]+")


@dataclass(frozen=True, slots=True)
class Bag:
    """A set of hashes with the weight of each.

    Attributes:
        keys: hashes, sorted, each once.
        weights: how much each weighs.
        total: the sum of the weights.
    """

    keys: Hashes
    weights: Weights
    total: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """One article, made ready to be judged.

    Attributes:
        side: what it was made of.
        day: publication time in days since 1970 UTC, None when unknown.
        words: number of words of the body.
        runs: hashes of the body's word 3-grams in order.
        shingles: the same as a set, weighed by the rarity of their words.
        pairs: hashes of the word 2-grams of stems, weighed the same way.
        forms: hashes of the 3-grams with numbers, months and weekdays masked: the form without the facts.
        vocabulary: stems of the body's words, weighed by rarity.
        places: for each word of the body its place in the vocabulary.
        blocks: the stretches of BLOCK words.
        sentences: the sentences.
        again: number of words before that which the text itself says was told before; None where it says so nowhere.
        front: stems of those words, all stems where nothing is told again.
        speakers: who speaks.
        slots: places of the body where other words may stand, with two words around on each side.
        title_slots: the same of the title, with one word around.
        names: capitalised words inside sentences, weighed by rarity.
        subjects: the SUBJECTS names that the body says most, at least twice, weighed by how often and how rare.
        lead: words of the first LEAD_WORDS words.
        title: words of the title.
        title_form: hash of the title with numbers, months and weekdays masked.
        quotes: word 2-grams of what stands in quotation marks.
        first_quote: the same of the first quotation.
        numbers: numbers of the body as written, dates left out.
        large_numbers: those of them that hardly agree by chance: three digits or more, or a decimal comma; no year.
        head_numbers: numbers of the title and of the first HEAD_CHARS characters, dates and years left out.
        title_numbers: numbers of the title.
        dates: (day, month) pairs of the body.
        first_date: the first of them, None when there is none.
        weekday: the first weekday that the lead names, None when it names none.
        directions: which of up, down, flat the title and lead name.
    """

    side: Side
    day: float | None
    words: int
    runs: Hashes
    shingles: Bag
    pairs: Bag
    forms: Bag
    vocabulary: Bag
    places: npt.NDArray[np.intp]
    blocks: Stretches
    sentences: Stretches
    again: int | None
    front: Bag
    speakers: Speakers
    slots: Slots
    title_slots: Slots
    names: Bag
    subjects: Bag
    lead: Bag
    title: Bag
    title_form: int
    quotes: Bag
    first_quote: Bag
    numbers: frozenset[str]
    large_numbers: frozenset[str]
    head_numbers: frozenset[str]
    title_numbers: frozenset[str]
    dates: frozenset[tuple[int, int]]
    first_date: tuple[int, int] | None
    weekday: int | None
    directions: frozenset[str]


def prepare(side: Side) -> Prepared:
    """Compute once what every judgement of an article needs.

    Args:
        side: the article.

    Returns:
        Its words, shingles, lead, title, numbers, dates and quotations, ready to be compared.
    """
    text = unicodedata.normalize("NFKC", side.text[:MAX_CHARS])
    title = unicodedata.normalize("NFKC", side.title[:1000])
    pieces = sentences(text)
    spoken = [unglued(WORD.findall(piece.casefold())) for piece in pieces]
    counts = [len(piece) for piece in spoken]
    body = [word for piece in spoken for word in piece]
    again = told_again(pieces, counts)
    head = unglued(WORD.findall(title.casefold()))
    hashed = hashes(body)
    headed = stemmed(head)
    kinds = kinds_of(body)
    runs = grams(hashed, 3)
    stems = stemmed(body)
    rarity = background().rarity(stems)
    vocabulary, places = _indexed(stems, rarity)
    quotes = [_plain(grams(hashes(unglued(WORD.findall(quote.casefold()))), 2)) for quote in QUOTE.findall(text)]
    names = hashes(unglued([name.casefold() for name in NAME.findall(text)]))
    stem_pairs = grams(stems, 2)
    dates = facts.dates(text)
    numbers = facts.numbers(facts.DAY_MONTH.sub(" ", text))
    opening = body[: 2 * LEAD_WORDS]
    return Prepared(
        side=side,
        day=_day(side.published),
        words=len(body),
        runs=runs,
        shingles=_bag(runs, rarity[: len(runs)] + rarity[1 : len(runs) + 1] + rarity[2:]) if len(runs) else EMPTY,
        pairs=_bag(stem_pairs, rarity[: len(stem_pairs)] + rarity[1:]) if len(stem_pairs) else EMPTY,
        forms=_plain(grams(np.where(kinds >= Kind.DAY, _MASKED, hashed), 3)),
        vocabulary=vocabulary,
        places=places,
        blocks=stretches(blocks(len(body), BLOCK, MAX_BLOCKS), places, vocabulary.weights),
        sentences=stretches(sentence_rows(counts, SENTENCE, MAX_SENTENCES), places, vocabulary.weights),
        again=again,
        front=vocabulary if again is None else _bag(stems[:again], rarity[:again]),
        speakers=speakers(zip(pieces, spoken, strict=True)),
        slots=_slots(hashed, stems, np.where(np.isin(hashed, names), np.maximum(kinds, Kind.NAME), kinds)),
        title_slots=find_slots(hashes(head), headed, kinds_of(head), (1, 2, 3), 1, 1),
        names=_rare(names),
        subjects=_subjects(names),
        lead=_bag(stems[:LEAD_WORDS], rarity[:LEAD_WORDS]),
        title=_rare(headed),
        title_form=xxhash.xxh3_64_intdigest(" ".join(facts.masked(head)).encode()) if head else 0,
        quotes=_plain(np.concatenate([quote.keys for quote in quotes])) if quotes else EMPTY,
        first_quote=quotes[0] if quotes else EMPTY,
        numbers=numbers,
        large_numbers=facts.large(numbers),
        head_numbers=facts.no_years(facts.numbers(facts.DAY_MONTH.sub(" ", f"{title} . {text[:HEAD_CHARS]}"))),
        title_numbers=facts.numbers(title),
        dates=frozenset(dates),
        first_date=dates[0] if dates else None,
        weekday=next((facts.WEEKDAYS[word] for word in opening if word in facts.WEEKDAYS), None),
        directions=frozenset(
            way
            for way, words in facts.DIRECTIONS.items()
            if not words.isdisjoint(head) or not words.isdisjoint(opening[:40])
        ),
    )


EMPTY = Bag(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.float32), 0.0)


def _indexed(keys: Hashes, weights: Weights) -> tuple[Bag, npt.NDArray[np.intp]]:
    unique, first, places = np.unique(keys, return_index=True, return_inverse=True)
    held = weights[first]
    return Bag(unique, held, float(held.sum(dtype=np.float64))), places


def _slots(hashed: Hashes, stems: Hashes, kinds: npt.NDArray[np.int8]) -> Slots:
    return find_slots(hashed[:MOST_WORDS], stems[:MOST_WORDS], kinds[:MOST_WORDS], (1, 2), 2, 2)


def _bag(keys: Hashes, weights: Weights) -> Bag:
    unique, first = np.unique(keys, return_index=True)
    held = weights[first]
    return Bag(unique, held, float(held.sum(dtype=np.float64)))


def _rare(keys: Hashes) -> Bag:
    return _bag(keys, background().rarity(keys)) if len(keys) else EMPTY


def _subjects(names: Hashes) -> Bag:
    """What an article is about; keys that weigh the same are kept by their hash, so nothing depends on order."""
    unique, counts = np.unique(names, return_counts=True)
    if not len(unique):
        return EMPTY
    weights = background().rarity(unique) * np.minimum(counts, MAX_SAID).astype(np.float32)
    weights[counts < 2] = 0  # noqa: PLR2004  said once is said in passing
    kept = np.sort(np.argsort(-weights, kind="stable")[:SUBJECTS])
    kept = kept[weights[kept] > 0]
    return Bag(unique[kept], weights[kept], float(weights[kept].sum(dtype=np.float64)))


def _plain(keys: Hashes) -> Bag:
    unique = np.unique(keys)
    return Bag(unique, np.ones(len(unique), dtype=np.float32), float(len(unique)))


def _day(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp() / 86400
