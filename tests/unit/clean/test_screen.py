"""The screen of rules: it asks of all pieces at once what each rule asks of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.clean import RuleBook
from worker.clean.screen import Screen, for_lines
from worker.clean.sieve import Sieve

BOOK = RuleBook.load(None)
RULES = [rule for site in (BOOK.common, *BOOK.sites) for rule in site.rules]
SCREEN = Screen(RULES)
NEEDS = sorted({need for rule in RULES for need in rule.needs})


@given(st.lists(st.sampled_from(NEEDS) | st.text(max_size=12), max_size=12).map("".join))
def test_a_rule_is_live_exactly_where_its_own_prefilter_says_so(text: str) -> None:
    """A rule that is left out unseen is boilerplate in every text; one more is only time."""
    lowered = text.lower()
    assert [rule.id for rule in RULES if rule.may_match(lowered)] == [rule.id for rule in SCREEN.live(lowered)]


@pytest.mark.parametrize("text", ["", "a", "ab", "\ud800 baca juga: \ud800", "baca juga:\U0001f600"])
def test_texts_shorter_than_a_stretch_and_of_any_letters(text: str) -> None:
    """A scrape can hold half of a surrogate pair, or next to nothing."""
    assert [rule.id for rule in RULES if rule.may_match(text)] == [rule.id for rule in SCREEN.live(text)]


def test_no_rules() -> None:
    """A site may have none, and then none is live."""
    assert [] == Screen([]).live("baca juga: air surut")


@given(
    st.lists(st.sampled_from(["baca juga", "Baca", " juga", "x", "\n", "editor: ", "a", " "]), max_size=25).map("".join)
)
def test_rules_are_tried_on_the_lines_that_hold_what_they_need(text: str) -> None:
    """Looking for a piece in the whole text finds the lines that looking in each line finds, rules in their order."""
    lowered = text.lower()
    lines = Sieve(text).lines()
    expected = {
        at: [rule.id for rule in RULES if rule.may_match(lowered[start:end])] for at, (start, end) in enumerate(lines)
    }

    found = for_lines(lowered, RULES, lines)

    assert {at: ids for at, ids in expected.items() if ids} == {at: [rule.id for rule in tried] for at, tried in found}
    assert [at for at, _ in found] == sorted(at for at, _ in found)
