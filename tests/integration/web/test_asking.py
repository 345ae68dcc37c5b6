"""Questions to the API: lists and their filters, a check, what people say, removal, figures, files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from support.stories import DAM, FIRE, TWELVE, body

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.testclient import TestClient

    from worker.engine import Engine

API = "/api/v1"


def items(client: TestClient, path: str) -> list[int]:
    """The numbers of a list's first page."""
    answer = client.get(f"{API}{path}")
    assert 200 == answer.status_code, answer.text
    return [one["id"] for one in answer.json()["items"]]


@pytest.fixture
def told(client: TestClient) -> TestClient:
    """A service that knows the twelve stories: a fire told four times, a dam twice, and six alone."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    pushed = [
        {"url": f"https://{one.key.replace('/', '.example/')}", "title": one.title, "text": one.text} for one in TWELVE
    ]
    answer = client.post(f"{API}/submissions", json={"articles": pushed})
    for one in answer.json()["items"]:
        engine.pipeline.run(one["submission"]["id"])
    return client


@pytest.mark.parametrize(
    ("found", "query"),
    [
        ([1], "outlet=suarawanara.example"),
        ([4, 1], "outlet=HarianPasir.example"),
        ([], "outlet=tiada.example"),
        ([4], "network=harianpasir.example&q=kapal"),
        ([1], "q=perpustakaan"),
        ([4], 'q="kapal penyeberangan"'),
        ([1], "q=perpus*&min_versions=1"),
        ([], "q=perpus"),
        ([], "q=()"),
        ([5, 4, 1], "language=id"),
        ([], "language=en"),
        ([], "cited=Antara"),
        ([5, 4], "since=2026-11-16T12:00:00%2B07:00"),
        ([4, 1], "until=2026-11-16T13:00:00%2B07:00"),
        ([1], "since=2026-11-16T07:30:00%2B07:00&until=2026-11-16T08:00:00%2B07:00"),
        ([5, 4, 1], "since=2026-11-16&until=2026-11-17"),
    ],
)
def test_clusters_are_chosen(reader: TestClient, found: list[int], query: str) -> None:
    """By outlet, network, language, words, cited source, and by any time within which they were told."""
    assert found == items(reader, f"/clusters?{query}")


@pytest.mark.parametrize(
    ("found", "query"),
    [
        ([5, 4, 3, 2, 1], ""),
        ([4, 3], "outlet=harianpasir.example"),
        ([3, 2, 1], "q=perpustakaan"),
        ([3, 2, 1], "cluster=1"),
        ([5, 4, 1], "only=originals"),
        ([1], "only=originals&q=bus"),
        ([], "only=originals&outlet=suarawanara.example"),
        ([3, 2], "since=2026-11-16T02:00:00Z&until=2026-11-16T04:30:00Z"),
    ],
)
def test_articles_are_chosen(reader: TestClient, found: list[int], query: str) -> None:
    """The latest first; originals are the first tellers that their clusters name."""
    assert found == items(reader, f"/articles?{query}")


def test_copies_are_left_out(told: TestClient) -> None:
    """One article of each text, the one that came in first."""
    every, texts = items(told, "/articles"), items(told, "/articles?only=versions")
    lines = [told.get(f"{API}/articles/{number}").json() for number in every]
    assert sorted({one["version"] for one in lines}) == sorted(texts)
    assert len(texts) < len(every)


@pytest.mark.parametrize("path", ["/articles", "/articles?only=originals", "/articles?only=versions&q=a*", "/clusters"])
def test_pages_show_each_once(told: TestClient, path: str) -> None:
    """Walking by the cursor in small steps gives what one large page gives."""
    mark = "&" if "?" in path else "?"
    walked: list[int] = []
    cursor = ""
    while cursor is not None:
        page = told.get(f"{API}{path}{mark}limit=2&cursor={cursor}").json()
        walked += [one["id"] for one in page["items"]]
        cursor = page["next"]

    assert items(told, f"{path}{mark}limit=200") == walked


def test_a_timeline_says_who_published_when(reader: TestClient) -> None:
    """Earliest first, with the time that is believed."""
    line = reader.get(f"{API}/clusters/1").json()["timeline"]

    assert [1, 2, 3] == [one["article"] for one in line]
    assert "2026-11-16T07:00:00+07:00" == line[0]["at"]
    assert line[0]["credible"]


def test_a_check_says_what_would_become_of_a_text(told: TestClient) -> None:
    """The answer names the cluster and the evidence, and nothing is stored."""
    before = told.get(f"{API}/statistics").json()
    found = told.post(f"{API}/check", json={"text": body(DAM), "title": "Bendungan"}).json()

    assert ("version", 5) == (found["verdict"], found["cluster"]["id"])
    assert [5, 6] == sorted(one["id"] for one in found["matches"])
    assert found["matches"][0]["shared_passages"]
    assert before == told.get(f"{API}/statistics").json()


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("url", {"url": "berkas", "text": body(FIRE)}),
        ("body", {"text": "", "html": " "}),
        ("body", {"text": "a", "html": "b"}),
        ("teks", {"teks": "a"}),
    ],
)
def test_a_faulty_question_is_told_by_its_field(client: TestClient, field: str, question: dict[str, Any]) -> None:
    """The answer names the field and the mend."""
    answer = client.post(f"{API}/check", json=question)

    assert (422, "invalid") == (answer.status_code, answer.json()["code"])
    assert field in {one["field"] for one in answer.json()["errors"]}


def test_people_part_articles_and_take_it_back(told: TestClient) -> None:
    """The answer says what changed, and the list what is said."""

    def say(label: str, a: int = 1, b: int = 4) -> Any:
        return told.post(f"{API}/opinions", json={"a": a, "b": b, "label": label, "by": "Rini"})

    apart = say("not").json()
    assert (False, ["split"]) == (apart["together"], [one["kind"] for one in apart["changes"]])
    assert [("not", "Rini")] == [(o["label"], o["by"]) for o in told.get(f"{API}/opinions").json()["items"]]
    assert [] == told.get(f"{API}/opinions?article=7").json()["items"]
    back = say("unsay").json()
    assert (True, None) == (back["together"], back["opinion"])
    assert 422 == say("not", 1, 1).status_code
    assert 404 == say("same", 1, 99).status_code


def test_pages_of_opinions_show_each_once(told: TestClient) -> None:
    """Walking by the cursor gives every pair, in order."""
    pairs = [(1, 2), (1, 4), (2, 3), (5, 6)]
    for a, b in pairs:
        told.post(f"{API}/opinions", json={"a": b, "b": a, "label": "same"})
    walked, cursor = [], ""
    while cursor is not None:
        page = told.get(f"{API}/opinions?limit=1&cursor={cursor}").json()
        walked += [(one["a"], one["b"]) for one in page["items"]]
        cursor = page["next"]

    assert pairs == walked


def test_an_article_is_removed(told: TestClient) -> None:
    """It is gone, its cluster goes on, the ledger says so, and its URL comes in again."""
    done = told.delete(f"{API}/articles/1")

    assert (200, 1, 2) == (done.status_code, done.json()["article"], done.json()["cluster"])
    gone = told.get(f"{API}/articles/1")
    assert (410, "gone") == (gone.status_code, gone.json()["code"])
    assert [410, 404] == [told.delete(f"{API}/articles/{n}").status_code for n in (1, 99)]
    cluster = told.get(f"{API}/clusters/1").json()
    assert (2, 1, 3) == (cluster["id"], cluster["asked_as"], cluster["size"])
    assert "was removed on" in told.get(f"{API}/submissions/1").json()["reason"]
    story = TWELVE[0]
    again = {"url": f"https://{story.key.replace('/', '.example/')}", "title": story.title, "text": story.text}
    assert told.post(f"{API}/articles", json=again).json()["new"]


def test_figures_add_up(told: TestClient) -> None:
    """Articles, reports and texts; by outlet, size and verdict."""
    found = told.get(f"{API}/statistics?days=2").json()

    assert (12, 8, 2) == (found["articles"], found["clusters"], found["shared_clusters"])
    assert found["repeated_share"] == pytest.approx(1 - 8 / 12, abs=1e-6)
    assert {"1": 6, "2": 1, "3-5": 1, "6-10": 0, "11-50": 0, "51+": 0} == found["cluster_sizes"]
    assert 12 == sum(one["articles"] for one in found["outlets"])
    assert 12 == sum(found["verdicts"].values())
    assert 12 == sum(one["articles"] for one in found["days"])


def test_several_kinds_are_handed_in_at_once(client: TestClient) -> None:
    """URLs and texts in one post, each with an answer; what can't be taken harms no other."""
    wish = {
        "urls": ["https://kabarbukit.example/1", "berkas"],
        "articles": [{"text": body(FIRE)}, {"url": "berkas", "text": "a"}, {"text": body(DAM), "title": "Bendungan"}],
    }
    answer = client.post(f"{API}/submissions", json=wish).json()

    assert [True, False, True, False, True] == [one["accepted"] for one in answer["items"]]
    assert (3, 2) == (answer["accepted"], answer["refused"])
    refused = client.post(f"{API}/submissions", json={"articles": [{"url": "berkas", "text": "a"}]})
    assert (422, ["articles.0.url"]) == (refused.status_code, [one["field"] for one in refused.json()["errors"]])
    assert 422 == client.post(f"{API}/submissions", json={}).status_code


def test_a_submission_is_found_by_any_form_of_its_url(client: TestClient) -> None:
    """Whoever asks what became of a URL need not know its number."""
    client.post(f"{API}/submissions", json={"url": "https://www.kabarbukit.example/berita/1?utm_source=x"})

    assert [1] == items(client, "/submissions?url=http://m.kabarbukit.example/berita/1")
    assert [] == items(client, "/submissions?url=http://kabarbukit.example/berita/2")
    assert 422 == client.get(f"{API}/submissions?url=berkas").status_code


def test_files_are_named_and_typed(reader: TestClient) -> None:
    """An export is a download whose type is that of its form."""
    sheet = reader.get(f"{API}/exports/articles.csv?q=perpustakaan")
    assert 'attachment; filename="saring-articles.csv"' == sheet.headers["content-disposition"]
    assert 3 == len(list(csv.DictReader(io.StringIO(sheet.text))))
    assert 3 == len(reader.get(f"{API}/exports/clusters.jsonl").text.splitlines())
    assert b"PAR1" == reader.get(f"{API}/exports/evidence.parquet?least=0.5").content[:4]
    assert 422 == reader.get(f"{API}/exports/articles.xlsx").status_code


def test_an_index_that_is_away_is_said_to_be(make_client: Callable[..., TestClient]) -> None:
    """A check needs the index; without it the answer is a problem with the way out, not a fault of ours."""
    away = make_client(index_url="redis://127.0.0.1:1/0")
    answer = away.post(f"{API}/check", json={"text": body(FIRE)})

    assert (503, "unavailable") == (answer.status_code, answer.json()["code"])
    assert "index" in answer.json()["detail"]
