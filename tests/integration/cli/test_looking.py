from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from support.stories import FIRE

from worker.model.article import Cleaned
from worker.store import articles

if TYPE_CHECKING:
    from pathlib import Path

    from support.cli import Cli

NOTHING = {
    "clusters": "No clusters yet",
    "submissions": "Nothing was handed in yet",
}


@pytest.mark.parametrize("command", NOTHING)
def test_a_fresh_folder_is_no_fault(cli: Cli, command: str) -> None:
    """Whoever looks before anything is there learns how to begin."""
    assert NOTHING[command] in cli(command)
    assert "saring add URL" in cli.out
    assert [] == cli.json(command)
    assert 0 == cli.code


def test_clusters_are_listed_and_chosen(filled: Cli) -> None:
    """The list has every cluster; size and outlets choose those that several desks carry."""
    assert 8 == len(filled.json("clusters"))
    assert [4, 2] == sorted((one["size"] for one in filled.json("clusters", "--min-size", "2")), reverse=True)
    assert [4] == [one["size"] for one in filled.json("clusters", "--min-outlets", "3")]
    assert 1 == len(filled.json("clusters", "--limit", "1"))
    assert "None of the 8 clusters" in filled("clusters", "--min-size", "9")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_keep_to_the_terminal(filled: Cli, width: int) -> None:
    """No table row is wider than the terminal, so that none breaks; ids are never cut."""
    for command in ("clusters", "cluster 1", "submissions", "article 1 --removed", "compare 1 2"):
        lines = filled(*command.split(), width=width).splitlines()
        assert 0 == filled.code
        tables = [line for line in lines if "  " in line.strip() or "─" in line]
        assert [] == [line for line in tables if len(line) > width]


def test_a_pipe_gets_whole_titles(filled: Cli) -> None:
    """`saring clusters | grep` must find what a narrow terminal would cut."""
    assert "Dua Desa Bangun Jembatan Bambu" in filled("clusters")


def test_a_cluster_says_why(filled: Cli) -> None:
    """People see versions, the first teller and the evidence; programs get the very view of the API."""
    number = filled.json("clusters", "--min-size", "4")[0]["id"]
    shown = filled("cluster", str(number))
    assert "4 articles of 4 outlets" in shown
    assert all(word in shown for word in ("First teller", "Representative", "Weighed most", "saring compare"))
    view = filled.json("cluster", str(number))
    assert (4, number) == (len(view["articles"]), view["asked_as"])


def test_an_old_number_of_a_cluster_answers(filled: Cli) -> None:
    """The number of any article of a cluster is a number of the cluster."""
    assert "Number 2 belongs to cluster 1 now" in filled("cluster", "2")


@pytest.mark.parametrize("command", [("cluster", "99"), ("article", "99"), ("article", "http://tiada.example/x")])
def test_what_is_not_there_is_named(filled: Cli, command: tuple[str, str]) -> None:
    """A number or URL that leads nowhere is a fault with the way out."""
    assert filled(*command) == ""
    assert (1, True) == (filled.code, command[1] in filled.err and "`saring" in filled.err)


def test_an_article_is_found_by_number_key_and_url(filled: Cli) -> None:
    """Whichever name people have at hand, also with a tracker on it."""
    by_number = filled.json("article", "1")
    assert by_number == filled.json("article", by_number["key"])
    assert by_number == filled.json("article", by_number["url"])
    assert FIRE[0] in filled("article", "1")


def test_an_article_on_its_way_says_how_it_stands(cli: Cli) -> None:
    """A URL that was handed in and led to nothing yet is not called unknown."""
    cli("add", "http://kabar.example/1")
    cli("article", "http://kabar.example/1")
    assert (1, True) == (cli.code, "is queued" in cli.err)


def test_an_article_that_is_not_yet_shown_is_not_shown(cli: Cli) -> None:
    """Between its first write and its cluster an article is nobody's business; the answer says to ask again."""
    with cli.engine.db.write() as conn:
        articles.put(conn, "k", Cleaned(is_article=True, text=FIRE[0]), signature=b"", submission_id=None, now=0.0)
    assert "" == cli("article", "1")
    assert (1, True) == (cli.code, "being worked on" in cli.err)


def test_two_articles_are_compared(filled: Cli) -> None:
    """Verdict, probabilities, what weighed most and the shared passages, for people and for programs."""
    shown = filled("compare", "1", "3", width=120)
    told = ("Same ", "Weighed most", "Words that weigh most", "shared passages", "In words")
    assert all(word in shown for word in told)
    view = filled.json("compare", "1", "3")
    assert {"a", "b", "verdict", "evidence", "shared_passages"} <= set(view)
    assert "Another report" in filled("compare", "1", "12")
    filled("compare", "1", "1")
    assert 2 == filled.code


def test_everything_can_be_exported(filled: Cli, tmp_path: Path) -> None:
    """Each article and each cluster comes once, and each judgement once, as JSONL."""
    articles = [json.loads(line) for line in filled("export", "--what", "articles").splitlines()]
    assert list(range(1, 13)) == sorted(one["id"] for one in articles)
    clusters = [json.loads(line) for line in filled("export").splitlines()]
    assert list(range(1, 13)) == sorted(a["id"] for one in clusters for a in one["articles"])
    pairs = [(e["a"], e["b"]) for e in map(json.loads, filled("export", "--what", "evidence").splitlines())]
    assert len(set(pairs)) == len(pairs)
    assert (1, 2) in pairs
    filled("export", "--out", str(tmp_path / "c.jsonl"))
    assert ["c.jsonl"] == [path.name for path in tmp_path.iterdir()]
    assert clusters == [json.loads(line) for line in (tmp_path / "c.jsonl").read_text().splitlines()]


def test_a_part_can_be_exported_in_another_form(filled: Cli, tmp_path: Path) -> None:
    """The filters are those of the lists, and the ending of the file says the form."""
    target = tmp_path / "a.csv"
    filled("export", "--what", "articles", "--q", "pasar kios", "--out", str(target))
    sheet = target.read_text(encoding="utf-8").splitlines()
    assert sheet[0].startswith("id,url,title,")
    assert "4 rows of articles" in filled.err
    filled("export", "--what", "articles", "--format", "parquet", "--out", str(tmp_path / "a"))
    assert b"PAR1" == (tmp_path / "a").read_bytes()[:4]
    assert 6 + 2 == len(filled("export", "--only", "originals", "--what", "articles").splitlines())
    assert 1 == len(filled("export", "--min-size", "3").splitlines())
    filled("export", "--since", "kemarin")
    assert (2, True) == (filled.code, "write it as 2026-11-20" in " ".join(filled.err.split()))


def test_a_target_that_cannot_be_written_is_named(filled: Cli, tmp_path: Path) -> None:
    """A wrong --out is one line, and leaves nothing half written."""
    filled("export", "--out", str(tmp_path / "none" / "c.jsonl"))
    assert (1, True) == (filled.code, "No such file or directory" in filled.err)
