"""Asking twice: entity tags on reads, idempotency keys on posts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from support.clock import NOON, Clock

from worker.store import answered

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

API = "/api/v1"
READS = ["/clusters", "/clusters/1", "/articles", "/articles/1", "/submissions/1", "/compare?a=1&b=2", "/statistics"]


@pytest.mark.parametrize("path", READS)
def test_what_is_known_is_not_sent_again(reader: TestClient, path: str) -> None:
    """The same answer bears the same tag, and whoever names it gets 304 without a body."""
    first = reader.get(f"{API}{path}")
    tag = first.headers["etag"]

    assert tag == reader.get(f"{API}{path}").headers["etag"]
    for said in (tag, f'"other", W/{tag}', "*"):
        again = reader.get(f"{API}{path}", headers={"If-None-Match": said})
        assert (304, b"", tag) == (again.status_code, again.content, again.headers["etag"])
    assert 200 == reader.get(f"{API}{path}", headers={"If-None-Match": '"other"'}).status_code


def test_another_answer_bears_another_tag(reader: TestClient) -> None:
    """A tag stands for what is said, not for where."""
    assert reader.get(f"{API}/articles/1").headers["etag"] != reader.get(f"{API}/articles/2").headers["etag"]
    assert "etag" not in reader.get(f"{API}/articles/999").headers


def post(client: TestClient, key: str | None, wish: Any, path: str = "/submissions") -> Any:
    """Hand in under an idempotency key."""
    return client.post(f"{API}{path}", json=wish, headers={"Idempotency-Key": key} if key is not None else {})


def test_a_repeated_post_is_done_once_and_answered_alike(client: TestClient) -> None:
    """A client that heard no answer asks again and gets it, although `new` would be false by now."""
    wish = {"url": "https://kabarbukit.example/1"}
    first, again = post(client, "k1", wish), post(client, "k1", wish)

    assert 202 == first.status_code == again.status_code
    assert first.content == again.content
    assert again.json()["items"][0]["new"]
    assert "true" == again.headers["idempotency-replayed"]
    assert "idempotency-replayed" not in first.headers
    assert not post(client, None, wish).json()["items"][0]["new"]


def test_a_key_belongs_to_one_request(client: TestClient) -> None:
    """The same key with another body, or to another address, is a mistake that is told."""
    post(client, "k1", {"url": "https://kabarbukit.example/1"})

    for other in (
        post(client, "k1", {"url": "https://kabarbukit.example/2"}),
        post(client, "k1", {"url": "https://kabarbukit.example/1"}, "/articles"),
    ):
        assert (422, "idempotency_key_reused") == (other.status_code, other.json()["code"])
        assert "Idempotency-Key" == other.json()["errors"][0]["field"]


def test_what_was_refused_can_be_mended_under_the_same_key(client: TestClient) -> None:
    """A refused request did nothing, so its key is free."""
    assert 422 == post(client, "k1", {"url": "berkas"}).status_code
    assert 422 == post(client, "k1", {"alamat": "x"}).status_code
    assert 202 == post(client, "k1", {"url": "https://kabarbukit.example/1"}).status_code


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "kunci\u00e9"])
def test_a_key_that_is_none_is_told(client: TestClient, key: str) -> None:
    """The mend is in the answer."""
    answer = client.post(
        f"{API}/submissions",
        json={"url": "https://kabarbukit.example/1"},
        headers={"Idempotency-Key": key.encode("latin-1")},
    )

    assert (400, "Idempotency-Key") == (answer.status_code, answer.json()["errors"][0]["field"])


def test_requests_of_one_moment_are_done_once(client: TestClient) -> None:
    """Of several that come at once one is done; the others are told to wait, or get its answer."""
    wish = {"url": "https://kabarbukit.example/1", "again": True}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(client, "k1", wish), range(6)))

    done = [one for one in answers if one.status_code == 202]
    assert {202, 409} >= {one.status_code for one in answers}
    assert 1 == len({one.content for one in done})
    assert 1 == sum("idempotency-replayed" not in one.headers for one in done)


def test_answers_are_kept_for_a_day(engine: Engine) -> None:
    """Then they are swept, and a request whose process died frees its key much sooner."""
    with engine.db.write() as conn:
        assert answered.claim(conn, "a", "q", NOON) is None
        answered.keep(conn, "a", 202, b"{}")
        assert answered.claim(conn, "b", "q", NOON) is None
        known = answered.claim(conn, "a", "q", NOON + 86_399)
        pending = answered.claim(conn, "b", "q", NOON + 60)
        dead = answered.claim(conn, "b", "q", NOON + 121)
    engine.__dict__["clock"] = Clock(NOON + 86_401)
    engine.tidy()
    with engine.db.write() as conn:
        swept = answered.claim(conn, "a", "q", NOON + 10)
        left = answered.claim(conn, "b", "q", NOON + 122)

    assert known is not None
    assert (202, b"{}") == (known.status, known.body)
    assert pending is not None
    assert answered.PENDING == pending.status
    assert dead is None
    assert swept is None
    assert left is not None
