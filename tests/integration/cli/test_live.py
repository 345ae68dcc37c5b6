from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.cli import Cli
from support.stories import CHESS, CLINIC, COFFEE, FERRY, body

from config.settings import load
from worker.local.demo.site import DemoSite

if TYPE_CHECKING:
    from collections.abc import Iterator

DOC = (Path(__file__).parents[3] / "docs" / "cli.md").read_text()
STOP_SECONDS = 120


def documented() -> list[str]:
    """Every command that docs/cli.md shows as typed, in order."""
    blocks = re.findall(r"^```console$(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ saring ") for block in blocks for line in block.strip().splitlines()]


@pytest.fixture
def files(folder: Path) -> Iterator[Path]:
    """The working folder of the page's commands, with the files that they name."""
    here = folder / "work"
    here.mkdir()
    lines = "".join(f"{json.dumps({'id': str(at), 'text': body(of)})}\n" for at, of in enumerate((CHESS, FERRY)))
    (here / "articles.jsonl").write_text(lines)
    (here / "articles.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in CLINIC)
    (here / "page.html").write_text(f"<html><body><article><h1>Layanan malam</h1>{paragraphs}</article></body></html>")
    (here / "text.txt").write_text(body(COFFEE))
    with contextlib.chdir(here):
        yield here


@pytest.mark.slow
def test_a_whole_life(folder: Path, files: Path) -> None:  # noqa: ARG001 - the commands are typed there
    """`saring up` says where it is; every command of the page then works as typed; SIGTERM ends it cleanly."""
    with DemoSite() as site:
        given = {"data_dir": folder, "host_rate": 50, "host_burst": 50, "web_port": 0, "flower_port": 0}
        settings = load(**given, connect_to=site.connect_to())
        env = {f"SARING_{name.upper()}": str(value) for name, value in given.items()}
        env["SARING_CONNECT_TO"] = ",".join(site.connect_to())
        command = [sys.executable, "-m", "worker.cli.main", "up", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | env) as up:
            assert up.stdout
            try:
                where = json.loads(up.stdout.readline())
                assert 200 == urllib.request.urlopen(f"{where['web']}/healthz", timeout=10).status  # noqa: S310 - ours
                assert {"worker", "scheduler", "web", "flower"} == set(where["logs"])
                walk_through(Cli(settings))
            finally:
                up.send_signal(signal.SIGTERM)
                assert 0 == up.wait(STOP_SECONDS)
    assert not settings.valkey_socket.exists()


def walk_through(cli: Cli) -> None:
    """Type what the page shows, and look at the answers that need a worker."""
    commands = documented()
    assert 25 < len(commands)
    for line in commands:
        cli(*shlex.split(line))
        assert 0 == cli.code, f"saring {line}\n{cli.out}\n{cli.err}"
    answers = cli.json("add", "http://suaralereng.example/berita.php?id=20698", "--wait")
    assert ["new"] == [one["submission"]["verdict"] for one in answers]
    assert isinstance(answers[0]["submission"]["cluster"], int)
    gone = cli("add", "http://beritasamudra.example/tiada", "http://10.0.0.1/x", "--wait", width=120)
    assert (3, True, True) == (cli.code, "The server said 404" in gone, "private address" in gone)
    found = {one["name"]: one["state"] for one in cli.json("doctor")}
    assert {"ok"} == {state for name, state in found.items() if name not in ("manners", "disk")}
    cli.close()
