from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.furnished import OUTLET, PROMO, publish
from support.table import contents

if TYPE_CHECKING:
    from support.cli import Cli


@pytest.fixture
def taught(cli: Cli) -> Cli:
    """Over twelve reports with one line below each, and six of another outlet with another line."""
    publish(cli.engine, 12)
    publish(cli.engine, 6, outlet="wartateluk.example", first=50, tail="Salam hangat dari redaksi kaki gunung.")
    cli("boilerplate", "learn")
    return cli


def test_learning_says_what_came_of_it(taught: Cli) -> None:
    """How much was looked through, what is taken out, what waits."""
    assert "Looked through 18 articles" in taught.out
    assert "1 line is taken out from now on, 1 waits" in taught.out
    assert {"articles": 18, "applied": [], "proposed": [2]} == taught.json("boilerplate", "learn")


def test_the_list_shows_counts_and_examples(taught: Cli) -> None:
    """A person decides by the headlines that the line stood under."""
    shown = taught("boilerplate", "list")
    assert "1  applied, by saring  furniture  kabarbukit.example: 12 articles of 12 unrelated clusters" in shown
    assert f"    {PROMO}" in shown
    assert 6 == shown.count("      in ")
    [waiting] = taught.json("boilerplate", "list", "--state", "proposed")
    assert ("wartateluk.example", 6, "") == (waiting["site"], waiting["clusters"], waiting["decided_by"])
    assert all(example["title"] for example in waiting["examples"])
    assert [1] == [line["id"] for line in taught.json("boilerplate", "list", "--site", OUTLET)]
    assert "No line is like that" in taught("boilerplate", "list", "--state", "refused")


def test_decisions_are_kept_with_their_maker(taught: Cli) -> None:
    """Accepted and refused lines say by whom; numbers that are none are named, and the exit code says so."""
    assert "Accepted: 2." in taught("boilerplate", "accept", "2", "--by", "Sekar")
    assert {"state": "refused", "decided": [1], "missing": [99]} == taught.json("boilerplate", "refuse", "1", "99")
    assert (3, "99: there is no such line.\n") == (taught.code, taught.err)
    states = {line["id"]: (line["state"], line["decided_by"]) for line in taught.json("boilerplate", "list")}
    assert ("accepted", "Sekar") == states[2]
    assert "refused" == states[1][0]


@pytest.mark.parametrize(
    "arguments",
    [("accept",), ("refuse",), ("list", "1"), ("learn", "1"), ("forget", "1")],
)
def test_wrong_usage_is_told(cli: Cli, arguments: tuple[str, ...]) -> None:
    """A decision without a number, a number without a decision, an action that is none."""
    cli("boilerplate", *arguments)
    assert 2 == cli.code


def test_reclean_tells_what_changed(taught: Cli) -> None:
    """Dry first, which writes nothing; then for good; then there is nothing left to do."""
    before = contents(taught.engine.db)
    dry = taught("reclean", "--dry-run")
    assert before == contents(taught.engine.db)
    assert "12 articles would change, 0 stayed as they were, 6 were up to date." in dry
    assert f"    - {PROMO}" in dry
    assert f"Words taken out: furniture {12 * len(PROMO.split())}." in dry
    found = taught.json("reclean")
    assert (12, 6, False, {}) == (found["changed"], found["current"], found["dry_run"], found["failed"])
    assert "0 articles changed, 0 stayed as they were, 18 were up to date." in taught("reclean")
    assert "0 articles changed, 6 stayed" in taught("reclean", "--every", "--site", "wartateluk.example")
