"""Pairs as they would be had something been missing, and articles that nobody wrote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.figures import figures
from worker.dedup.prepared import NAME, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corpus import Pair

    from worker.dedup.prepared import Prepared
    from worker.model.evidence import Side

REPLACED = 4
"""Names that are replaced in an edition."""
DIGITS = re.compile(r"(?<![\d/.,])\d{2,3}(?![\d/])")


def untitled(one: Prepared) -> Prepared:
    """An article whose title is missing."""
    return prepare(replace(one.side, title=""))


def variants(
    a: Prepared, b: Prepared, b_untitled: Prepared, rng: np.random.Generator
) -> list[tuple[float, dict[str, float]]]:
    """The figures of a pair as it is, and as it would be had something been missing or wrong.

    Dates are missing in an eighth of the corpus and wrong in some; outlets and titles are missing in pushed texts. The
    weights say how common each is taken to be.

    Args:
        a: one article.
        b: the other.
        b_untitled: the other without its title.
        rng: draws the wrong date.

    Returns:
        Weight and figures of each; the first is the pair as it is, the last that without a title.
    """
    wrong = None if b.day is None else b.day + float(rng.choice((-1, 1)) * rng.exponential(10))
    bare_a, bare_b = (replace(one, side=replace(one.side, outlet="", network="")) for one in (a, b))
    return [
        (0.6, figures(a, b)),
        (0.15, figures(replace(a, day=None), b)),
        (0.07, figures(a, replace(b, day=wrong))),
        (0.1, figures(bare_a, bare_b)),
        (0.08, figures(a, b_untitled)),
    ]


def edition(side: Side, other: Side, rng: np.random.Generator) -> Side:
    """The same form filled in for something else: the article with its most frequent names and its numbers replaced.

    Forecasts for the next town, results of the next match: series that a sample of labelled pairs holds few of, and of
    which every one is another report.

    Args:
        side: the article.
        other: another one, whose names are put in.
        rng: draws the numbers.

    Returns:
        An article that nobody wrote, of the same outlet and day; the other one where there are no names to replace.
    """
    said = Counter(NAME.findall(side.text))
    names = [name for name, count in said.most_common(REPLACED) if count > 1]
    put = [name for name, _ in Counter(NAME.findall(other.text)).most_common(len(names)) if name not in said]
    if len(put) < 2:  # noqa: PLR2004  with one name less it is still the same article
        return other
    text, title = side.text, side.title
    for name, instead in zip(names, put, strict=False):
        pattern = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
        text, title = pattern.sub(instead, text), pattern.sub(instead, title)
    text = DIGITS.sub(lambda found: str(int(found.group()) + int(rng.integers(-9, 10))), text)
    return replace(side, text=text, title=title)


def next_place(side: Side, other: Side) -> Side:
    """The same form for the next place: of all its facts one name changes, and that of the title.

    Forecasts of two districts with the same figures: next to a copy, and yet another report.

    Args:
        side: the article.
        other: another one, whose most frequent name is put in.

    Returns:
        An article that nobody wrote; the other one where the title has no name that the text repeats.
    """
    said = Counter(NAME.findall(side.text))
    name = next((name for name, count in said.most_common(REPLACED) if count > 1 and name in side.title), None)
    put = next((name for name, _ in Counter(NAME.findall(other.text)).most_common() if name not in said), None)
    if name is None or put is None:
        return other
    pattern = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    return replace(side, text=pattern.sub(put, side.text), title=pattern.sub(put, side.title))


def editions(pairs: Sequence[Pair], sides: Mapping[str, Side]) -> list[Side]:
    """An edition for something else of the first article of each pair; every other one for the next place."""
    rng = np.random.default_rng(0)
    made = []
    for at, pair in enumerate(pairs):
        other = sides[pairs[int(rng.integers(len(pairs)))].b]
        made.append(next_place(sides[pair.a], other) if at % 2 else edition(sides[pair.a], other, rng))
    return made
