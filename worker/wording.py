"""The figures of the evidence as sentences for people."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DAY = 1.0
HOUR = 1 / 24
MINUTES_MATTER = 1.5
"""Hours up to which minutes are told."""


def sentence(name: str, value: float) -> str:
    """A figure with its value, in a short sentence.

    Args:
        name: the figure's name.
        value: what was found.

    Returns:
        The sentence, without a full stop. A name that is not known, as one of a model that is no longer used, comes
        back in plain words with its value.
    """
    say = SAID.get(name)
    return f"{name.replace('_', ' ')}: {value:.3g}" if say is None else say(value)


def sentences(names: Iterable[str], figures: Mapping[str, float]) -> list[str]:
    """Some of the figures as sentences, in the order of their names.

    Args:
        names: which.
        figures: every figure by name; one that is not there is left out.
    """
    return [sentence(name, figures[name]) for name in names if name in figures]


def percent(value: float) -> str:
    """A share in per cent; 0 and 100 only where it is that."""
    if 0 < value < 0.005:  # noqa: PLR2004 - it would round to 0
        return "under 1 %"
    if 0.995 <= value < 1:  # noqa: PLR2004 - it would round to 100
        return "over 99 %"
    return f"{value:.0%}".replace("%", " %")


def _share(words: str) -> Callable[[float], str]:
    return lambda value: words.format(percent(value))


def _least(words: str) -> Callable[[float], str]:
    """For the smaller of the shares both ways."""

    def say(value: float) -> str:
        if value <= 0:
            return f"none of one {words}"
        return f"all of either {words}" if value >= 1 else f"at least {percent(value)} of either {words}"

    return say


def _most(words: str) -> Callable[[float], str]:
    """For the larger of the shares both ways."""

    def say(value: float) -> str:
        if value <= 0:
            return f"none of either {words}"
        return f"all of one {words}" if value >= 1 else f"{percent(value)} of one {words}"

    return say


def _flag(yes: str, no: str) -> Callable[[float], str]:
    return lambda value: yes if value else no


def _count(one: str, many: str, none: str) -> Callable[[float], str]:
    """For the logarithm of 1 + a count."""

    def say(value: float) -> str:
        count = round(math.expm1(value))
        return none if not count else one if count == 1 else many.format(f"{count:,}")

    return say


def _hours(value: float) -> str:
    if value < 0:
        return "published at times of day that are not known"
    hours = math.expm1(value)
    if hours < MINUTES_MATTER:
        return f"published {60 * hours:.0f} minutes apart"
    return f"published {hours:.0f} hours apart"


def _days(value: float) -> str:
    days = math.expm1(value)
    if days < HOUR:
        return "published within the hour, or it is not known when"
    if days < DAY:
        hours = round(days * 24)
        return f"published {hours} hour{'s' * (hours != 1)} apart"
    whole = round(days)
    return f"published {'60 days or more' if whole >= 60 else f'{whole} day' + 's' * (whole != 1)} apart"  # noqa: PLR2004 - counted no further


def _shift(value: float) -> str:
    if abs(value) < 0.05:  # noqa: PLR2004 - a twentieth of a text is a sentence
        return "what they share stands about as far down in both, or it is not known which came later"
    way = "further down" if value > 0 else "further up"
    return f"what they share stands {percent(abs(value))} of the text {way} in the later article"


def _later_head(value: float) -> str:
    if not value:
        return "the openings share alike, or it is not known which came later"
    more = "more" if value > 0 else "less"
    return f"the later article's opening shares {more} than the earlier one's, by {percent(abs(value))}"


def _excess(value: float) -> str:
    return f"with numbers and days masked, {percent(abs(value))} {'more' if value >= 0 else 'less'} of the texts agree"


def _title_own(bits: float) -> str:
    if not bits:
        return "no headline has a word that the other text lacks"
    return f"each headline has a word that the other text lacks, and a rare one (at least {bits:.0f} bits)"


def _title_own_in_form(bits: float) -> str:
    if not bits:
        return "no headline has a word of its own above a form that both share"
    return f"above a form that both share, each headline has a rare word of its own ({bits:.0f} bits)"


SAID: Mapping[str, Callable[[float], str]] = {
    "jaccard": _share("{} of all runs of three words stand in both texts"),
    "contained_most": _most("text's runs of three words stand in the other"),
    "contained_least": _least("text's runs of three words stand in the other"),
    "rare_jaccard": _share("weighed by how rare their words are, {} of all runs of three words stand in both texts"),
    "rare_contained_most": _share(
        "weighed by how rare their words are, {} of one text's runs of three words stand in the other"
    ),
    "shared_log": _count(
        "one run of three words stands in both",
        "{} runs of three words stand in both",
        "not a run of three words stands in both",
    ),
    "words_jaccard": _share("weighed by rarity, {} of all words stand in both texts"),
    "words_contained_most": _share("weighed by rarity, {} of one text's words stand in the other"),
    "words_contained_least": _share("weighed by rarity, at least {} of either text's words stand in the other"),
    "names_jaccard": _share("{} of all names stand in both texts"),
    "names_contained_most": _most("text's names stand in the other"),
    "lead": _share("{} of the words of both leads are the same"),
    "lead_in_body_most": _most("lead's words stand in the other text"),
    "lead_in_body_least": _least("lead's words stand in the other text"),
    "title": _share("{} of the words of both headlines are the same"),
    "title_in_body_most": _most("headline's words stand in the other text"),
    "title_in_body_least": _least("headline's words stand in the other text"),
    "form_excess": _excess,
    "title_own": _title_own,
    "title_own_in_form": _title_own_in_form,
    "subjects_held_least": _least("text's most named people and places stand in the other, by weight"),
    "subjects_held_most": _share("by weight, {} of one text's most named people and places stand in the other"),
    "same_title_form": _flag("the headlines differ in numbers and days alone", "the headlines differ in words"),
    "pairs_jaccard": _share("{} of all word pairs stand in both texts"),
    "pairs_contained_most": _most("text's word pairs stand in the other"),
    "pairs_contained_least": _least("text's word pairs stand in the other"),
    "told_least": _least("text is told in the other, stretch by stretch"),
    "told_most": _most("text is told in the other, stretch by stretch"),
    "head_told_least": _least("opening is told in the other text"),
    "head_told_most": _most("opening is told in the other text"),
    "well_told_least": _least("text's stretches are well told in the other"),
    "well_told_most": _most("text's stretches are well told in the other"),
    "shift": _shift,
    "later_head": _later_head,
    "head_least": _least("first third stands in the other text"),
    "head_most": _most("first third stands in the other text"),
    "tail_least": _least("last third stands in the other text"),
    "tail_most": _most("last third stands in the other text"),
    "middle_first": _share("the middle of what they share lies {} down one text"),
    "middle_last": _share("the middle of what they share lies {} down the other text"),
    "longest_log": _count(
        "their longest shared run has one word", "their longest shared run has {} words", "they share no run of words"
    ),
    "longest_share": _share("their longest shared run is {} of the shorter text"),
    "quotes_log": _count(
        "one word pair of their quotations stands in both, word for word",
        "quotations stand in both, word for word: {} word pairs",
        "no quotation stands in both",
    ),
    "quotes_contained_most": _share("{} of what one text quotes, the other quotes too"),
    "first_quote_least": _least("first quotation is quoted in the other text"),
    "first_quote_most": _most("first quotation is quoted in the other text"),
    "quotes_apart": _flag(
        "both quote, and nothing that the other quotes", "their quotations do not exclude one another"
    ),
    "numbers_shared_log": _count("one number stands in both", "{} numbers stand in both", "no number stands in both"),
    "numbers_jaccard": _share("{} of all numbers stand in both texts"),
    "numbers_contained_most": _most("text's numbers stand in the other"),
    "title_numbers_apart": _flag("their headlines give different numbers", "their headlines' numbers do not conflict"),
    "title_numbers_agree": _flag("a number stands in both headlines", "no number stands in both headlines"),
    "dates_agree": _flag("they name the same day", "they name no day in common"),
    "dates_apart": _flag("they name different days", "the days that they name do not conflict"),
    "first_date_agrees": _flag(
        "the first day that each names is the same", "the first days that they name are not the same, or not named"
    ),
    "first_date_apart": _flag("the first day that each names differs", "the first days that they name do not conflict"),
    "weekday_agrees": _flag("their leads name the same weekday", "their leads name no weekday in common"),
    "weekday_apart": _flag("their leads name different weekdays", "the weekdays of their leads do not conflict"),
    "directions_apart": _flag(
        "one tells of a rise where the other tells of a fall or a standstill", "they do not tell of opposite directions"
    ),
    "days_known": _flag("both bear a time of publication", "one of them bears no time of publication"),
    "days_log": _days,
    "calendar_log": _count(
        "published on two days that follow each other", "published {} calendar days apart", "published on the same day"
    ),
    "hours_known": _flag("both bear a time of day", "one of them bears no time of day"),
    "hours_log": _hours,
    "same_outlet": _flag("both are of one outlet", "they are of two outlets, or of an unknown one"),
    "same_network": _flag("both are of one network", "they are of two networks, or of an unknown one"),
    "outlets_known": _flag("both outlets are known", "an outlet is not known"),
    "shorter_log": _count("the shorter text has one word", "the shorter text has {} words", "one text has no words"),
    "length_ratio": _share("the shorter text is {} as long as the longer"),
}
"""Every figure of `config/evidence.toml` and of the models before it."""
