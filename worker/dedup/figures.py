"""The figures that are weighed for a pair of articles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from worker.dedup.prepared import BLOCK

if TYPE_CHECKING:
    import numpy.typing as npt

    from worker.dedup.prepared import Bag, Prepared

    Mask = npt.NDArray[np.bool_]

LEAST_DAYS = 0.02
"""Half an hour: closer than that, or with the day alone known, nothing says which came later."""
HEAD_BLOCKS = 4
"""The first 48 words: the news itself, before any background."""
WELL_TOLD = 0.5
"""Share of a stretch's weight from which it counts as told in the other text."""
WIB = 7 / 24
"""Western Indonesian Time ahead of UTC, in days: a date without a time is midnight there."""
FEATURES = "5"
"""Version of the figures; a model names the one it was trained on and refuses others."""


def figures(a: Prepared, b: Prepared) -> dict[str, float]:
    """Compare two articles.

    Args:
        a: one article.
        b: the other; the order does not matter.

    Returns:
        Every figure by name, always the same names in the same order.
    """
    if (b.words, b.side.title, b.side.text) < (a.words, a.side.title, a.side.text):
        a, b = b, a
    found = _overlap(a, b)
    found |= _alike(a, b)
    found |= _places(a, b)
    found |= _facts(a, b)
    found |= _circumstances(a, b)
    return found


def _overlap(a: Prepared, b: Prepared) -> dict[str, float]:
    shingles = shared(a.shingles, b.shingles)
    count = float(np.count_nonzero(shingles))
    weight = float(a.shingles.weights[shingles].sum(dtype=np.float64))
    words = common(a.vocabulary, b.vocabulary)
    names = common(a.names, b.names)
    forms = common(a.forms, b.forms)
    lead_in = _both(common(a.lead, b.vocabulary), a.lead.total, common(b.lead, a.vocabulary), b.lead.total)
    title_in = _both(common(a.title, b.vocabulary), a.title.total, common(b.title, a.vocabulary), b.title.total)
    subjects = _both(
        _held_weight(a.subjects, b.names), a.subjects.total, _held_weight(b.subjects, a.names), b.subjects.total
    )
    own = min(_own(a.title, b.vocabulary), _own(b.title, a.vocabulary))
    lengths = (len(a.shingles.keys), len(b.shingles.keys))
    contained = _both(count, lengths[0], count, lengths[1])
    return {
        "jaccard": _of(count, lengths[0] + lengths[1] - count),
        "contained_most": contained[1],
        "contained_least": contained[0],
        "rare_jaccard": _of(weight, a.shingles.total + b.shingles.total - weight),
        "rare_contained_most": _both(weight, a.shingles.total, weight, b.shingles.total)[1],
        "shared_log": math.log1p(count),
        "words_jaccard": _of(words, a.vocabulary.total + b.vocabulary.total - words),
        "words_contained_most": _both(words, a.vocabulary.total, words, b.vocabulary.total)[1],
        "words_contained_least": _both(words, a.vocabulary.total, words, b.vocabulary.total)[0],
        "names_jaccard": _of(names, a.names.total + b.names.total - names),
        "names_contained_most": _both(names, a.names.total, names, b.names.total)[1],
        "lead": _of(lead := common(a.lead, b.lead), a.lead.total + b.lead.total - lead),
        "lead_in_body_most": lead_in[1],
        "lead_in_body_least": lead_in[0],
        "title": _of(title := common(a.title, b.title), a.title.total + b.title.total - title),
        "title_in_body_most": title_in[1],
        "title_in_body_least": title_in[0],
        "form_excess": _of(forms, a.forms.total + b.forms.total - forms) - _of(count, lengths[0] + lengths[1] - count),
        "title_own": own,
        "title_own_in_form": own * _of(forms, a.forms.total + b.forms.total - forms),
        "subjects_held_least": subjects[0],
        "subjects_held_most": subjects[1],
        "same_title_form": float(a.title_form == b.title_form != 0),
    }


def _own(title: Bag, vocabulary: Bag) -> float:
    """Bits of the rarest word of a title that the other body does not hold: the town of another town's forecast."""
    missing = title.weights[~held(title.keys, vocabulary)]
    return float(missing.max()) if len(missing) else 0.0


def _alike(a: Prepared, b: Prepared) -> dict[str, float]:
    """How well each text is told, stretch by stretch, somewhere in the other: finds the same thing in other words."""
    pairs = common(a.pairs, b.pairs)
    pairs_in = _both(pairs, a.pairs.total, pairs, b.pairs.total)
    in_a, in_b = shared(a.vocabulary, b.vocabulary), shared(b.vocabulary, a.vocabulary)
    told_a, told_b = _told(a, in_a, b, in_b), _told(b, in_b, a, in_a)
    mean = sorted((_mean(told_a), _mean(told_b)))
    head = sorted((_mean(told_a[:HEAD_BLOCKS]), _mean(told_b[:HEAD_BLOCKS])))
    well = sorted((_share(told_a > WELL_TOLD), _share(told_b > WELL_TOLD)))
    return {
        "pairs_jaccard": _of(pairs, a.pairs.total + b.pairs.total - pairs),
        "pairs_contained_most": pairs_in[1],
        "pairs_contained_least": pairs_in[0],
        "told_least": mean[0],
        "told_most": mean[1],
        "head_told_least": head[0],
        "head_told_most": head[1],
        "well_told_least": well[0],
        "well_told_most": well[1],
    }


def _told(a: Prepared, in_a: Mask, b: Prepared, in_b: Mask) -> npt.NDArray[np.float32]:
    """For each block of the first text, the share of its weight that the best stretch of the second holds."""
    if not len(a.blocks) or not len(b.blocks):
        return np.zeros(len(a.blocks), dtype=np.float32)
    left = _grid(a, in_a) * a.vocabulary.weights[in_a]
    right = _grid(b, in_b)
    right[:-1] = np.maximum(right[:-1], right[1:])
    told: npt.NDArray[np.float32] = (left @ right.T).max(axis=1) / np.maximum(a.blocks, np.float32(1e-6))
    return told


def _grid(article: Prepared, kept: Mask) -> npt.NDArray[np.float32]:
    """Which of the kept words stand in which block."""
    places = article.places[: len(article.blocks) * BLOCK]
    at = np.flatnonzero(kept[places])
    number = np.cumsum(kept) - 1
    grid = np.zeros((len(article.blocks), int(number[-1]) + 1), dtype=np.float32)
    grid[at // BLOCK, number[places[at]]] = 1
    return grid


def _places(a: Prepared, b: Prepared) -> dict[str, float]:
    in_a, in_b = held(a.runs, b.shingles), held(b.runs, a.shingles)
    head = sorted((_share(in_a[: len(in_a) // 3]), _share(in_b[: len(in_b) // 3])))
    tail = sorted((_share(in_a[-(len(in_a) // 3) :]), _share(in_b[-(len(in_b) // 3) :])))
    middle = sorted((_middle(in_a), _middle(in_b)))
    longest = max(_longest(in_a), _longest(in_b)) + 2 if in_a.any() else 0
    shift, later_head = _since(a, b, in_a, in_b)
    return {
        "shift": shift,
        "later_head": later_head,
        "head_least": head[0],
        "head_most": head[1],
        "tail_least": tail[0],
        "tail_most": tail[1],
        "middle_first": middle[0],
        "middle_last": middle[1],
        "longest_log": math.log1p(longest),
        "longest_share": _of(longest, max(1, min(a.words, b.words))),
    }


def _since(a: Prepared, b: Prepared, in_a: Mask, in_b: Mask) -> tuple[float, float]:
    """What the later article did with the earlier one: how far down it moved the shared part, and its own head's share.

    A follow-up carries the old story in its tail. Zero where it is not known which came later.
    """
    if a.day is None or b.day is None or abs(a.day - b.day) < LEAST_DAYS:
        return 0.0, 0.0
    earlier, later = (in_a, in_b) if a.day < b.day else (in_b, in_a)
    return _middle(later) - _middle(earlier), _share(later[: len(later) // 3]) - _share(earlier[: len(earlier) // 3])


def _facts(a: Prepared, b: Prepared) -> dict[str, float]:
    quotes = common(a.quotes, b.quotes)
    quoted = _both(quotes, a.quotes.total, quotes, b.quotes.total)
    first_quote = _both(
        common(a.first_quote, b.quotes), a.first_quote.total, common(b.first_quote, a.quotes), b.first_quote.total
    )
    numbers = len(a.numbers & b.numbers)
    title_numbers = bool(a.title_numbers) and bool(b.title_numbers)
    dates = bool(a.dates) and bool(b.dates)
    first = a.first_date is not None and b.first_date is not None
    weekdays = a.weekday is not None and b.weekday is not None
    ways = bool(a.directions) and bool(b.directions)
    return {
        "quotes_log": math.log1p(quotes),
        "quotes_contained_most": quoted[1],
        "first_quote_least": first_quote[0],
        "first_quote_most": first_quote[1],
        "quotes_apart": float(min(a.quotes.total, b.quotes.total) > 0 and quotes == 0),
        "numbers_shared_log": math.log1p(numbers),
        "numbers_jaccard": _of(numbers, len(a.numbers | b.numbers)),
        "numbers_contained_most": _both(numbers, len(a.numbers), numbers, len(b.numbers))[1],
        "title_numbers_apart": float(title_numbers and a.title_numbers.isdisjoint(b.title_numbers)),
        "title_numbers_agree": float(title_numbers and not a.title_numbers.isdisjoint(b.title_numbers)),
        "dates_agree": float(dates and not a.dates.isdisjoint(b.dates)),
        "dates_apart": float(dates and a.dates.isdisjoint(b.dates)),
        "first_date_agrees": float(first and a.first_date == b.first_date),
        "first_date_apart": float(first and a.first_date != b.first_date),
        "weekday_agrees": float(weekdays and a.weekday == b.weekday),
        "weekday_apart": float(weekdays and a.weekday != b.weekday),
        "directions_apart": float(ways and a.directions.isdisjoint(b.directions)),
    }


def _circumstances(a: Prepared, b: Prepared) -> dict[str, float]:
    days = None if a.day is None or b.day is None else abs(a.day - b.day)
    timed = _timed(a.day) and _timed(b.day)
    network = bool(a.side.network) and a.side.network == b.side.network
    outlet = bool(a.side.outlet) and a.side.outlet == b.side.outlet
    return {
        "days_known": float(days is not None),
        "days_log": 0.0 if days is None else math.log1p(min(days, 60.0)),
        "calendar_log": 0.0 if days is None else math.log1p(min(abs(_date(a.day) - _date(b.day)), 60)),
        "hours_known": float(timed),
        "hours_log": math.log1p(min(24 * days, 1440.0)) if timed and days is not None else -0.5,
        "same_outlet": float(outlet),
        "same_network": float(network),
        "outlets_known": float(bool(a.side.outlet and b.side.outlet)),
        "shorter_log": math.log1p(min(a.words, b.words)),
        "length_ratio": _of(min(a.words, b.words), max(a.words, b.words)),
    }


def _date(day: float | None) -> int:
    """The calendar day: a date alone and the evening of that day are the same day, and 20 hours apart."""
    return 0 if day is None else math.floor(day + WIB + 1e-9)


def _timed(day: float | None) -> bool:
    """Whether a time of day is known: nobody publishes at midnight sharp."""
    return day is not None and min((day + WIB) % 1, day % 1) > 1e-6  # noqa: PLR2004  a tenth of a second


def held(keys: npt.NDArray[np.uint64], bag: Bag) -> Mask:
    """Which of the keys the bag holds.

    Args:
        keys: hashes in any order.
        bag: a set of hashes.

    Returns:
        One truth value a key.
    """
    if not len(bag.keys):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.searchsorted(bag.keys, keys)
    at[at == len(bag.keys)] = 0
    found: Mask = bag.keys[at] == keys
    return found


def shared(a: Bag, b: Bag) -> Mask:
    """Which of the first bag's keys the second holds too."""
    return held(a.keys, b)


def common(a: Bag, b: Bag) -> float:
    """The weight of what two bags share, as the smaller weighs it."""
    if len(b.keys) < len(a.keys):
        a, b = b, a
    return float(a.weights[held(a.keys, b)].sum(dtype=np.float64))


def _held_weight(a: Bag, b: Bag) -> float:
    """The weight of what the second holds of the first, as the first weighs it."""
    return float(a.weights[held(a.keys, b)].sum(dtype=np.float64))


def _of(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _both(part_a: float, whole_a: float, part_b: float, whole_b: float) -> tuple[float, float]:
    shares = _of(part_a, whole_a), _of(part_b, whole_b)
    return min(shares), max(shares)


def _share(mask: Mask) -> float:
    return float(np.count_nonzero(mask)) / len(mask) if len(mask) else 0.0


def _mean(values: npt.NDArray[np.float32]) -> float:
    return float(values.mean()) if len(values) else 0.0


def _middle(mask: Mask) -> float:
    at = np.flatnonzero(mask)
    return float(at.mean()) / len(mask) if len(at) else 0.5


def _longest(mask: Mask) -> int:
    ends = np.flatnonzero(np.diff(np.concatenate(([0], mask.view(np.int8), [0]))))
    return int((ends[1::2] - ends[::2]).max()) if len(ends) else 0
