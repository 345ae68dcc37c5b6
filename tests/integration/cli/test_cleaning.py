from __future__ import annotations

import json
from typing import TYPE_CHECKING

from support.stories import DAM, FIRE, body

if TYPE_CHECKING:
    from pathlib import Path

    from support.cli import Cli

KEYS = [
    "id",
    "url",
    "title",
    "text",
    "dateline",
    "published",
    "authors",
    "editors",
    "cited_sources",
    "removed",
    "is_article",
    "reason",
]
READ_ALSO = "Baca juga: Pasar Malam Wonolelo Dibuka Lagi"


def test_clean_prints_the_contract(cli: Cli, tmp_path: Path) -> None:
    """Exactly the promised keys in their order; a file's id is its name; the places are those of the raw text."""
    raw = f"{FIRE[0]} {FIRE[1]}\n{READ_ALSO}\n{body(FIRE[2:])}\n"
    (tmp_path / "kebakaran.txt").write_text(raw)
    (found,) = [json.loads(line) for line in cli("clean", str(tmp_path / "kebakaran.txt")).splitlines()]
    assert KEYS == list(found)
    assert ("kebakaran", True) == (found["id"], found["is_article"])
    assert READ_ALSO not in found["text"]
    assert [("readalso", READ_ALSO)] == [(one["kind"], one["text"]) for one in found["removed"]]
    assert {"kind", "text", "rule", "start", "end", "sure"} == set(found["removed"][0])


def test_clean_goes_on_past_what_it_cannot_read(cli: Cli, tmp_path: Path) -> None:
    """Bad lines go to standard error, so that standard output stays JSONL."""
    path = tmp_path / "berita.jsonl"
    row = {
        "id": "d",
        "url": "https://kabar.example/d",
        "date": "Selasa, 16 September 2025 10:15 WIB",
        "text": body(DAM),
    }
    path.write_text(f"{{rusak\n{json.dumps(row)}\n")
    (found,) = [json.loads(line) for line in cli("clean", str(path), str(tmp_path / "hilang.html")).splitlines()]
    assert ("d", "https://kabar.example/d", "2025-09-16T10:15:00+07:00") == (
        found["id"],
        found["url"],
        found["published"],
    )
    assert (3, 2) == (cli.code, cli.err.count("Left out: "))
    cli("clean", str(tmp_path / "hilang.html"))
    assert 1 == cli.code


def test_clean_tells_texts_as_they_were_handed_in_or_decoded(cli: Cli, tmp_path: Path) -> None:
    """The rules see through entities; --decode turns them into characters."""
    path = tmp_path / "kebakaran.txt"
    path.write_text(
        f"{body(FIRE)}\n&quot;Api sudah padam,&quot; katanya.\nBaca&nbsp;juga: Pasar Malam Wonolelo Dibuka Lagi\n"
    )
    as_given, decoded = (json.loads(cli("clean", str(path), *options)) for options in ((), ("--decode",)))
    assert as_given["text"].endswith("&quot;Api sudah padam,&quot; katanya.")
    assert decoded["text"].endswith('"Api sudah padam," katanya.')
    removed = [[one["text"] for one in got["removed"]] for got in (as_given, decoded)]
    assert [["Baca&nbsp;juga: Pasar Malam Wonolelo Dibuka Lagi"], [READ_ALSO]] == removed


def test_clean_shows_what_goes(cli: Cli, tmp_path: Path) -> None:
    """--show has the raw text, with what goes marked by kind and rule; it is not for programs."""
    path = tmp_path / "kebakaran.txt"
    path.write_text(f"{body(FIRE)}\n{READ_ALSO}\n")
    shown = cli("clean", str(path), "--show")
    assert f"[-{READ_ALSO}-] «readalso " in shown
    assert FIRE[0] in shown
    cli("clean", str(path), "--show", "--json")
    assert 2 == cli.code


def test_a_page_says_where_it_is_from_or_is_told(cli: Cli, tmp_path: Path) -> None:
    """--url stands for a page that names no address of its own."""
    path = tmp_path / "halaman.html"
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in FIRE)
    path.write_text(f"<html><body><article><h1>Kebakaran Pasar</h1>{paragraphs}</article></body></html>")
    assert "" == json.loads(cli("clean", str(path)))["url"]
    url = "https://kabar.example/2025/09/kebakaran"
    assert url == json.loads(cli("clean", str(path), "--url", url))["url"]


def test_batch_says_all_counts(cli: Cli, tmp_path: Path) -> None:
    """A line for each article, the closing counts, and exit code 0 although a record was left out."""
    path, out = tmp_path / "berita.jsonl", tmp_path / "out.jsonl"
    rows = [{"id": "a", "text": body(FIRE)}, {"id": "b", "text": body(FIRE)}, {"id": "c", "text": body(DAM)}]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{rusak\n")
    shown = cli("batch", str(path), "--out", str(out), "--jobs", "1")
    assert 0 == cli.code
    assert "3 articles in 2 clusters, 0 no articles, 1 left out" in shown
    assert "Left out: 1 record; " in cli.err
    groups = {line["article"]: line["cluster"] for line in map(json.loads, out.read_text().splitlines())}
    assert groups["a"] == groups["b"] != groups["c"]
    cli("batch", str(tmp_path / "hilang.jsonl"), "--out", str(out), "--jobs", "1")
    assert 1 == cli.code
