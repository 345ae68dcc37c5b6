"""Webhooks over the API, and the real worker telling them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.receiver import happen

from worker.store import deliveries, webhooks
from worker.store.deliveries import DeliveryState

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

URL = "https://newsroom.example/hooks/saring"
HOOKS = "/api/v1/webhooks"


def engine_of(client: TestClient) -> Engine:
    """The engine behind a client."""
    found: Engine = client.app.state.engine  # type: ignore[attr-defined]
    return found


def test_a_webhook_is_added_read_and_removed(client: TestClient) -> None:
    """The secret is in the first answer and in no other."""
    made = client.post(HOOKS, json={"url": URL, "types": ["cluster.grew", "cluster.grew"]})
    where = made.headers["Location"]
    secret = made.json()["secret"]
    rest = [client.get(where).text, client.get(HOOKS).text]

    assert 201 == made.status_code
    assert secret.startswith("whsec_")
    assert not [text for text in rest if secret in text]
    assert made.json() == client.get(where).json() | {"secret": secret}
    assert (["cluster.grew"], True, 0) == tuple(made.json()[name] for name in ("types", "active", "waiting"))
    assert 204 == client.delete(where).status_code
    assert [404, 404, 404, 404] == [
        client.delete(where).status_code,
        client.get(where).status_code,
        client.get(f"{where}/deliveries").status_code,
        client.post(f"{where}/retry").status_code,
    ]


@pytest.mark.parametrize(
    ("field", "wish"),
    [
        ("url", {"url": "http://169.254.169.254/latest"}),
        ("url", {"url": "http://receiver.example:8080/"}),
        ("url", {"url": "file:///etc/hosts"}),
        ("after", {"url": URL, "after": 99}),
        ("types.0", {"url": URL, "types": ["article.read"]}),
        ("hook", {"url": URL, "hook": 1}),
    ],
)
def test_a_wish_that_can_not_be_names_its_field(client: TestClient, field: str, wish: dict[str, object]) -> None:
    """Nothing is stored, and the sentence says what to do."""
    refused = client.post(HOOKS, json=wish)

    assert (422, field) == (refused.status_code, refused.json()["errors"][0]["field"])
    assert [] == client.get(HOOKS).json()["items"]


def test_deliveries_are_listed_page_by_page_and_retried(client: TestClient) -> None:
    """The newest first; what was parked waits again."""
    where = client.post(HOOKS, json={"url": URL}).headers["Location"]
    db = engine_of(client).db
    happen(db, 5)
    with db.write() as conn:
        [hook] = webhooks.every(conn)
        deliveries.hand_out(conn, hook, now=0.0)
        for delivery, _ in deliveries.due(conn, hook.id, now=0.0, limit=3):
            deliveries.note(conn, delivery, DeliveryState.PARKED, now=0.0, reason="The receiver said 500.")
    first = client.get(f"{where}/deliveries?limit=3").json()
    rest = client.get(f"{where}/deliveries?limit=3&cursor={first['next']}").json()
    parked = client.get(f"{where}/deliveries?state=parked").json()

    assert [5, 4, 3] == [row["event"] for row in first["items"]]
    assert ([2, 1], None) == ([row["event"] for row in rest["items"]], rest["next"])
    assert [3, 2, 1] == [row["event"] for row in parked["items"]]
    assert (2, 3) == tuple(client.get(where).json()[state] for state in ("waiting", "parked"))
    assert [{"again": 1}, {"again": 2}, {"again": 0}] == [
        client.post(f"{where}/retry{only}").json() for only in ("?event=2", "", "")
    ]
