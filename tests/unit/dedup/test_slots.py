from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup.figures import figures
from worker.dedup.prepared import Prepared, prepare
from worker.dedup.slots import Kind, find_slots, kinds_of
from worker.dedup.stems import hashes, stemmed
from worker.model.evidence import Side

FORECAST = (
    "Cuaca di {town} hari ini cerah berawan sejak pagi. Warga {town} diminta membawa payung pada sore hari. "
    "Suhu di {town} berkisar {low} sampai 31 derajat dengan angin barat daya. Demikian prakiraan untuk {town} hari ini."
)


def article(title: str, text: str) -> Prepared:
    """An article of this text."""
    return prepare(Side(1, title, text))


def test_names_in_the_place_of_names_are_seen() -> None:
    """The forecast of the next town has another name wherever the first has one, and never the first."""
    one = article("Cuaca Hari Ini di Tirtamaya", FORECAST.format(town="Tirtamaya", low=24))
    next_town = article("Cuaca Hari Ini di Lamunan", FORECAST.format(town="Lamunan", low=24))

    found = figures(one, next_town)

    assert 0 < found["swapped_lost_log"] == found["swapped_names_log"]
    assert (0, 0) == (found["swapped_numbers_log"], found["swapped_words_log"])
    assert 0 < found["title_swapped_lost_log"]


def test_numbers_in_the_place_of_numbers_are_seen() -> None:
    """The next day's table has another number in the same place."""
    found = figures(
        article("", FORECAST.format(town="Tirtamaya", low=24)), article("", FORECAST.format(town="Tirtamaya", low=22))
    )

    assert 0 < found["swapped_numbers_log"]
    assert (0, 0) == (found["swapped_names_log"], found["swapped_lost_log"])


def test_a_reworded_text_swaps_words_and_no_facts() -> None:
    """A desk that rewrites puts words for words."""
    text = FORECAST.format(town="Tirtamaya", low=24)

    found = figures(article("", text), article("", text.replace("diminta", "diimbau").replace("berkisar", "mencapai")))

    assert 0 < found["swapped_words_log"]
    assert 0 == found["swapped_facts_share"]


def test_a_text_swaps_nothing_with_itself() -> None:
    """A copy is filled in alike everywhere."""
    one = article("Cuaca Hari Ini", FORECAST.format(town="Tirtamaya", low=24))

    found = figures(one, one)

    assert {0} == {value for name, value in found.items() if "swapped" in name}


def test_what_is_filled_in_two_ways_is_no_slot() -> None:
    """The same words around two fillings say nothing of the next text."""
    words = list("abxcdabycd")

    slots = find_slots(hashes(words), stemmed(words), kinds_of(words), (1,), 2)

    assert {2, 7}.isdisjoint(slots.begins.tolist())
    assert {3, 4, 5, 6} <= set(slots.begins.tolist())


def test_kinds_are_told_by_the_word() -> None:
    """Numbers and days are known without capitals."""
    assert [Kind.WORD, Kind.NUMBER, Kind.DAY, Kind.DAY] == kinds_of(["harga", "16", "juni", "senin"]).tolist()


@given(st.lists(st.sampled_from(["satu", "dua", "tiga", "empat", "lima", "6", "7", "senin"]), max_size=30))
def test_every_surrounding_comes_once_and_in_order(words: list[str]) -> None:
    """Whatever the words, what is around a slot is sorted and told once: it is searched by halving."""
    slots = find_slots(hashes(words), stemmed(words), kinds_of(words), (1, 2), 2)

    assert sorted(set(slots.around.tolist())) == slots.around.tolist()
    assert len(slots.around) == len(slots.filling) == len(slots.kinds) == len(slots.begins) == len(slots.ends)


@given(st.lists(st.sampled_from(["satu", "dua", "tiga", "6", "senin"]), max_size=25), st.sampled_from([1, 2]))
def test_the_slots_are_those_that_one_finds_word_by_word(words: list[str], beside: int) -> None:
    """All slots at once are what looking at one place after the other finds."""
    sizes = (1, 2, 3)
    framed = ["<"] * beside + words + [">"] * beside
    expected: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for size in sizes:
        for at in range(len(words) - size + 1):
            inside = beside + at
            around = (*framed[at:inside], "_", *framed[inside + size : inside + size + beside])
            expected.setdefault(around, set()).add(tuple(words[at : at + size]))

    slots = find_slots(hashes(words), stemmed(words), kinds_of(words), sizes, beside)

    found = [tuple(words[begin : end + 1]) for begin, end in zip(slots.begins, slots.ends, strict=True)]
    assert sorted(one for said in expected.values() for one in said if len(said) == 1) == sorted(found)
    assert [max(kinds_of(list(one))) for one in found] == slots.kinds.tolist()
    stems = slots.stems(np.arange(len(found)))
    assert [[*stemmed(list(one)), *[stemmed(list(one))[-1]] * (3 - len(one))] for one in found] == stems.tolist()
