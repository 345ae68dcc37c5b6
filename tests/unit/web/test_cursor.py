import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.web.cursor import HIGHEST_ID, from_word, to_word
from worker.web.problems import ProblemError


@settings(deadline=None)
@given(
    at=st.floats(allow_nan=False, allow_infinity=False),
    number=st.integers(min_value=1, max_value=HIGHEST_ID),
)
def test_a_cursor_comes_back_exactly(at: float, number: int) -> None:
    """A time that lost a digit would skip rows or show them twice."""
    assert (at, number) == from_word(to_word(at, number))


@pytest.mark.parametrize("word", ["", "x", "é", "AAAA", to_word(float("nan"), 1), to_word(1.0, 0), to_word(1.0, 2**31)])
def test_a_made_up_cursor_is_refused_by_its_name(word: str) -> None:
    """What this service did not make is refused before the store sees it."""
    with pytest.raises(ProblemError) as caught:
        from_word(word)

    assert ["cursor"] == [fault.field for fault in caught.value.problem.errors]
