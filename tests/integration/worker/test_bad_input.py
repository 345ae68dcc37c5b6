"""Bad input: each piece of it gets its own clear outcome, and the rest of the batch goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from support.parts import partition
from support.plant import Plant
from support.site import Answer, Site, articles
from support.stories import DAM, SCHOOL, body
from support.synthetic import Writer

from config.settings import load
from worker.local.ports import free_port
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.store import articles as stored_articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from worker.model.submission import Submission

HOST = "kabarbukit.example"
DEAD = "pelabuhansunyi.example"
GOOD = Writer(21).family(1, 2, [HOST])
PAGE = (
    "<html><head>{head}<title>Bendungan Kalisoka</title></head>"
    "<body><article><h1>Bendungan Kalisoka</h1>{text}</article></body></html>"
)
PARAGRAPHS, OTHERS = (
    "".join(f"<p>{sentence} Kata orang: \u201cini\u201d \u2014 caf\u00e9.</p>" for sentence in story)
    for story in (DAM, SCHOOL)
)
ANSWERS = {
    f"{HOST}/besar": Answer(b"<p>kata kata kata kata</p>" * 1000, times=800),
    f"{HOST}/laporan.pdf": Answer(b"%PDF-1.7\n" + b"0" * 4000, kind="application/pdf"),
    f"{HOST}/putar": Answer(status=302, headers={"Location": f"http://{HOST}/putar"}),
    f"{HOST}/ke-dalam": Answer(status=302, headers={"Location": "http://10.0.0.7/rahasia"}),
    f"{HOST}/rusak": Answer(b"no gzip at all", headers={"Content-Encoding": "gzip"}),
    f"{HOST}/galat": Answer(b"<p>Galat.</p>", status=500),
    f"{HOST}/dilarang": Answer(b"<p>Dilarang.</p>", status=403),
    f"{HOST}/kosong": Answer(b""),
    f"{HOST}/windows": Answer(
        PAGE.format(head='<meta charset="windows-1252">', text=PARAGRAPHS).encode("cp1252"), kind="text/html"
    ),
    f"{HOST}/utf16": Answer(PAGE.format(head="", text=OTHERS).encode("utf-16"), kind="text/html"),
}
EXPECTED = {
    f"http://{HOST}/besar": (Verdict.REJECTED, FetchOutcome.TOO_LARGE),
    f"http://{HOST}/laporan.pdf": (Verdict.REJECTED, FetchOutcome.WRONG_TYPE),
    f"http://{HOST}/putar": (Verdict.REJECTED, FetchOutcome.TOO_MANY_REDIRECTS),
    f"http://{HOST}/ke-dalam": (Verdict.REJECTED, FetchOutcome.FORBIDDEN_ADDRESS),
    f"http://{HOST}/tidak-ada": (Verdict.REJECTED, FetchOutcome.NOT_FOUND),
    f"http://{HOST}/dilarang": (Verdict.REJECTED, FetchOutcome.REFUSED),
    f"http://{HOST}/rusak": (Verdict.PARKED, FetchOutcome.UNREADABLE),
    f"http://{HOST}/galat": (Verdict.PARKED, FetchOutcome.SERVER_ERROR),
    f"http://{HOST}/kosong": (Verdict.NOT_ARTICLE, FetchOutcome.OK),
    f"http://{DEAD}/berita": (Verdict.PARKED, FetchOutcome.UNREACHABLE),
    "http://10.0.0.7/berita": (Verdict.REJECTED, FetchOutcome.FORBIDDEN_ADDRESS),
    "http://127.0.0.1/berita": (Verdict.REJECTED, FetchOutcome.FORBIDDEN_ADDRESS),
    f"http://{HOST}/windows": (Verdict.NEW, FetchOutcome.OK),
    f"http://{HOST}/utf16": (Verdict.NEW, FetchOutcome.OK),
}
ENCODED = (f"http://{HOST}/windows", f"http://{HOST}/utf16")
NO_URLS = ("bukan alamat", "mailto:warga@kabarbukit.example", "http://", f"http://{HOST}:99999/")


@pytest.fixture
def plant(folder: Path) -> Iterator[Plant]:
    """A running worker that tries once, and the site that it is sent to."""
    with Site(ANSWERS | articles(GOOD)) as site:
        settings = load(
            data_dir=folder,
            connect_to=(*site.connect_to([HOST]), f"{DEAD}:80=127.0.0.1:{free_port()}"),
            host_rate=1000,
            host_burst=1000,
            max_attempts=1,
            connect_seconds=5,
        )
        with Plant(settings) as made:
            made.start_worker()
            yield made


def by_url(rows: list[Submission]) -> dict[str, Submission]:
    """Rows by what they fetch."""
    return {row.url: row for row in rows}


def test_each_bad_page_has_its_outcome_and_the_good_ones_go_on(plant: Plant) -> None:
    """One word of the closed list and one sentence for each; the good pages between them are taken."""
    asked = [*EXPECTED, *NO_URLS]
    asked[3:3] = [article.url for article in GOOD]
    answers = plant.engine.intake.urls(asked)
    refused = {answer.asked: answer.error for answer in answers if answer.submission is None}
    numbers = [answer.submission.id for answer in answers if answer.submission is not None]
    plant.until(lambda: not plant.pending())
    rows = by_url(plant.rows(numbers))

    assert set(NO_URLS) == set(refused)
    assert all(sentence.endswith(".") for sentence in refused.values())
    assert EXPECTED == {url: (rows[url].verdict, rows[url].outcome) for url in EXPECTED}
    for url, (verdict, _) in EXPECTED.items():
        assert (State.PARKED if verdict is Verdict.PARKED else State.DONE) is rows[url].state
        assert rows[url].reason or verdict is Verdict.NEW, url
    assert "10.0.0.7" in rows[f"http://{HOST}/ke-dalam"].reason
    assert {Verdict.NEW, Verdict.VERSION} == {rows[article.url].verdict for article in GOOD}
    with plant.engine.db.read() as conn:
        texts = [stored_articles.get(conn, rows[url].article_id or 0) for url in ENCODED]
    for one in texts:
        assert one is not None
        assert "\u201cini\u201d \u2014 caf\u00e9" in one.text


def test_a_file_with_broken_lines_is_taken_as_far_as_it_goes(plant: Plant, folder: Path) -> None:
    """A line that is no JSON is named with its number; the lines around it are queued and done."""
    good = {"id": "dam", "title": "Bendungan Kalisoka", "text": body(DAM)}
    latin = {"id": "school", "title": "Bus Hijau", "text": body(SCHOOL).replace("hijau", "hijau caf\u00e9")}
    lines = [
        json.dumps(good).encode(),
        b'{"id": "broken", "text": "tidak ditutup',
        b'["a list"]',
        b'{"id": "nothing"}',
        json.dumps(latin, ensure_ascii=False).encode("cp1252"),
    ]
    (folder / "articles.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    ended = subprocess.run(
        [sys.executable, "-m", "worker.cli.main", "import", str(folder / "articles.jsonl"), "--json"],
        env=os.environ | plant.settings.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    plant.until(lambda: not plant.pending())
    said = ended.stdout + ended.stderr

    assert {":2", ":3", ":4"} == {mark for mark in (":1", ":2", ":3", ":4", ":5") if f"articles.jsonl{mark}" in said}, (
        said
    )
    assert "Traceback" not in said
    assert 2 == len(partition(plant.engine.db))
    with plant.engine.db.read() as conn:
        texts = " ".join(one.text for one in stored_articles.stream(conn))
    assert "caf\u00e9" in texts
