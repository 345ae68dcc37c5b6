import json
from collections.abc import Callable

import pytest
import redis
from fastapi.testclient import TestClient

from config.celery import INGEST, KEY_PREFIX
from config.settings import Settings

API = "/api/v1"
GOOD = "https://kabarlereng.example/berita/pasar-malam"
JSON = {"Content-Type": "application/json"}
LONELY = "\ud800"
"""Half of a pair: JSON can write it, UTF-8 and the store cannot."""


def _waiting(settings: Settings) -> int:
    with redis.Redis.from_url(settings.index) as broker:
        return int(broker.llen(f"{KEY_PREFIX}{INGEST}"))  # type: ignore[arg-type]


def test_a_url_is_written_down_and_published(client: TestClient, valkey: Settings) -> None:
    """202 means that the ledger has it, and its message has gone out."""
    before = _waiting(valkey)
    answer = client.post(f"{API}/submissions", json={"url": GOOD})

    assert 202 == answer.status_code
    one = answer.json()["items"][0]
    assert (True, True, GOOD) == (one["accepted"], one["new"], one["submission"]["url"])
    assert "queued" == client.get(f"{API}/submissions/{one['submission']['id']}").json()["state"]
    assert before + 1 == _waiting(valkey)


def test_each_of_many_gets_its_own_answer(client: TestClient) -> None:
    """One URL that is none harms no other, and says why it was refused."""
    answer = client.post(f"{API}/submissions", json={"urls": [GOOD, "berkas lama", GOOD]})

    assert 202 == answer.status_code
    found = answer.json()
    assert (2, 1) == (found["accepted"], found["refused"])
    assert [True, False, True] == [one["accepted"] for one in found["items"]]
    assert [True, False, False] == [one["new"] for one in found["items"]]
    assert found["items"][1]["reason"]
    assert found["items"][2]["reason"]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("url", {"url": "berkas lama"}),
        ("urls.0", {"urls": ["berkas lama"]}),
        ("url", {"url": 5}),
        ("url", {"url": f"https://a.example/{LONELY}"}),
        ("urls", {"urls": []}),
        ("urls", {"urls": [GOOD] * 1001}),
        ("urls.1", {"urls": [GOOD, None]}),
        ("ulr", {"url": GOOD, "ulr": GOOD}),
        ("body", {}),
        ("body", {"url": GOOD, "urls": [GOOD]}),
        ("body", []),
    ],
)
def test_a_bad_request_is_told_which_field_is_wrong(client: TestClient, field: str, body: object) -> None:
    """Nothing is written down, and the problem names the field and what to mend."""
    answer = client.post(f"{API}/submissions", content=json.dumps(body), headers=JSON)

    assert (422, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    problem = answer.json()
    assert (422, "Unprocessable") == (problem["status"], problem["title"].split()[0])
    assert [field] == [fault["field"] for fault in problem["errors"]]
    assert field in problem["detail"]
    assert [] == client.get(f"{API}/submissions").json()["items"]


def test_a_body_that_is_no_json_is_said_so(client: TestClient) -> None:
    """The sentence names JSON and the header, not a parser's position alone."""
    answer = client.post(f"{API}/submissions", content=b"url=x", headers=JSON)

    assert 422 == answer.status_code
    assert "no JSON" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"\xff", b"[" * 100_000, b"", b"null", b"[1,"])
def test_an_unreadable_body_is_told_what_is_wanted(client: TestClient, body: bytes) -> None:
    """No encoding, no depth and no shape of a body is a fault of ours."""
    answer = client.post(f"{API}/submissions", content=body, headers=JSON)

    assert answer.status_code in (400, 422)
    assert "application/problem+json" == answer.headers["content-type"]


def test_again_reopens_what_is_known(client: TestClient) -> None:
    """Without `again` a known URL keeps its row and says so; a queued row needs no second message."""
    first = client.post(f"{API}/submissions", json={"url": GOOD}).json()["items"][0]
    second = client.post(f"{API}/submissions", json={"url": f"{GOOD}?utm_source=surat", "again": True}).json()

    assert first["submission"]["id"] == second["items"][0]["submission"]["id"]


@pytest.mark.parametrize("form", ["text", "html"])
def test_an_article_can_be_pushed(client: TestClient, form: str) -> None:
    """Nothing is fetched: the row is of kind article, and the same push again is the same row."""
    body = {"url": GOOD, "title": "Pasar Malam Dibuka", "date": "16/11/2026", form: "<p>Pasar malam dibuka.</p>"}
    first, second = (client.post(f"{API}/articles", json=body) for _ in range(2))

    assert 202 == first.status_code
    assert ("article", True) == (first.json()["submission"]["kind"], first.json()["new"])
    assert (False, first.json()["submission"]["id"]) == (second.json()["new"], second.json()["submission"]["id"])


@pytest.mark.parametrize(
    ("status", "field", "body"),
    [
        (422, "body", {"title": "Tanpa isi"}),
        (422, "body", {"text": "a", "html": "b"}),
        (422, "body", {"text": "   "}),
        (422, "url", {"url": "berkas", "text": "a"}),
        (422, "text", {"text": f"a{LONELY}"}),
        (413, "text", {"text": "é" * 501}),
    ],
)
def test_a_bad_push_is_told_which_field_is_wrong(
    make_client: Callable[..., TestClient], status: int, field: str, body: object
) -> None:
    """A push needs text or html, a URL that is one, and the size of a page."""
    answer = make_client(fetch_max_bytes=1000).post(f"{API}/articles", content=json.dumps(body), headers=JSON)

    assert status == answer.status_code
    assert [field] == [fault["field"] for fault in answer.json()["errors"]]


def test_the_broker_may_be_away(make_client: Callable[..., TestClient]) -> None:
    """What is handed in waits in the ledger, and reading goes on."""
    client = make_client(broker_url="redis+socket:///nonexistent/valkey.sock")

    assert 202 == client.post(f"{API}/submissions", json={"url": GOOD}).status_code
    assert GOOD == client.get(f"{API}/submissions").json()["items"][0]["url"]
    assert (200, 503) == (client.get("/healthz").status_code, client.get("/readyz").status_code)
    assert "ledger" in client.get("/readyz").json()["broker"]


def test_too_much_that_waits_is_told_with_a_time_to_come_back(make_client: Callable[..., TestClient]) -> None:
    """429 takes nothing, says when to ask again, and lets what is small enough in."""
    client = make_client(unfinished_limit=100)
    many = [f"https://kabarlereng.example/berita/{n}" for n in range(101)]
    refused = client.post(f"{API}/submissions", json={"urls": many})
    taken = client.post(f"{API}/submissions", json={"urls": many[:100]})
    full = client.post(f"{API}/articles", json={"text": "Sepatah kata."})

    assert (429, 202, 429) == (refused.status_code, taken.status_code, full.status_code)
    assert "60" == refused.headers["Retry-After"]
    assert "SARING_UNFINISHED_LIMIT" in refused.json()["detail"]
    assert "100 submissions wait" in full.json()["detail"]
    assert 100 == taken.json()["accepted"]
