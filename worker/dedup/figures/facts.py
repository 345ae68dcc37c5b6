"""Facts of two articles that agree or differ: quotations, speakers, numbers, dates, directions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from worker.dedup.figures.bags import both, common, of

if TYPE_CHECKING:
    from worker.dedup.prepared import Prepared
    from worker.dedup.speakers import Speakers


def facts(a: Prepared, b: Prepared) -> dict[str, float]:
    """Figures of the facts that agree or differ."""
    quotes = common(a.quotes, b.quotes)
    quoted = both(quotes, a.quotes.total, quotes, b.quotes.total)
    first_quote = both(
        common(a.first_quote, b.quotes), a.first_quote.total, common(b.first_quote, a.quotes), b.first_quote.total
    )
    numbers = len(a.numbers & b.numbers)
    title_numbers = bool(a.title_numbers) and bool(b.title_numbers)
    dates = bool(a.dates) and bool(b.dates)
    first = a.first_date is not None and b.first_date is not None
    weekdays = a.weekday is not None and b.weekday is not None
    ways = bool(a.directions) and bool(b.directions)
    return (
        {
            "quotes_log": math.log1p(quotes),
            "quotes_contained_most": quoted[1],
            "first_quote_least": first_quote[0],
            "first_quote_most": first_quote[1],
            "quotes_apart": float(min(a.quotes.total, b.quotes.total) > 0 and quotes == 0),
            "numbers_shared_log": math.log1p(numbers),
            "numbers_jaccard": of(numbers, len(a.numbers | b.numbers)),
            "numbers_contained_most": both(numbers, len(a.numbers), numbers, len(b.numbers))[1],
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
        | _speakers(a.speakers, b.speakers)
        | _large_numbers(a, b)
    )


def _speakers(a: Speakers, b: Speakers) -> dict[str, float]:
    count_a, count_b = sum(a.said.values()), sum(b.said.values())
    held = a.said.keys() & b.said.keys()
    speak = both(sum(a.said[one] for one in held), count_a, sum(b.said[one] for one in held), count_b)
    known = bool(count_a and count_b)
    heard = not a.first.isdisjoint(b.said) and not b.first.isdisjoint(a.said)
    return {
        "speakers_known": float(known),
        "speakers_least": speak[0],
        "speakers_most": speak[1],
        "first_speaker_agrees": float(not a.first.isdisjoint(b.first)),
        "first_speaker_apart": float(known and a.first.isdisjoint(b.first)),
        "first_speakers_heard": float(heard),
        "main_speaker": 0.0 if not known else -1.0 if a.main.isdisjoint(b.main) else 1.0,
    }


def _large_numbers(a: Prepared, b: Prepared) -> dict[str, float]:
    held = len(a.large_numbers & b.large_numbers)
    large = both(held, len(a.large_numbers), held, len(b.large_numbers))
    heads = len(a.head_numbers & b.head_numbers)
    head_in = both(
        len(a.head_numbers & (b.numbers | b.head_numbers)),
        len(a.head_numbers),
        len(b.head_numbers & (a.numbers | a.head_numbers)),
        len(b.head_numbers),
    )
    return {
        "large_numbers_log": math.log1p(held),
        "large_numbers_least": large[0],
        "large_numbers_most": large[1],
        "large_numbers_known": float(bool(a.large_numbers and b.large_numbers)),
        "head_numbers_log": math.log1p(heads),
        "head_numbers_apart": float(bool(a.head_numbers and b.head_numbers) and not heads),
        "head_numbers_in_least": head_in[0],
        "head_numbers_in_most": head_in[1],
    }
