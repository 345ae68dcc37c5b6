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
from worker.dedup.lexicon import LEXICON
from worker.dedup.sentences import sentences, told_again
from worker.dedup.slots import MOST_WORDS, Kind, Slots, find_slots
from worker.dedup.speakers import Speakers, speakers
from worker.dedup.stems import all_unglued, grams, hashes, unglued
from worker.dedup.stretches import Stretches, blocks, sentence_rows, stretches
from worker.dedup.words import WORD

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt

    from worker.dedup.lexicon import Known
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
NAME = re.compile(r"[A-Z](?<=[^\W\d_] .|, .)[\w'-]+")
"""A capital behind a word or a comma; it begins with the capital, since looking back from each character is slow."""


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
    spoken = all_unglued([WORD.findall(piece.casefold()) for piece in pieces])
    counts = [len(piece) for piece in spoken]
    body = [word for piece in spoken for word in piece]
    again = told_again(pieces, counts)
    head = unglued(WORD.findall(title.casefold()))
    words, headed = LEXICON.look_up(body), LEXICON.look_up(head)
    stems, rarity = words.stems, words.rarity
    vocabulary, places = _indexed(stems, rarity)
    runs = grams(words.hashes, 3)
    masked = words.kinds >= Kind.DAY
    forms = grams(np.where(masked, _MASKED, words.hashes), 3) if masked.any() else runs
    stem_pairs = grams(stems, 2)
    said = all_unglued([WORD.findall(quote.casefold()) for quote in QUOTE.findall(text)])
    quotes = [grams(LEXICON.look_up(quote).hashes, 2) for quote in said]
    named, subjects = _said(LEXICON.look_up(unglued([name.casefold() for name in NAME.findall(text)])).hashes)
    dates, undated = facts.undated(text)
    numbers = facts.numbers(undated)
    opening = body[: 2 * LEAD_WORDS]
    return Prepared(
        side=side,
        day=_day(side.published),
        words=len(body),
        runs=runs,
        shingles=_bag(runs, rarity[: len(runs)] + rarity[1 : len(runs) + 1] + rarity[2:]) if len(runs) else EMPTY,
        pairs=_bag(stem_pairs, rarity[: len(stem_pairs)] + rarity[1:]) if len(stem_pairs) else EMPTY,
        forms=_plain(forms),
        vocabulary=vocabulary,
        places=places,
        blocks=stretches(blocks(len(body), BLOCK, MAX_BLOCKS), places, vocabulary.weights),
        sentences=stretches(sentence_rows(counts, SENTENCE, MAX_SENTENCES), places, vocabulary.weights),
        again=again,
        front=vocabulary if again is None else _bag(stems[:again], rarity[:again]),
        speakers=speakers(zip(pieces, spoken, strict=True)),
        slots=_slots(words, named.keys),
        title_slots=find_slots(headed.hashes, headed.stems, headed.kinds, (1, 2, 3), 1),
        names=named,
        subjects=subjects,
        lead=_bag(stems[:LEAD_WORDS], rarity[:LEAD_WORDS]),
        title=_bag(headed.stems, headed.rarity),
        title_form=xxhash.xxh3_64_intdigest(" ".join(facts.masked(head)).encode()) if head else 0,
        quotes=_plain(np.concatenate(quotes)) if quotes else EMPTY,
        first_quote=_plain(quotes[0]) if quotes else EMPTY,
        numbers=numbers,
        large_numbers=facts.large(numbers),
        head_numbers=facts.no_years(facts.numbers(facts.undated(f"{title} . {text[:HEAD_CHARS]}")[1])),
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


def _sorted(keys: Hashes) -> tuple[npt.NDArray[np.intp], Hashes, npt.NDArray[np.bool_]]:
    """Hashes in order: where each comes from, the hash, and whether it is another than the one before.

    What `np.unique` does first; its own way around it takes as long again for a text of news.
    """
    order = keys.argsort()
    ordered = keys.take(order)
    first = np.ones(len(keys), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return order, ordered, first


def _of(keys: Hashes, weights: Weights) -> Bag:
    return Bag(keys, weights, float(np.add.reduce(weights, dtype=np.float64)))


def _indexed(keys: Hashes, weights: Weights) -> tuple[Bag, npt.NDArray[np.intp]]:
    """The different keys, and for each key its place among them; equal keys weigh the same."""
    order, ordered, first = _sorted(keys)
    places = np.empty(len(keys), np.intp)
    places[order] = first.cumsum() - 1
    return _of(ordered[first], weights.take(order[first])), places


def _bag(keys: Hashes, weights: Weights) -> Bag:
    order, ordered, first = _sorted(keys)
    return _of(ordered[first], weights.take(order[first]))


def _plain(keys: Hashes) -> Bag:
    _, ordered, first = _sorted(keys)
    different = ordered[first]
    return Bag(different, np.ones(len(different), dtype=np.float32), float(len(different)))


def _slots(words: Known, names: Hashes) -> Slots:
    hashes, kinds = words.hashes[:MOST_WORDS], words.kinds[:MOST_WORDS].copy()
    if len(names):
        at = np.minimum(names.searchsorted(hashes), len(names) - 1)
        kinds[(names.take(at) == hashes) & (kinds < Kind.NAME)] = Kind.NAME
    return find_slots(hashes, words.stems[:MOST_WORDS], kinds, (1, 2), 2)


def _said(names: Hashes) -> tuple[Bag, Bag]:
    """The names of an article, and those that it is about; what weighs the same is kept by its hash, not by order."""
    if not len(names):
        return EMPTY, EMPTY
    _, ordered, first = _sorted(names)
    starts = first.nonzero()[0]
    different = ordered.take(starts)
    rarity = background().rarity(different)
    counts = np.append(starts[1:], len(names)) - starts
    often = (counts > 1).nonzero()[0]  # said once is said in passing
    weights = rarity.take(often) * np.minimum(counts.take(often), MAX_SAID).astype(np.float32)
    kept = (-weights).argsort(kind="stable")[:SUBJECTS]
    kept = kept[weights.take(kept) > 0]
    kept.sort()
    return _of(different, rarity), _of(different.take(often.take(kept)), weights.take(kept))


def _day(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp() / 86400
