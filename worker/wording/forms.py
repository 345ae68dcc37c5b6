"""The forms of sentences that figures are told in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 1.0
HOUR = 1 / 24
MINUTES_MATTER = 1.5
"""Hours up to which minutes are told."""
CUE_MATTERS = math.log(1.5)
"""Log-odds below which it rounds to 1 to 1."""


def percent(value: float) -> str:
    """A share in per cent; 0 and 100 only where it is that."""
    if 0 < value < 0.005:  # noqa: PLR2004 - it would round to 0
        return "under 1 %"
    if 0.995 <= value < 1:  # noqa: PLR2004 - it would round to 100
        return "over 99 %"
    return f"{value:.0%}".replace("%", " %")


def share(words: str) -> Callable[[float], str]:
    """For a share of 1."""
    return lambda value: words.format(percent(value))


def least(words: str) -> Callable[[float], str]:
    """For the smaller of the shares both ways."""

    def say(value: float) -> str:
        if value <= 0:
            return f"none of one {words}"
        return f"all of either {words}" if value >= 1 else f"at least {percent(value)} of either {words}"

    return say


def most(words: str) -> Callable[[float], str]:
    """For the larger of the shares both ways."""

    def say(value: float) -> str:
        if value <= 0:
            return f"none of either {words}"
        return f"all of one {words}" if value >= 1 else f"{percent(value)} of one {words}"

    return say


def flag(yes: str, no: str) -> Callable[[float], str]:
    """For a yes or no."""
    return lambda value: yes if value else no


def count(one: str, many: str, none: str) -> Callable[[float], str]:
    """For the logarithm of 1 + a count."""

    def say(value: float) -> str:
        count = round(math.expm1(value))
        return none if not count else one if count == 1 else many.format(f"{count:,}")

    return say


def hours(value: float) -> str:
    """Hours between two publications, as a logarithm."""
    if value < 0:
        return "published at times of day that are not known"
    hours = math.expm1(value)
    if hours < MINUTES_MATTER:
        return f"published {60 * hours:.0f} minutes apart"
    return f"published {hours:.0f} hours apart"


def days(value: float) -> str:
    """Days between two publications, as a logarithm."""
    days = math.expm1(value)
    if days < HOUR:
        return "published within the hour, or it is not known when"
    if days < DAY:
        hours = round(days * 24)
        return f"published {hours} hour{'s' * (hours != 1)} apart"
    whole = round(days)
    return f"published {'60 days or more' if whole >= 60 else f'{whole} day' + 's' * (whole != 1)} apart"  # noqa: PLR2004 - counted no further


def shift(value: float) -> str:
    """How far down the later article moved what they share."""
    if abs(value) < 0.05:  # noqa: PLR2004 - a twentieth of a text is a sentence
        return "what they share stands about as far down in both, or it is not known which came later"
    way = "further down" if value > 0 else "further up"
    return f"what they share stands {percent(abs(value))} of the text {way} in the later article"


def later_head(value: float) -> str:
    """How much more of the later opening is shared."""
    if not value:
        return "the openings share alike, or it is not known which came later"
    more = "more" if value > 0 else "less"
    return f"the later article's opening shares {more} than the earlier one's, by {percent(abs(value))}"


def excess(value: float) -> str:
    """What masking adds."""
    return f"with numbers and days masked, {percent(abs(value))} {'more' if value >= 0 else 'less'} of the texts agree"


def again(value: float) -> str:
    """Where a text begins to tell what was told before."""
    if value >= 1:
        return "nothing is said to have been told before"
    return f"from {percent(value)} down, one text tells what it says was told before"


def main_speaker(value: float) -> str:
    """Whether one person speaks most: -1 no, 0 unknown, 1 yes."""
    if not value:
        return "who speaks most is not known of both"
    return "the same person speaks most in both" if value > 0 else "another speaks most in each"


def swapped(what: str) -> Callable[[float], str]:
    """For the logarithm of 1 + how often one thing stands in the place of another."""
    return count(
        f"between the same words one {what} stands in the place of another",
        f"between the same words a {what} stands in the place of another {{}} times",
        f"between the same words no {what} stands in the place of another",
    )


def days_told(value: float) -> str:
    """How many of both texts name a day."""
    if value < 1:
        return "neither names a day"
    return "one of them names a day" if value < 2 else "both name a day"  # noqa: PLR2004 - two texts


def told_day(words: str) -> Callable[[float], str]:
    """For the logarithm of 1 + days; less than 0 where no day is named."""

    def say(value: float) -> str:
        if value < 0:
            return "a day that they tell of is not named"
        days = round(math.expm1(value))
        return words.format("60 days or more" if days >= 60 else f"{days} day{'s' * (days != 1)}")  # noqa: PLR2004

    return say


def cue(words: str) -> Callable[[float], str]:
    """For log-odds that words add, above or below what they add in an average pair."""

    def say(value: float) -> str:
        if abs(value) < CUE_MATTERS:
            return f"{words} says little of whether it is one report"
        return f"{words} speaks {'for' if value > 0 else 'against'} one report, {math.exp(abs(value)):,.0f} to 1"

    return say


def title_own(bits: float) -> str:
    """Bits of the rarest word that a headline has to itself."""
    if not bits:
        return "no headline has a word that the other text lacks"
    return f"each headline has a word that the other text lacks, and a rare one (at least {bits:.0f} bits)"


def title_own_in_form(bits: float) -> str:
    """The same, weighed by how far both follow one form."""
    if not bits:
        return "no headline has a word of its own above a form that both share"
    return f"above a form that both share, each headline has a rare word of its own ({bits:.0f} bits)"
