"""The sign-in page: a key becomes a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.doors import OURS, PAGE

from worker.store import api_keys
from worker.web.keys import COOKIE

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

API = "/api/v1"


def test_people_sign_in(door: tuple[TestClient, str]) -> None:
    """A page leads to the sign-in page, the key becomes a cookie that scripts and other sites don't see, and goes."""
    client, key = door
    asked = client.get("/clusters?min_size=2", headers=PAGE, follow_redirects=False)
    form = client.get(asked.headers["location"], headers=PAGE)
    posted = client.post(
        "/sign-in", data={"key": key, "next": "/clusters?min_size=2"}, headers=OURS, follow_redirects=False
    )
    cookie = posted.headers["set-cookie"]

    assert (303, "/sign-in?next=%2Fclusters%3Fmin_size%3D2") == (asked.status_code, asked.headers["location"])
    assert 'value="/clusters?min_size=2"' in form.text
    assert (303, "/clusters?min_size=2") == (posted.status_code, posted.headers["location"])
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert 200 == client.get("/clusters", headers=PAGE).status_code
    assert "/sign-out" in client.get("/clusters", headers=PAGE).text
    left = client.post("/sign-out", headers=OURS, follow_redirects=False)
    assert (303, "/sign-in") == (left.status_code, left.headers["location"])
    assert 303 == client.get("/clusters", headers=PAGE, follow_redirects=False).status_code


def test_a_cookie_ends_with_its_key(door: tuple[TestClient, str]) -> None:
    """Whoever is signed in with a revoked key is out."""
    client, key = door
    client.post("/sign-in", data={"key": key}, headers=OURS)
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    with engine.db.write() as conn:
        api_keys.revoke(conn, "Sekar", now=engine.clock())

    assert 303 == client.get("/clusters", headers=PAGE, follow_redirects=False).status_code


def test_a_cookie_is_secure_over_tls(door: tuple[TestClient, str]) -> None:
    """Behind a proxy that speaks TLS a browser never sends it in the clear."""
    client, key = door
    client.base_url = "https://127.0.0.1:8000"
    answer = client.post(
        "/sign-in", data={"key": key}, headers={**PAGE, "Origin": "https://127.0.0.1:8000"}, follow_redirects=False
    )

    assert "Secure" in answer.headers["set-cookie"]


def test_another_site_neither_signs_in_nor_acts(door: tuple[TestClient, str]) -> None:
    """A form of another site is refused although the browser bore the cookie."""
    client, key = door
    client.cookies.set(COOKIE, key)
    theirs = {**PAGE, "Origin": "https://jahat.example"}

    for path in ("/submissions", "/sign-in", "/sign-out"):
        assert 403 == client.post(path, data={"urls": "https://kabar.example/a"}, headers=theirs).status_code
    assert [] == client.get(f"{API}/submissions").json()["items"]


def test_a_wrong_key_is_told_so(door: tuple[TestClient, str]) -> None:
    """The page comes again, without the key that was typed."""
    client, _ = door
    answer = client.post("/sign-in", data={"key": "saring_salah<b>", "next": "/docs"}, headers=OURS)

    assert 401 == answer.status_code
    assert "saring_salah" not in answer.text
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "wanted",
    [
        "https://jahat.example/",
        "//jahat.example/",
        "/\\jahat.example",
        "\\\\jahat.example",
        "/\t/jahat.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "/ /jahat.example",
        "",
        "clusters",
    ],
)
def test_signing_in_leads_nowhere_else(door: tuple[TestClient, str], wanted: str) -> None:
    """A link to the sign-in page can't send people on to another site."""
    client, key = door
    posted = client.post("/sign-in", data={"key": key, "next": wanted}, headers=OURS, follow_redirects=False)
    form = client.get("/sign-in", params={"next": wanted}, headers=PAGE)

    assert (303, "/") == (posted.status_code, posted.headers["location"])
    assert 'name="next" value="/"' in form.text
    assert "jahat" not in form.text.partition("<form")[2].partition("</form>")[0]
