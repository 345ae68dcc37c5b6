"""Reading on from the last change while articles come in, grow clusters and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.stories import TWELVE

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

API = "/api/v1"
START = "2020-01-01"


def take_in(client: TestClient, *stories: int) -> None:
    """Take some of the twelve stories through the pipeline."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    pushed = [
        {"url": f"https://{TWELVE[n].key.replace('/', '.example/')}", "title": TWELVE[n].title, "text": TWELVE[n].text}
        for n in stories
    ]
    answer = client.post(f"{API}/submissions", json={"articles": pushed}).json() if pushed else {"items": []}
    for one in answer["items"]:
        engine.pipeline.run(one["submission"]["id"])


def page(client: TestClient, cursor: str, limit: int = 2) -> tuple[list[dict[str, Any]], str]:
    """A page of the list of changes, and where the next one begins."""
    asked = {"changed_since": START, "limit": limit, "cursor": cursor}
    answer = client.get(f"{API}/clusters", params={name: value for name, value in asked.items() if value}).json()
    return answer["items"], answer["next"]


def test_who_reads_on_misses_no_cluster_and_sees_no_state_of_one_twice(client: TestClient) -> None:
    """Articles come in between any two pages, some into clusters that were read already, and one is removed."""
    arrivals = [(0, 5, 6), (1,), (7, 2), (8,), (3, 9), (), (4, 10, 11), ()]
    seen: list[tuple[int, str]] = []
    latest: dict[int, dict[str, Any]] = {}
    cursor = ""
    for stories in arrivals:
        take_in(client, *stories)
        found, cursor = page(client, cursor)
        seen += [(one["id"], one["changed"]) for one in found]
        latest |= {one["id"]: one for one in found}
    fire = max(latest.values(), key=lambda one: one["size"])
    client.delete(f"{API}/articles/{fire['id']}")
    while found:
        found, cursor = page(client, cursor)
        seen += [(one["id"], one["changed"]) for one in found]
        latest |= {one["id"]: one for one in found}
    today = client.get(f"{API}/clusters", params={"limit": 200}).json()["items"]

    assert len(seen) == len(set(seen))
    assert {one["id"]: one for one in today} == {n: one for n, one in latest.items() if n in {o["id"] for o in today}}
    assert len(today) > len(seen) / 2
    assert any(one["size"] > 1 for one in today)


def test_a_list_of_changes_can_always_be_asked_again(client: TestClient) -> None:
    """Before anything has happened, and at its end, `next` says where to go on."""
    _, start = page(client, "")
    take_in(client, 0)
    found, following = page(client, start)
    nothing, again = page(client, following)
    take_in(client, 5)
    fresh, _ = page(client, again)

    assert [1] == [one["id"] for one in found]
    assert ([], following) == (nothing, again)
    assert 1 == len(fresh)
    assert found[0]["changed"] < fresh[0]["changed"]


def test_what_changed_before_is_left_out(client: TestClient) -> None:
    """A moment counts itself in, to the millisecond that the list tells."""
    take_in(client, 0)
    take_in(client, 5)
    every, _ = page(client, "")
    later = client.get(f"{API}/clusters", params={"changed_since": every[1]["changed"]}).json()["items"]

    assert [every[1]["id"]] == [one["id"] for one in later if one["id"] != every[0]["id"]]
    assert [] == client.get(f"{API}/clusters", params={"changed_since": "2100-01-01"}).json()["items"]
