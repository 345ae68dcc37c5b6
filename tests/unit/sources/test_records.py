from __future__ import annotations

import gzip
import json
import lzma
from typing import TYPE_CHECKING, Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from worker.sources import files
from worker.sources.records import Record, Reject, read_records
from worker.sources.rejects import RejectsFile, rejects_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.compress,
}
SAID = "Kafé “Olé” di Kota Lama buka lagi — begitu kata pemiliknya, Bu Ratna, pada hari Senin."
BODY = b'{"id": "a", "text": "Teh poci"}\n\n{"id": 7, "html": "<p>Kopi</p>", "url": "https://w.example/1"}\n'


def write_lines(path: Path, *rows: Any) -> Path:
    """A JSONL file of these rows."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


@pytest.mark.parametrize("ending", PACKERS)
def test_every_packing_gives_the_same_records(tmp_path: Path, ending: str) -> None:
    """Whoever packs a file gets what is in it, with the lines' own numbers; blank lines are passed over."""
    path = tmp_path / f"berita.jsonl{ending}"
    path.write_bytes(PACKERS[ending](BODY))
    expected = [
        Record(f"{path}:1", id="a", text="Teh poci", number=1),
        Record(f"{path}:3", id="7", html="<p>Kopi</p>", url="https://w.example/1", number=3),
    ]
    assert expected == list(read_records([path]))


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
def test_packed_files_that_were_joined_are_read_to_the_end(tmp_path: Path, ending: str) -> None:
    """`cat a.gz b.gz > c.gz` is usual; what comes after the first part must not be lost in silence."""
    path = tmp_path / f"berita.jsonl{ending}"
    path.write_bytes(PACKERS[ending](BODY) * 2)
    assert ["a", "7", "a", "7"] == [one.id for one in read_records([path]) if isinstance(one, Record)]


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
def test_a_cut_file_gives_what_it_has_and_says_where_it_ended(tmp_path: Path, ending: str) -> None:
    """A download that broke off is not passed for a whole one."""
    rows = "".join(f'{{"text": "Kabar nomor {number * 7919}"}}\n' for number in range(40_000))
    path = tmp_path / f"berita.jsonl{ending}"
    path.write_bytes(PACKERS[ending](rows.encode())[:-300])
    *_, last = found = list(read_records([path]))
    assert isinstance(last, Reject)
    assert 1000 < len(found)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{rusak", "It is no JSON"),
        ("[1]", "no object"),
        ('"teks"', "no object"),
        ('{"id": "a", "title": "Judul"}', "neither `text` nor `html`"),
        ('{"text": "  ", "html": null}', "neither `text` nor `html`"),
        ('{"text": ["a"]}', "`text` is no text but a list"),
        ('{"text": "a", "url": 5}', "`url` is no text but a number"),
        ('{"text": "a", "id": true}', "`id` is no text but true or false"),
        ("[" * 100_000, "It is no JSON"),
    ],
)
def test_a_bad_line_is_named_and_harms_no_other(tmp_path: Path, line: str, reason: str) -> None:
    """Each fault of a line is a reject with its place, its reason and the line; the next line is read."""
    path = tmp_path / "berita.jsonl"
    path.write_text(f'{line}\n{{"text": "Teh"}}\n')
    bad, good = read_records([path])
    assert isinstance(bad, Reject)
    assert (f"{path}:1", 1, line) == (bad.place, bad.number, bad.line)
    assert reason in bad.reason
    assert Record(f"{path}:2", text="Teh", number=2) == good


@pytest.mark.parametrize("charset", ["cp1252", "utf-8-sig", "utf-16", "utf-32"])
def test_lines_of_another_encoding_are_decoded(tmp_path: Path, charset: str) -> None:
    """A file that is not UTF-8 is read for what it is, rather than lost."""
    path = tmp_path / "berita.jsonl"
    path.write_bytes("".join(f"{json.dumps({'text': SAID}, ensure_ascii=False)}\n" for _ in "ab").encode(charset))
    assert [SAID, SAID] == [one.text for one in read_records([path]) if isinstance(one, Record)]


def test_a_page_and_a_text_are_known_by_their_names(tmp_path: Path) -> None:
    """A file's id is its name without its ending, also when it is packed."""
    page, text = tmp_path / "halaman.html", tmp_path / "teks.2025.txt.gz"
    page.write_text("<p>Kopi</p>")
    text.write_bytes(gzip.compress(SAID.encode("cp1252")))
    expected = [Record(str(page), id="halaman", html="<p>Kopi</p>"), Record(str(text), id="teks.2025", text=SAID)]
    assert expected == list(read_records([page, text]))


def test_files_that_are_none_are_rejects(tmp_path: Path) -> None:
    """A missing file, a folder, an empty page and an unknown ending are each named; the rest is read."""
    good = write_lines(tmp_path / "baik.jsonl", {"text": "Teh"})
    empty = tmp_path / "kosong.html"
    empty.write_text(" \n")
    other = tmp_path / "gambar.png"
    other.write_bytes(b"\x89PNG")
    found = list(read_records([tmp_path / "hilang.txt", tmp_path, empty, other, good]))
    reasons = ["No such file", "a folder", "empty", "no ending"]
    assert all(reason in one.reason for reason, one in zip(reasons, found[:4], strict=True) if isinstance(one, Reject))
    assert [Reject, Reject, Reject, Reject, Record] == [type(one) for one in found]


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A line beyond any article is passed over, and reading goes on behind it."""
    path = tmp_path / "berita.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "' + b"a" * files.LONGEST_LINE + b'"}\n{"text": "Teh"}\n')
    bad, good = read_records([path])
    assert isinstance(bad, Reject)
    assert "too long" in bad.reason
    assert Record(f"{path}:2", text="Teh", number=2) == good


def test_half_a_character_becomes_the_mark_for_it(tmp_path: Path) -> None:
    r"""JSON can write "\\ud83d" alone, UTF-8 can't; a whole pair stays what it is."""
    path = tmp_path / "berita.jsonl"
    path.write_text('{"text": "a\\ud83db"}\n{"text": "a\\ud83d\\ude00b"}\n')
    assert ["a�b", "a😀b"] == [one.text for one in read_records([path]) if isinstance(one, Record)]


@given(st.lists(st.dictionaries(st.sampled_from(["id", "url", "title", "date", "text", "html"]), st.text())))
def test_every_line_is_a_record_or_a_reject(tmp_path_factory: pytest.TempPathFactory, rows: list[Any]) -> None:
    """Nothing is lost: as many come out as lines go in, and what a record says is what the line said."""
    path = write_lines(tmp_path_factory.mktemp("rows") / "berita.jsonl", *rows)
    found = list(read_records([path]))
    assert len(rows) == len(found)
    for row, one in zip(rows, found, strict=True):
        has_body = bool(row.get("text", "").strip() or row.get("html", "").strip())
        assert has_body is isinstance(one, Record)
        assert isinstance(one, Reject) or row.get("text", "") == one.text


def test_rejects_are_taken_down_to_be_given_again(tmp_path: Path) -> None:
    """The file holds the lines as they were; a run without rejects leaves none of an older one behind."""
    path = rejects_path(tmp_path / "berita.jsonl.gz")
    with RejectsFile(path) as file:
        file.add(Reject("berita.jsonl.gz:3", "It is no JSON.", "{rusak", 3))
    entry = {"place": "berita.jsonl.gz:3", "number": 3, "reason": "It is no JSON.", "line": "{rusak"}
    assert [entry] == [json.loads(line) for line in path.read_text().splitlines()]
    with RejectsFile(path) as file:
        assert file.count == 0
    assert not path.exists()
