"""What each figure of the evidence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from worker.wording.forms import (
    again,
    count,
    cue,
    days,
    days_told,
    excess,
    flag,
    hours,
    later_head,
    least,
    main_speaker,
    most,
    share,
    shift,
    swapped,
    title_own,
    title_own_in_form,
    told_day,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SAID: Mapping[str, Callable[[float], str]] = {
    "jaccard": share("{} of all runs of three words stand in both texts"),
    "contained_most": most("text's runs of three words stand in the other"),
    "contained_least": least("text's runs of three words stand in the other"),
    "rare_jaccard": share("weighed by how rare their words are, {} of all runs of three words stand in both texts"),
    "rare_contained_most": share(
        "weighed by how rare their words are, {} of one text's runs of three words stand in the other"
    ),
    "shared_log": count(
        "one run of three words stands in both",
        "{} runs of three words stand in both",
        "not a run of three words stands in both",
    ),
    "words_jaccard": share("weighed by rarity, {} of all words stand in both texts"),
    "words_contained_most": share("weighed by rarity, {} of one text's words stand in the other"),
    "words_contained_least": share("weighed by rarity, at least {} of either text's words stand in the other"),
    "names_jaccard": share("{} of all names stand in both texts"),
    "names_contained_most": most("text's names stand in the other"),
    "lead": share("{} of the words of both leads are the same"),
    "lead_in_body_most": most("lead's words stand in the other text"),
    "lead_in_body_least": least("lead's words stand in the other text"),
    "title": share("{} of the words of both headlines are the same"),
    "title_in_body_most": most("headline's words stand in the other text"),
    "title_in_body_least": least("headline's words stand in the other text"),
    "form_excess": excess,
    "title_own": title_own,
    "title_own_in_form": title_own_in_form,
    "subjects_held_least": least("text's most named people and places stand in the other, by weight"),
    "subjects_held_most": share("by weight, {} of one text's most named people and places stand in the other"),
    "same_title_form": flag("the headlines differ in numbers and days alone", "the headlines differ in words"),
    "pairs_jaccard": share("{} of all word pairs stand in both texts"),
    "pairs_contained_most": most("text's word pairs stand in the other"),
    "pairs_contained_least": least("text's word pairs stand in the other"),
    "told_least": least("text is told in the other, stretch by stretch"),
    "told_most": most("text is told in the other, stretch by stretch"),
    "head_told_least": least("opening is told in the other text"),
    "head_told_most": most("opening is told in the other text"),
    "well_told_least": least("text's stretches are well told in the other"),
    "well_told_most": most("text's stretches are well told in the other"),
    "sentences_least": least("text is told in the other, sentence by sentence"),
    "sentences_most": most("text is told in the other, sentence by sentence"),
    "head_sentences_least": least("text's first two sentences is told in the other"),
    "head_sentences_most": most("text's first two sentences is told in the other"),
    "well_sentences_least": least("text's sentences have one like them in the other"),
    "well_sentences_most": most("text's sentences have one like them in the other"),
    "opening_sentence_least": least("opening's best sentence is told in the other text"),
    "opening_sentence_most": most("opening's best sentence is told in the other text"),
    "opening_stands_first": share("one opening is told {} down the other text"),
    "opening_stands_last": share("the other opening is told {} down the text"),
    "sentences_in_order": share("{} of the sentences that both tell follow each other in the same order"),
    "sentences_log": count(
        "one sentence has one like it in the other text",
        "{} sentences have one like them in the other text",
        "no sentence has one like it in the other text",
    ),
    "shift": shift,
    "later_head": later_head,
    "head_least": least("first third stands in the other text"),
    "head_most": most("first third stands in the other text"),
    "tail_least": least("last third stands in the other text"),
    "tail_most": most("last third stands in the other text"),
    "middle_first": share("the middle of what they share lies {} down one text"),
    "middle_last": share("the middle of what they share lies {} down the other text"),
    "longest_log": count(
        "their longest shared run has one word", "their longest shared run has {} words", "they share no run of words"
    ),
    "longest_share": share("their longest shared run is {} of the shorter text"),
    "again_first": again,
    "again_last": again,
    "lead_in_front_least": least("lead's words stand in what the other tells as its own news"),
    "lead_in_front_most": most("lead's words stand in what the other tells as its own news"),
    "lead_told_again": share("{} of one lead's words stand only in what the other says was told before"),
    "quotes_log": count(
        "one word pair of their quotations stands in both, word for word",
        "quotations stand in both, word for word: {} word pairs",
        "no quotation stands in both",
    ),
    "quotes_contained_most": share("{} of what one text quotes, the other quotes too"),
    "first_quote_least": least("first quotation is quoted in the other text"),
    "first_quote_most": most("first quotation is quoted in the other text"),
    "quotes_apart": flag(
        "both quote, and nothing that the other quotes", "their quotations do not exclude one another"
    ),
    "speakers_known": flag("both name somebody who speaks", "one of them names nobody who speaks"),
    "speakers_least": least("text's mentions of those who speak are of people who speak in the other too"),
    "speakers_most": most("text's mentions of those who speak are of people who speak in the other too"),
    "first_speaker_agrees": flag(
        "the first to speak is the same in both", "the first to speak is not the same in both, or not named"
    ),
    "first_speaker_apart": flag("another speaks first in each", "who speaks first does not conflict"),
    "first_speakers_heard": flag(
        "who speaks first in one speaks in the other too", "who speaks first in one does not speak in the other"
    ),
    "main_speaker": main_speaker,
    "numbers_shared_log": count("one number stands in both", "{} numbers stand in both", "no number stands in both"),
    "numbers_jaccard": share("{} of all numbers stand in both texts"),
    "numbers_contained_most": most("text's numbers stand in the other"),
    "large_numbers_log": count(
        "one large number stands in both", "{} large numbers stand in both", "no large number stands in both"
    ),
    "large_numbers_least": least("text's large numbers stand in the other"),
    "large_numbers_most": most("text's large numbers stand in the other"),
    "large_numbers_known": flag("both give large numbers", "one of them gives no large number"),
    "head_numbers_log": count(
        "one number stands at the head of both",
        "{} numbers stand at the head of both",
        "no number stands at the head of both",
    ),
    "head_numbers_apart": flag("their heads give different numbers", "the numbers at their heads do not conflict"),
    "head_numbers_in_least": least("head's numbers stand in the other text"),
    "head_numbers_in_most": most("head's numbers stand in the other text"),
    "title_numbers_apart": flag("their headlines give different numbers", "their headlines' numbers do not conflict"),
    "title_numbers_agree": flag("a number stands in both headlines", "no number stands in both headlines"),
    "dates_agree": flag("they name the same day", "they name no day in common"),
    "dates_apart": flag("they name different days", "the days that they name do not conflict"),
    "first_date_agrees": flag(
        "the first day that each names is the same", "the first days that they name are not the same, or not named"
    ),
    "first_date_apart": flag("the first day that each names differs", "the first days that they name do not conflict"),
    "weekday_agrees": flag("their leads name the same weekday", "their leads name no weekday in common"),
    "weekday_apart": flag("their leads name different weekdays", "the weekdays of their leads do not conflict"),
    "directions_apart": flag(
        "one tells of a rise where the other tells of a fall or a standstill", "they do not tell of opposite directions"
    ),
    "swapped_numbers_log": swapped("number"),
    "swapped_names_log": swapped("name"),
    "swapped_words_log": swapped("word"),
    "swapped_days_log": swapped("day or month"),
    "swapped_lost_log": count(
        "one name stands in the place of one that the other text never has",
        "{} names stand in the place of ones that the other text never has",
        "no name stands in the place of one that the other text never has",
    ),
    "swapped_share": share("{} of the places with the same words around are filled in otherwise"),
    "swapped_facts_share": share("{} of the places with the same words around have another name or number"),
    "title_swapped_log": count(
        "the headlines have other words in one place",
        "the headlines have other words in {} places",
        "the headlines have other words in no place",
    ),
    "title_swapped_lost_log": count(
        "in one place each headline has words that the other article never has",
        "in {} places each headline has words that the other article never has",
        "in no place has each headline words that the other article never has",
    ),
    "days_known": flag("both bear a time of publication", "one of them bears no time of publication"),
    "days_log": days,
    "calendar_log": count(
        "published on two days that follow each other", "published {} calendar days apart", "published on the same day"
    ),
    "hours_known": flag("both bear a time of day", "one of them bears no time of day"),
    "hours_log": hours,
    "same_outlet": flag("both are of one outlet", "they are of two outlets, or of an unknown one"),
    "same_network": flag("both are of one network", "they are of two networks, or of an unknown one"),
    "outlets_known": flag("both outlets are known", "an outlet is not known"),
    "days_told": days_told,
    "day_told_least_log": told_day("the first day that one names is {} from its publication"),
    "day_told_most_log": told_day("the first day that the other names is {} from its publication"),
    "newest_day_told_log": told_day("the day next to publication that either names is at most {} away"),
    "first_dates_log": told_day("the first days that both name are {} apart"),
    "shorter_log": count("the shorter text has one word", "the shorter text has {} words", "one text has no words"),
    "length_ratio": share("the shorter text is {} as long as the longer"),
    "cue_titles": cue("the choice of words in the headlines"),
    "cue_leads": cue("what one lead says and the other text does not"),
    "cue_bodies": cue("the choice of words in the texts"),
}
"""Every figure of `config/evidence.toml` and of the models before it."""

WHERE = {
    "title_alone": "in one headline alone",
    "title_both": "in both headlines",
    "title_new": "in one headline, and nowhere in the other article",
    "lead_new": "in one lead, and not in the other text",
    "body_alone": "in one text alone",
    "body_both": "in both texts",
}
"""Where a word stands that weighs in a pair (`worker.dedup.cues.PLACES`)."""
