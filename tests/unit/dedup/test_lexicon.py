"""Words looked up by number: the same as asking for each by itself, whatever came before, in bounded memory."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.dedup import lexicon, stems
from worker.dedup.background import background
from worker.dedup.lexicon import Known, Lexicon
from worker.dedup.prepared import prepare
from worker.dedup.signing import Signer
from worker.dedup.slots import kinds_of
from worker.dedup.stems import hashes, stemmed
from worker.model.evidence import Side

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

WORDS = st.lists(st.sampled_from(["warga", "mengungsi", "12", "juni", "senin", "gubernur", "zzyzx", "ß"]), max_size=30)


def told(known: Known) -> list[list[float]]:
    """The columns as plain numbers."""
    return [column.tolist() for column in known]


def asked(words: list[str]) -> list[list[float]]:
    """What each word by itself says."""
    roots = stemmed(words)
    return [one.tolist() for one in (hashes(words), roots, kinds_of(words), background().rarity(roots))]


@given(st.lists(WORDS, max_size=6), st.integers(1, 12))
def test_words_say_the_same_whatever_came_before(texts: list[list[str]], most: int) -> None:
    """However few words are kept, and however many a text has, the columns are those of its own words."""
    own = Lexicon(most)

    for words in texts:
        assert asked(words) == told(own.look_up(words))
        assert len(own) <= most


def test_words_that_came_before_are_not_worked_out_again() -> None:
    """A text that is signed and then judged, and whatever comes after it, asks for no word's stem a second time."""
    side = Side(1, "Warga qorvelin mengungsi", "Warga desa mengungsi ke qorvelin pada Senin, kata gubernur. Dua rusak.")

    assert 0 < calls_of(stems.stem, lambda: Signer().sign(side.text))
    assert 0 == calls_of(stems.stem, lambda: (Signer().sign(side.text), prepare(side), prepare(side)))


def calls_of(function: Callable[[str], str], work: Callable[[], object]) -> int:
    """How often some work calls a function."""
    count = [0]

    def see(frame: FrameType, event: str, _: object) -> None:
        count[0] += event == "call" and frame.f_code is function.__code__

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count[0]


def test_columns_are_the_callers_own() -> None:
    """Whoever changes what it got changes nobody else's."""
    own = Lexicon()
    own.look_up(["warga"]).hashes[0] = 0

    assert asked(["warga"]) == told(own.look_up(["warga"]))


def test_a_word_that_a_time_limit_cut_off_is_learned_the_next_time() -> None:
    """A task's time limit may strike between a word's number and its columns."""

    class Cut(list[str]):
        def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204 - a list's own
            yield "warga"
            raise TimeoutError

    own = Lexicon()
    with pytest.raises(TimeoutError):
        own.look_up(Cut(["warga", "kota"]))

    assert asked(["warga", "kota"]) == told(own.look_up(["warga", "kota"]))


def test_threads_share_it() -> None:
    """The web server checks several texts at a time."""
    own = Lexicon(64)
    texts = [[f"kata{(at * 7 + place) % 200}" for place in range(40)] for at in range(60)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(own.look_up, texts))

    assert [asked(words) for words in texts] == [told(one) for one in found]


def test_the_process_keeps_few_enough() -> None:
    """Some 10 MB, whatever comes."""
    assert 1 << 16 == lexicon.MOST
    assert np.dtype(np.uint64) == lexicon.LEXICON.look_up(["warga"]).hashes.dtype
