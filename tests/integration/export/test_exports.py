"""Exports: each row once, in every form, filtered, and safe to open."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from support.parts import take
from support.stories import TWELVE

from worker import views
from worker.export import COLUMNS, Form, Wanted, What, rows, written
from worker.store import articles, evidence, listing
from worker.store.listing import ClusterFilter, Only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.engine import Engine

HOSTILE = '=HYPERLINK("http://jahat.example")'


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """The twelve stories; the last bears a formula as its headline."""
    for place, story in enumerate(TWELVE, 1):
        title = HOSTILE if place == len(TWELVE) else story.title
        take(engine, story.key, story.text, title=title, url=f"https://{story.key.replace('/', '.example/')}")
    engine.opine(1, 2, same=True, by="Rini", note="-1")
    return engine


def whole(engine: Engine, what: What, form: Form, wanted: Wanted | None = None) -> bytes:
    """An export as one piece."""
    flat = form is not Form.JSONL
    return b"".join(written(rows(engine.db, what, wanted or Wanted(), flat=flat, page=5), what, form))


def lines(engine: Engine, what: What, wanted: Wanted | None = None) -> list[dict[str, object]]:
    """An export as JSONL, read again."""
    return [json.loads(line) for line in whole(engine, what, Form.JSONL, wanted).splitlines()]


def test_each_comes_once_and_as_the_api_shows_it(filled: Engine) -> None:
    """Pages of five do not lose or repeat what lies at their border."""
    told = lines(filled, What.ARTICLES)
    assert list(range(1, 13)) == sorted(one["id"] for one in told)
    with filled.db.read() as conn:
        stored = articles.get(conn, 3)
        assert stored is not None
        assert json.loads(json.dumps(views.article(stored))) == next(one for one in told if one["id"] == 3)
        listed = [views.cluster(conn, one.id) for one in listing.clusters(conn)]
        judged = evidence.after(conn, (0, 0))
    assert json.loads(json.dumps(listed)) == lines(filled, What.CLUSTERS)
    assert [(one.a, one.b) for one in judged] == [(one["a"], one["b"]) for one in lines(filled, What.EVIDENCE)]
    assert ["same"] == [one["label"] for one in lines(filled, What.OPINIONS)]


@pytest.mark.parametrize("what", list(What))
def test_every_form_holds_the_same_rows(filled: Engine, what: What) -> None:
    """A table has its columns, and as many rows as there are lines."""
    count = len(lines(filled, what))
    table = pq.read_table(io.BytesIO(whole(filled, what, Form.PARQUET)))
    sheet = list(csv.DictReader(io.StringIO(whole(filled, what, Form.CSV).decode())))

    assert [count, count] == [table.num_rows, len(sheet)]
    assert list(COLUMNS[what]) == table.column_names == list(sheet[0])
    first = next(iter(COLUMNS[what]))
    assert [str(cell) for cell in table.column(first).to_pylist()] == [row[first] for row in sheet]


def test_a_spreadsheet_runs_nothing(filled: Engine) -> None:
    """A headline or a note that begins like a formula is text."""
    titles = {row["title"] for row in csv.DictReader(io.StringIO(whole(filled, What.ARTICLES, Form.CSV).decode()))}
    notes = {row["note"] for row in csv.DictReader(io.StringIO(whole(filled, What.OPINIONS, Form.CSV).decode()))}

    assert f"'{HOSTILE}" in titles
    assert not any(title.startswith(("=", "+", "-", "@")) for title in titles)
    assert {"'-1"} == notes


def test_filters_are_those_of_the_lists(filled: Engine) -> None:
    """Outlet and words choose articles, and the clusters that hold such a one."""
    wanted = Wanted.of(ClusterFilter(outlet="kabarbukit.example", q="pasar"), only=Only.ALL, least=0.5)

    assert [1] == [one["id"] for one in lines(filled, What.ARTICLES, wanted)]
    assert [1] == [one["id"] for one in lines(filled, What.CLUSTERS, wanted)]
    assert all(one["same_report"] >= 0.5 for one in lines(filled, What.EVIDENCE, wanted))  # type: ignore[operator]
    first = Wanted.of(ClusterFilter(), only=Only.ORIGINALS, least=0.0)
    assert len(lines(filled, What.CLUSTERS)) == len(lines(filled, What.ARTICLES, first))


def test_nothing_is_an_empty_file(engine: Engine) -> None:
    """An empty store gives no line, a line of names, or a table without rows."""
    assert b"" == whole(engine, What.ARTICLES, Form.JSONL)
    assert 1 == len(whole(engine, What.ARTICLES, Form.CSV).splitlines())
    assert 0 == pq.read_table(io.BytesIO(whole(engine, What.ARTICLES, Form.PARQUET))).num_rows


@pytest.mark.parametrize("form", list(Form))
def test_memory_stays_the_same(form: Form) -> None:
    """Twenty times the rows take no more of Python's memory at once; an export goes out while it is read."""

    def opinions(count: int) -> Iterator[dict[str, object]]:
        return (dict.fromkeys(COLUMNS[What.EVIDENCE], f"{number} " * 40) | _NUMBERS for number in range(count))

    def most(count: int) -> int:
        tracemalloc.start()
        for _ in written(opinions(count), What.EVIDENCE, form):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(2_000)
    assert most(40_000) < 2 * most(2_000)


_NUMBERS = {"a": 1, "b": 2, "same_report": 0.5, "same_version": 0.5, "weighed_most": ["x"], "why": ["y"]}


def test_without_pyarrow_parquet_says_what_to_install() -> None:
    """The extra may be missing; the way out is in the message, before a byte goes out."""
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "from worker.export import Form, MissingPartError, What, written\n"
        "try: written([], What.EVIDENCE, Form.PARQUET)\n"
        "except MissingPartError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert "pip install 'saring[parquet]'" in said
