from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.cli import Cli
from support.stories import CHESS, FERRY, body

from config.settings import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_ANSWERING = "The broker does not answer"


@pytest.fixture
def brokered(folder: Path, valkey_url: str) -> Iterator[Cli]:
    """The command line with a broker that takes messages, and nobody who works on them."""
    path = valkey_url.removeprefix("unix://")
    made = Cli(load(data_dir=folder, broker_url=f"redis+socket://{path}", index_url=valkey_url))
    yield made
    made.close()


def test_a_bad_url_is_refused_and_harms_no_other(brokered: Cli) -> None:
    """It is named on standard error; the others are queued and go out."""
    answers = brokered.json("add", "bukan-url", "http://kabar.example/1?utm_source=x", "ftp://kabar.example/2")
    assert [False, True, False] == [one["new"] for one in answers]
    assert "http://kabar.example/1" == answers[1]["submission"]["url"]
    assert (3, True) == (brokered.code, "Refused: bukan-url: " in brokered.err)
    assert NOT_ANSWERING not in brokered.err


def test_urls_come_from_standard_input(brokered: Cli) -> None:
    """`-` reads one a line, past blanks and remarks; one that is known already is not queued again."""
    typed = "http://kabar.example/1\n\n# catatan\n http://kabar.example/2 \nhttp://kabar.example/1\n"
    assert "2 queued." in brokered("add", "-", typed=typed)
    assert "1 queued, 1 known already." in brokered("add", "http://kabar.example/1", "http://kabar.example/3")
    brokered("add", "-", typed="\n")
    assert (1, True) == (brokered.code, "No URL" in brokered.err)


def test_without_a_broker_it_is_written_down_and_said(cli: Cli) -> None:
    """The ledger takes it, nothing is lost, and people learn that nothing moves yet."""
    assert "1 queued" in cli("add", "http://kabar.example/1")
    assert (0, True) == (cli.code, NOT_ANSWERING in cli.err)
    cli("add", "http://kabar.example/1", "--wait")
    assert (1, True) == (cli.code, "nobody works on it: start `saring up`" in cli.err)


def test_waiting_for_nobody_ends(brokered: Cli) -> None:
    """A broker that answers and no worker: it says so after some seconds, and does not wait for ever."""
    brokered("add", "http://kabar.example/1", "--wait")
    assert (1, True) == (brokered.code, "nobody works on it: start `saring up`" in brokered.err)


def test_bad_lines_go_to_the_rejects_and_the_rest_in(brokered: Cli, tmp_path: Path) -> None:
    """Each bad line is counted and kept with its number and reason; the good ones are queued with their content."""
    rows = [{"id": "a", "title": "Catur", "text": body(CHESS)}, {"id": "b"}, {"text": "x", "url": "bukan url"}]
    path = tmp_path / "berita.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{rusak\n")
    text = tmp_path / "kafe.txt"
    text.write_bytes(f"Kafé “Olé” buka lagi — kata pemiliknya. {body(FERRY)}".encode("cp1252"))
    done = brokered.json("import", str(path), str(text))
    assert (3, 2, 2, 3) == (brokered.code, done["records"], done["new"], done["rejects"])
    kept = [json.loads(line) for line in (tmp_path / "berita.jsonl.rejects.jsonl").read_text().splitlines()]
    assert [2, 3, 4] == [one["number"] for one in kept]
    assert "{rusak" == kept[-1]["line"]
    assert not (tmp_path / "kafe.txt.rejects.jsonl").exists()
    again = brokered.json("import", str(path), str(text))
    assert (0, 2) == (again["new"], again["known"])


def test_nothing_readable_is_a_fault(cli: Cli, tmp_path: Path) -> None:
    """A missing file alone is exit code 1, and leaves no file of rejects behind."""
    cli("import", str(tmp_path / "hilang.jsonl"))
    assert (1, True) == (cli.code, "No such file" in cli.err)
    assert [] == list(tmp_path.iterdir())


def test_what_failed_is_tried_again(filled: Cli) -> None:
    """Finished submissions are queued again by number; what can't be is named."""
    done = filled.json("retry", "1", "2", "99")
    assert ([1, 2], ["99"]) == (done["reopened"], list(done["refused"]))
    assert 3 == filled.code
    assert "It is queued already" in str(filled.json("retry", "1")["refused"])
    assert "None is parked" in filled("retry", "--all-parked")
    filled("retry")
    assert 2 == filled.code


def test_submissions_are_chosen_by_state_and_verdict(filled: Cli) -> None:
    """The filters answer for themselves, and the sums stand below."""
    filled.json("retry", "1")
    assert [1] == [one["id"] for one in filled.json("submissions", "--state", "queued")]
    verdicts = {one["verdict"] for one in filled.json("submissions", "--verdict", "new")}
    assert {"new"} == verdicts
    assert "No submission is like that" in filled("submissions", "--verdict", "parked")
    assert "3 shown of 12" in filled("submissions", "--limit", "3")
    filled("submissions", "--verdict", "nonsense")
    assert 2 == filled.code


def test_the_real_program_in_a_bare_folder(folder: Path) -> None:
    """As a person calls it: one line and exit code 1 for a setting that is none, and a friendly answer otherwise."""

    def saring(**env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "worker.cli.main", "clusters"]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=env)

    wrong = saring(SARING_WEB_PROT="80")
    assert (1, "") == (wrong.returncode, wrong.stdout)
    assert wrong.stderr.startswith("Error: SARING_WEB_PROT is no setting; did you mean SARING_WEB_PORT?")
    assert 1 == wrong.stderr.count("\n")
    right = saring()
    assert (0, "") == (right.returncode, right.stderr)
    assert "No clusters yet" in right.stdout
