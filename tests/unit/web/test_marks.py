from hypothesis import given, settings
from hypothesis import strategies as st

from worker.web.marks import Mark, Stretch, cut

PLACES = st.integers(min_value=-5, max_value=60)
MARKS = st.lists(st.builds(Mark, start=PLACES, end=PLACES, kind=st.just("promo"), number=st.sampled_from([0, 1])))


@settings(deadline=None)
@given(text=st.text(max_size=50), marks=MARKS)
def test_cutting_loses_nothing(text: str, marks: list[Mark]) -> None:
    """Whatever the marks say, the stretches together are the text."""
    assert text == "".join(one.text for one in cut(text, marks))


@settings(deadline=None)
@given(text=st.text(max_size=50), marks=MARKS)
def test_numbered_marks_stay(text: str, marks: list[Mark]) -> None:
    """A numbered mark is a link's goal, so that it is kept even where another covers it."""
    assert sum(mark.number for mark in marks) == sum(one.mark.number for one in cut(text, marks) if one.mark)


def test_first_mark_has_the_shared_part() -> None:
    """Where two marks overlap, the one that begins first keeps what both claim."""
    first, second = Mark(0, 4, "tags"), Mark(2, 6, "promo")

    assert [Stretch("abcd", first), Stretch("ef", second), Stretch("gh")] == cut("abcdefgh", [second, first])
