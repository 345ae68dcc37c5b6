"""Keys: who may come in where the service binds more than loopback."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient
from support.doors import ELSEWHERE
from support.routes import routes

from worker.store import api_keys
from worker.web.keys import KeysMissingError, digest, made

if TYPE_CHECKING:
    from worker.engine import Engine

API = "/api/v1"
MakeClient = Callable[..., TestClient]


def bearer(key: str) -> dict[str, str]:
    """The header that bears a key."""
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("host", [ELSEWHERE, "::", "192.168.1.5", "saring.example", "::ffff:127.0.0.1x", ""])
def test_no_service_without_a_key(make_client: MakeClient, host: str) -> None:
    """Bound to more than loopback it does not start as long as anybody could come in; it says how to go on."""
    with pytest.raises(KeysMissingError, match=r"saring keys add NAME.*SARING_WEB_HOST to 127\.0\.0\.1"):
        make_client(web_host=host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_loopback_asks_for_nothing(make_client: MakeClient, host: str) -> None:
    """On loopback whoever has the machine has the service."""
    client = make_client(web_host=host)

    assert 200 == client.get(f"{API}/clusters").status_code
    assert 404 == client.get("/sign-in").status_code


def test_a_revoked_key_is_none(make_client: MakeClient) -> None:
    """A service whose last key was revoked does not start again."""
    inside: Engine = make_client().app.state.engine  # type: ignore[attr-defined]
    with inside.db.write() as conn:
        api_keys.add(conn, "Sekar", digest(made()), now=1)
        api_keys.revoke(conn, "Sekar", now=2)
    with pytest.raises(KeysMissingError):
        make_client(web_host=ELSEWHERE)


def test_every_route_asks_for_a_key(door: tuple[TestClient, str]) -> None:
    """All but the probes, the style sheet and the sign-in page, with whatever method; new routes are found here."""
    client, _ = door
    client.headers["Accept"] = "application/json"
    near = ["/nowhere", "/metrics", "//healthz", "/healthz/", "/healthz/x", "/HEALTHZ", "/static/../clusters"]
    asked = {*routes(client.app), *(("GET", path) for path in near)}  # type: ignore[arg-type]
    answered = {
        (method, path): client.request(method, path.replace("{id}", "1"), follow_redirects=False).status_code
        for method, path in asked
        if path not in ("/healthz", "/readyz", "/sign-in")
    }

    assert len(answered) > 20
    assert {401} == set(answered.values()), answered


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/saring.css"])
def test_probes_stay_open(door: tuple[TestClient, str], path: str) -> None:
    """A supervisor has no key."""
    assert 200 == door[0].get(path).status_code


def test_a_key_opens(door: tuple[TestClient, str]) -> None:
    """Reading and handing in, for as long as it is not revoked."""
    client, key = door
    said = client.post(f"{API}/submissions", json={"url": "https://kabar.example/a"}, headers=bearer(key))
    read = client.get(f"{API}/submissions", headers={"Authorization": f"bearer  {key} "})
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    with engine.db.write() as conn:
        api_keys.revoke(conn, "Sekar", now=engine.clock())

    assert (202, 200) == (said.status_code, read.status_code)
    assert 401 == client.get(f"{API}/submissions", headers=bearer(key)).status_code


def test_wrong_keys(door: tuple[TestClient, str]) -> None:
    """Nothing near a key opens, its digest least of all; the answer says what to do and nothing of the key."""
    client, key = door
    wrong = ["", "x", key[:-1], key + "x", key.upper(), digest(key), made(), "é", "\x00", f"{key},{key}", "x" * 100_000]
    for one in wrong:
        answer = client.get(f"{API}/clusters", headers={"Authorization": b"Bearer " + one.encode()})  # type: ignore[dict-item]
        assert (401, "Bearer") == (answer.status_code, answer.headers["www-authenticate"])
        assert "application/problem+json" == answer.headers["content-type"]
        assert "saring keys add" in answer.json()["detail"]
    for header in (f"Basic {key}", key, f"Token {key}"):
        assert 401 == client.get(f"{API}/clusters", headers={"Authorization": header}).status_code
    assert 401 == client.get(f"{API}/clusters?key={key}&access_token={key}").status_code


def test_refusals_bear_the_security_headers(door: tuple[TestClient, str]) -> None:
    """What is said before the door is guarded like the rest."""
    answer = door[0].get(f"{API}/clusters")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "nosniff" == answer.headers["x-content-type-options"]


def test_a_store_that_is_away_opens_nothing(door: tuple[TestClient, str]) -> None:
    """Without the digests nobody is let in, and 503 says that trying again may help."""
    client, key = door
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    engine.db.close()
    path = engine.settings.data_dir / "saring.db"
    path.unlink()
    path.mkdir()

    assert 503 == client.get(f"{API}/clusters", headers=bearer(key)).status_code
    assert 401 == client.get(f"{API}/clusters").status_code
