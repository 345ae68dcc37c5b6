"""Words that were glued together are cut the same way each time, whatever came before."""

from __future__ import annotations

from worker.dedup.stems import unglued

GLUED = "presidentrumpakan"


def test_a_word_is_cut_alike_the_first_time_and_the_tenth() -> None:
    """What is remembered of words saves time and changes nothing."""
    words = ["kemarin", GLUED, "sungai", "kemarin"]
    first = unglued(words)

    assert GLUED not in first
    assert len(words) + 1 == len(first)
    assert first == unglued(words) == unglued(list(words))
    assert [*first, *first] == unglued([*words, *words])


def test_whole_words_come_back_as_a_list_of_its_own() -> None:
    """Callers may change what they get."""
    words = ["warga", "pulang", "ke", "rumah"]
    for _ in range(2):
        found = unglued(words)
        found.append("lagi")
        assert ["warga", "pulang", "ke", "rumah"] == words


def test_no_words() -> None:
    """A text may have none."""
    assert [] == unglued([])
