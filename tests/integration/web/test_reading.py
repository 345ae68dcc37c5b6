import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from worker import views
from worker.engine import Engine
from worker.model.article import Cleaned
from worker.store import articles, ledger, listing
from worker.web.schemas import Cluster

API = "/api/v1"


def _json(view: Any) -> Any:
    return json.loads(json.dumps(view))


def test_a_cluster_is_given_whole(reader: TestClient, library: Engine) -> None:
    """The documented schema leaves nothing out of the view, and the pipeline put the right articles in."""
    answer = reader.get(f"{API}/clusters/1").json()

    with library.db.read() as conn:
        assert _json(views.cluster(conn, 1)) == answer
    assert _json(Cluster.model_validate(answer).model_dump(mode="json")) == answer
    assert [1, 2, 3] == [one["id"] for one in answer["articles"]]
    assert [1, 2] == [i for i in answer["version_groups"][0]["articles"] if i != 3]  # 3 may count as the same text
    assert 1 == answer["first_teller"]["article"]


def test_an_article_is_given_whole(reader: TestClient, library: Engine) -> None:
    """Text, raw text and every stretch that was taken out come along."""
    answer = reader.get(f"{API}/articles/1").json()

    with library.db.read() as conn:
        stored = articles.get(conn, 1)
    assert stored is not None
    assert _json(views.article(stored)) == answer
    assert "readalso" in {part["kind"] for part in answer["removed"]}
    assert "Baca juga" not in answer["text"]


def test_a_comparison_is_given_whole(reader: TestClient, library: Engine) -> None:
    """A pair is weighed for whoever asks, in the order in which it was asked."""
    answer = reader.get(f"{API}/compare?a=3&b=1").json()

    assert _json(library.compare(3, 1)) == answer
    assert (3, 1, True) == (answer["a"]["id"], answer["b"]["id"], answer["together"])
    assert answer["shared_passages"]


def test_a_submission_is_given_whole(reader: TestClient, library: Engine) -> None:
    """The ledger's row says what became of what was handed in."""
    answer = reader.get(f"{API}/submissions/6").json()

    with library.db.read() as conn:
        row = ledger.get(conn, 6)
    assert row is not None
    assert _json(views.submission(row)) == answer
    assert ("rejected", "forbidden_address") == (answer["verdict"], answer["outcome"])


def test_an_old_number_answers_with_the_cluster_of_today(reader: TestClient) -> None:
    """Article 3 might have been a cluster of its own once, and its number still leads to where it is now."""
    answer = reader.get(f"{API}/clusters/3").json()

    assert (1, 3) == (answer["id"], answer["asked_as"])


def test_pages_of_clusters_show_each_once(reader: TestClient, library: Engine) -> None:
    """Walking by the cursor gives the same rows in the same order as asking for all at once."""
    walked, cursor = [], ""
    while cursor is not None:
        page = reader.get(f"{API}/clusters", params={"limit": 1, "cursor": cursor}).json()
        walked += page["items"]
        cursor = page["next"]

    with library.db.read() as conn:
        assert _json([views.cluster_line(row) for row in listing.clusters(conn)]) == walked
    assert 3 == len(walked)


def test_pages_of_submissions_show_each_once(reader: TestClient) -> None:
    """Walking by the cursor gives every row once, newest first; what is no cursor is named as the field at fault."""
    walked: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = reader.get(f"{API}/submissions", params={"limit": 4, "cursor": cursor}).json()
        walked += [one["id"] for one in page["items"]]
        cursor = page["next"]
    refused = reader.get(f"{API}/submissions", params={"cursor": "4"})

    assert [6, 5, 4, 3, 2, 1] == walked
    assert (422, "cursor") == (refused.status_code, refused.json()["errors"][0]["field"])


@pytest.mark.parametrize(
    ("found", "query"),
    [([1], "min_size=2"), ([1], "min_outlets=3"), ([], "min_size=4"), ([5, 4, 1], "min_size=1")],
)
def test_clusters_are_filtered(reader: TestClient, found: list[int], query: str) -> None:
    """Filters stand in the address."""
    assert found == [one["id"] for one in reader.get(f"{API}/clusters?{query}").json()["items"]]


def test_submissions_are_filtered(reader: TestClient) -> None:
    """By verdict and by state."""
    assert [6] == [one["id"] for one in reader.get(f"{API}/submissions?verdict=rejected").json()["items"]]
    assert [] == reader.get(f"{API}/submissions?state=parked").json()["items"]


def test_an_article_on_its_way_is_not_shown_yet(client: TestClient) -> None:
    """What was written but has no cluster yet is named as such, for reading and for comparing."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    cleaned = Cleaned(is_article=True, title="Jembatan Bambu Selesai", text="Jembatan bambu selesai dibangun warga.")
    with engine.db.write() as conn:
        number = articles.put(conn, "text:1", cleaned, signature=b"", submission_id=None, now=1.0).id

    for path in (f"{API}/articles/{number}", f"{API}/compare?a={number}&b={number}"):
        answer = client.get(path)
        assert 404 == answer.status_code
        assert "still on its way" in answer.json()["detail"]
    assert 404 == client.get(f"{API}/clusters/{number}").status_code
