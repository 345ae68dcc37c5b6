"""Who else carries the report of a page: one call by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update
from support.stories import TWELVE

from worker.model.verdict import State, Verdict
from worker.store.schema import SUBMISSION

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

ASKED = "/api/v1/carriers"
FIRE = "https://kabarbukit.example/fire"


def take_in(client: TestClient, *stories: int) -> None:
    """Take some of the twelve stories through the pipeline."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    for number in stories:
        one = TWELVE[number]
        pushed = {"url": f"https://{one.key.replace('/', '.example/')}", "title": one.title, "text": one.text}
        answer = client.post("/api/v1/articles", json=pushed).json()
        engine.pipeline.run(answer["submission"]["id"])


def test_one_call_tells_who_else_carries_it(client: TestClient) -> None:
    """The article, the others of its report, and the whole cluster, whatever form the address has."""
    take_in(client, 0, 1, 4)
    found = client.get(ASKED, params={"url": f"{FIRE}?utm_source=kabar"}).json()

    assert FIRE == found["article"]["url"]
    assert ["https://wartateluk.example/fire"] == [one["url"] for one in found["others"]]
    assert client.get(f"/api/v1/clusters/{found['article']['cluster']}").json() == found["cluster"]


def test_a_page_that_is_not_there_says_why(client: TestClient) -> None:
    """Never handed in, on its way, or no article: three different things for whoever asks."""
    never = client.get(ASKED, params={"url": FIRE})
    client.post("/api/v1/submissions", json={"url": FIRE})
    waiting = client.get(ASKED, params={"url": FIRE})
    no_url = client.get(ASKED, params={"url": "berkas"})

    assert (404, True) == (never.status_code, "was handed in" in never.json()["detail"])
    assert (404, True) == (waiting.status_code, "on its way (submission 1)" in waiting.json()["detail"])
    assert (422, "url") == (no_url.status_code, no_url.json()["errors"][0]["field"])


def test_a_page_that_led_to_no_article_says_what_became_of_it(client: TestClient) -> None:
    """The ledger's reason, and where to look."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    client.post("/api/v1/submissions", json={"url": FIRE})
    with engine.db.write() as conn:
        ended = {"state": State.DONE, "verdict": Verdict.NOT_ARTICLE, "reason": "The page is a list."}
        conn.execute(update(SUBMISSION).values(ended))
    gone = client.get(ASKED, params={"url": FIRE})

    assert 404 == gone.status_code
    assert "It led to no article: The page is a list. See submission 1." == gone.json()["detail"]
