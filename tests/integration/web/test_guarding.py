import json
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from worker import views
from worker.engine import Engine

API = "/api/v1"


class FaultyEngine(Engine):
    """An engine with a fault in it."""

    def compare(self, a: int, b: int) -> views.View | None:
        """Fail as a bug would."""
        raise RuntimeError(f"a secret of the inside: {a} {b}")


@pytest.mark.parametrize("path", ["/", f"{API}/clusters", "/healthz", "/static/saring.css"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "x@127.0.0.1"])
def test_foreign_names_are_not_answered(reader: TestClient, path: str, host: str) -> None:
    """A page that points its own name at loopback reads nothing (DNS rebinding)."""
    answer = reader.get(path, headers={"Host": host})

    assert 421 == answer.status_code
    assert "SARING_WEB_HOST" in answer.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_names_of_loopback_are_answered(reader: TestClient, host: str) -> None:
    """With any port: a tunnel may lead here."""
    assert 200 == reader.get("/healthz", headers={"Host": host}).status_code


@pytest.mark.parametrize("path", ["/submissions", f"{API}/submissions", f"{API}/articles"])
def test_pages_of_other_sites_change_nothing(client: TestClient, path: str) -> None:
    """A form on another site that posts here is refused before it is read."""
    answer = client.post(path, content=b"urls=https://a.example/", headers={"Origin": "https://evil.example"})

    assert 403 == answer.status_code
    assert [] == client.get(f"{API}/submissions").json()["items"]


@pytest.mark.parametrize("path", ["/", "/clusters/1", "/nowhere", f"{API}/clusters/1", f"{API}/nowhere", "/docs"])
def test_every_answer_bears_the_security_headers(reader: TestClient, path: str) -> None:
    """No scripts, no frames, no sniffing, no address told to others."""
    headers = reader.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "script" not in headers["content-security-policy"]
    assert ("nosniff", "same-origin") == (headers["x-content-type-options"], headers["referrer-policy"])


def test_a_fault_tells_nothing_of_the_inside(
    make_client: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
) -> None:
    """The asker gets a problem without internals; the log gets the traceback."""
    client = make_client(FaultyEngine)
    body = {"text": "Jembatan gantung Cisarua diperbaiki warga dengan bambu. " * 5}
    number = client.post(f"{API}/articles", json=body).json()["submission"]["id"]
    client.app.state.engine.pipeline.run(number)  # type: ignore[attr-defined]

    answer = client.get(f"{API}/compare?a=1&b=1")

    assert (500, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert "secret" not in answer.text
    assert "a secret of the inside" in caplog.text
    assert "nosniff" == answer.headers["x-content-type-options"]


def test_a_store_that_is_away_is_said_so(make_client: Callable[..., TestClient]) -> None:
    """503 says that trying again may help; the probe tells the same truth."""
    client = make_client()
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    engine.db.close()
    path = engine.settings.data_dir / "saring.db"
    path.unlink()
    path.mkdir()

    answer = client.get(f"{API}/clusters")
    page = client.get("/clusters")

    assert (503, 503) == (answer.status_code, page.status_code)
    assert "store does not answer" in answer.json()["detail"]
    assert "store does not answer" in page.text
    assert (503, "failing") == (client.get("/readyz").status_code, client.get("/readyz").json()["status"])


def test_too_large_a_body_is_refused(make_client: Callable[..., TestClient]) -> None:
    """By the length that it says it has, and by counting where it says none."""
    client = make_client(fetch_max_bytes=1000)
    large = json.dumps({"url": "https://a.example/" + "x" * 5000}).encode()

    def pieces() -> Iterator[bytes]:
        yield from (large[at : at + 100] for at in range(0, len(large), 100))

    kind = {"Content-Type": "application/json"}
    said = client.post(f"{API}/submissions", content=large, headers=kind)
    counted = client.post(f"{API}/submissions", content=pieces(), headers=kind)

    assert (413, 413) == (said.status_code, counted.status_code)
    assert "4000 bytes" in said.json()["detail"]


@pytest.mark.parametrize(
    ("status", "path"),
    [
        (404, "/clusters/77"),
        (404, "/articles/77"),
        (404, "/submissions/77"),
        (404, "/compare?a=1&b=77"),
        (404, "/nowhere"),
        (422, "/clusters/0"),
        (422, "/clusters/x"),
        (422, "/clusters/2147483648"),
        (422, "/clusters?limit=0"),
        (422, "/clusters?cursor=x"),
        (422, "/submissions?state=lost"),
        (422, "/compare?a=1"),
        (405, "/compare"),
    ],
)
def test_errors_have_one_form(reader: TestClient, status: int, path: str) -> None:
    """Whatever is wrong comes as a problem with a sentence."""
    answer = reader.request("PUT" if status == 405 else "GET", f"{API}{path}")

    assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    problem = answer.json()
    assert status == problem["status"]
    assert problem["title"]
    assert problem["detail"]


def test_a_service_for_others_answers_to_any_name(door: tuple[TestClient, str]) -> None:
    """Its public names are not known here; keys stand before it."""
    assert 200 == door[0].get("/healthz", headers={"Host": "saring.example"}).status_code
