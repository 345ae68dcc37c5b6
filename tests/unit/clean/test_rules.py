"""The rule files: every example is taken, every look-alike kept, faults are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from worker.clean import RuleBook, RuleError
from worker.clean.texts import Known, sift

if TYPE_CHECKING:
    from pathlib import Path

    from worker.clean.rules import Rule

BOOK = RuleBook.load(None)
RULES = [rule for site in (BOOK.common, *BOOK.sites) for rule in site.rules if rule.scope != "title"]


def taken(rule: Rule, text: str) -> list[str]:
    """What one rule alone takes."""
    sieve, _ = sift(text, [rule], Known(pictures=rule.scope == "caption"))
    return [one.text for one in sieve.removed() if one.rule == rule.id]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_example_is_taken_and_each_look_alike_kept(rule: Rule) -> None:
    """A rule without a working example is a rule that nobody can check."""
    assert rule.examples
    for example in rule.examples:
        assert taken(rule, example), example
    for kept in rule.keeps:
        assert [] == taken(rule, kept)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_a_rule_needs_stands_in_its_own_examples(rule: Rule) -> None:
    """A prefilter that its own example fails would switch the rule off unseen."""
    assert all(rule.may_match(example.lower()) for example in rule.examples)


def test_a_host_finds_its_own_entry_or_its_parents() -> None:
    """A portal's subdomain belongs to the portal's network."""
    site = BOOK.site("solo.tribunnews.com")
    assert site is not None
    assert "tribunnews.com" == site.network
    assert BOOK.site("korankita.example") is None


def write(folder: Path, text: str) -> Path:
    """A folder with one rule file."""
    (folder / "korankita.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_operators_folder_adds_a_site(tmp_path: Path) -> None:
    """An outlet is one small file, without touching the package."""
    book = RuleBook.load(write(tmp_path, 'network = "korankita.example"\nhosts = ["korankita.example"]\n'))
    found = book.site("www.korankita.example")
    assert found is not None
    assert "korankita.example" == found.network


RULE = """
[[rule]]
id = "x"
kind = "promo"
scope = "line"
pattern = 'Ikuti kami'
example = "Ikuti kami"
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hosts = [", "no TOML"),
        ("host = ['a.example']", "unknown keys host"),
        ("hosts = [1]", "hosts must be"),
        (RULE.replace("'Ikuti kami'", "'Ikuti ('"), "rule x"),
        (RULE.replace("promo", "advert"), "advert"),
        (RULE.replace('"line"', '"somewhere"'), "scope is one of"),
        (RULE.replace('example = "Ikuti kami"', ""), "missing keys"),
        (RULE + RULE, "korankita.x"),
    ],
)
def test_a_faulty_file_is_refused_by_name(tmp_path: Path, text: str, says: str) -> None:
    """An operator must read which file and which rule, and not a traceback."""
    with pytest.raises(RuleError, match=says):
        RuleBook.load(write(tmp_path, text))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """A misspelt SARING_RULES_DIR must not pass as no rules."""
    with pytest.raises(RuleError, match="no folder"):
        RuleBook.load(tmp_path / "nowhere")


def test_a_book_without_a_site_knows_it_no_more() -> None:
    """What a network's rules add can only be told by leaving them out."""
    bare = BOOK.without(["tribunnews"])
    assert bare.site("solo.tribunnews.com") is None
    assert bare.site("kompas.com") == BOOK.site("kompas.com")
    assert len(BOOK.sites) - 1 == len(bare.sites)


@pytest.mark.parametrize("sure", ["0", "1.5", '"yes"'])
def test_how_sure_a_rule_is_lies_between_nought_and_one(tmp_path: Path, sure: str) -> None:
    """A probability that is none would be shown to readers."""
    rule = f'[[rule]]\nid = "x"\nkind = "promo"\nscope = "line"\npattern = "Air"\nexample = "Air"\nsure = {sure}\n'
    with pytest.raises(RuleError, match="sure"):
        RuleBook.load(write(tmp_path, rule))


def test_a_rule_says_how_sure_its_removals_are(tmp_path: Path) -> None:
    """What a rule names stands beside each stretch that it took."""
    rule = '[[rule]]\nid = "x"\nkind = "promo"\nscope = "line"\npattern = "Air!"\nexample = "Air!"\nsure = 0.8\n'
    site = next(one for one in RuleBook.load(write(tmp_path, rule)).sites if one.id == "korankita")
    sieve, _ = sift("Warga pulang.\nAir!\nAir surut.", site.rules)
    assert [0.8] == [one.sure for one in sieve.removed()]
