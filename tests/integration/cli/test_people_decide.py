from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.cli import Cli


def test_a_word_is_kept_and_told(filled: Cli) -> None:
    """What is kept, which clusters changed, and where both stand now; articles go by number or URL."""
    url = filled.json("article", "12")["url"]
    said = filled("same", "1", url, "--by", "Sekar", "--note", "Satu siaran pers")

    assert "Kept: articles 1 and 12 are the same report." in said
    assert "Clusters 1 and 12 became 1 (5 articles)." in said
    assert "They stand in cluster 1." in said
    assert "Sekar said that 1 and 12 are the same report." in filled("cluster", "12")
    assert "Satu siaran pers" in filled("compare", "1", "12")
    assert "No cluster changed." in filled("same", "1", "12")


def test_a_word_that_parts_and_is_taken_back(filled: Cli) -> None:
    """The clusters are as before once nothing is said any more."""
    before = filled.json("clusters")
    parted = filled.json("apart", "1", "2", "--by", "Sekar")

    assert (False, "not", "Sekar") == (parted["together"], parted["opinion"]["label"], parted["opinion"]["by"])
    assert "They stand in clusters" in filled("apart", "1", "2")
    assert "Sekar" not in filled("unsay", "1", "2")
    assert [(one["id"], one["size"]) for one in before] == [(one["id"], one["size"]) for one in filled.json("clusters")]


def test_overruled_words_are_named(filled: Cli) -> None:
    """Whoever decides learns which older word counts for nothing now."""
    filled("same", "8", "9", "--by", "Bagas")
    filled("same", "9", "10", "--by", "Sekar")
    filled("apart", "8", "10")

    assert "counts for nothing" in filled.err
    assert "Bagas" in filled.err
    assert "Sekar" not in filled.err


@pytest.mark.parametrize("command", ["same", "apart", "unsay"])
def test_a_word_on_one_article_is_wrong_usage(filled: Cli, command: str) -> None:
    """Its number and its URL are one article."""
    filled(command, "1", filled.json("article", "1")["url"])
    assert 2 == filled.code


def test_words_are_exported_to_train_on(filled: Cli, tmp_path: Path) -> None:
    """One flat object a pair, with what a trainer needs to find the texts and see whether they changed."""
    filled("same", "1", "12", "--by", "Sekar", "--note", "Satu siaran pers")
    filled("apart", "1", "2")
    filled("export", "--what", "opinions", "--out", str(tmp_path / "o.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]

    assert [(1, 2, "not"), (1, 12, "same")] == [(one["id_a"], one["id_b"], one["label"]) for one in rows]
    assert ("Sekar", "Satu siaran pers") == (rows[1]["by"], rows[1]["note"])
    assert all(isinstance(value, str | int) for one in rows for value in one.values())
    assert all(len(one[name]) == 64 for one in rows for name in ("hash_a", "hash_b"))
    assert filled.json("article", "12")["url"] == rows[1]["url_b"]


def test_why_is_told(filled: Cli) -> None:
    """The rule as a sentence and the links; a cluster that is not there is a fault."""
    assert "Article 12 (cluster 12)" in filled("why", "12", "1")
    assert "It is in this cluster" in filled("why", "1", "2")
    assert {"rule", "reason", "links", "mean", "best", "threshold"} <= set(filled.json("why", "12", "1"))
    filled("why", "1", "99")
    assert (1, True) == (filled.code, "There is no cluster 99" in filled.err)


def test_a_store_is_clustered_again(filled: Cli) -> None:
    """A dry run tells what a threshold would do and writes nothing; the real one does it and says what workers need."""
    before = filled.json("clusters")
    dry = filled("recluster", "--dry-run", "--threshold", "1")

    assert "8 clusters would become 12" in dry
    assert "Nothing was written." in dry
    assert "Cluster 1 fell into" in dry
    assert before == filled.json("clusters")
    done = filled.json("recluster", "--threshold", "1")
    assert (8, 12, 2, 0) == (done["clusters_before"], done["clusters_after"], done["split"], done["merged"])
    assert "" == filled.err  # with --json nothing but JSON
    assert 12 == len(filled.json("clusters"))
    filled("recluster", "--threshold", "1")
    assert "SARING_SAME_REPORT=1" in filled.err
    assert 8 == filled.json("recluster", "--meet")["clusters_after"]


def test_a_model_that_can_not_be_used_is_a_fault(filled: Cli, tmp_path: Path) -> None:
    """The file is named, with the way out."""
    filled("recluster", "--model", str(tmp_path / "none.toml"))
    assert (1, True) == (filled.code, "There is no model file" in filled.err)
