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


def test_a_method_that_an_address_does_not_know_is_told_which_it_knows(reader: TestClient) -> None:
    """RFC 9110 wants `Allow` with every 405."""
    found = {
        path: reader.request("PATCH", path).headers["allow"]
        for path in ("/api/v1/articles/1", "/api/v1/submissions", "/api/v1/events", "/clusters", "/healthz")
    }

    assert {
        "/api/v1/articles/1": "DELETE, GET, HEAD",
        "/api/v1/submissions": "GET, HEAD, POST",
        "/api/v1/events": "GET",
        "/clusters": "GET, HEAD",
        "/healthz": "GET, HEAD",
    } == found


@pytest.mark.parametrize("path", ["/", "/clusters/1", "/api/v1/clusters/1", "/healthz", "/api/v1/clusters/77"])
def test_head_is_get_without_its_body(reader: TestClient, path: str) -> None:
    """Monitors and link checkers ask so."""
    head, get = reader.head(path), reader.get(path)

    assert (get.status_code, b"") == (head.status_code, head.content)
    assert get.headers["content-length"] == head.headers["content-length"]
    assert get.headers.get("etag") == head.headers.get("etag")


def test_a_parameter_that_is_misspelt_is_refused(reader: TestClient) -> None:
    """Left out in silence, a filter lets everything through."""
    answer = reader.get("/api/v1/clusters", params={"outlets": "suarawanara.example"})
    exported = reader.get("/api/v1/exports/articles.jsonl", params={"onyl": "versions"})

    assert (422, "outlets") == (answer.status_code, answer.json()["errors"][0]["field"])
    assert "misspelt" in answer.json()["detail"]
    assert 422 == exported.status_code


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_said_to_be_json_is_refused(reader: TestClient, kind: str) -> None:
    """`curl -d` sends a form's type; the answer says what to send."""
    headers = {"Content-Type": kind} if kind else {}
    answer = reader.post("/api/v1/check", content=b'{"text": "Sebuah teks."}', headers=headers)

    assert (415, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert "Content-Type: application/json" in answer.json()["detail"]


def test_every_read_can_be_asked_again_for_nothing(reader: TestClient) -> None:
    """304 as long as nothing changed; all but what is streamed."""
    paths = reader.get("/openapi.json").json()["paths"]
    url = reader.get(f"{API}/articles/1").json()["url"]
    asked = {"/carriers": {"url": url}, "/compare": {"a": 1, "b": 5}, "/events": {"wait": 0}}
    reads = [path.removeprefix(API) for path, methods in paths.items() if "get" in methods and path.startswith(API)]
    for path in reads:
        where = f"{API}{path.replace('{id}', '1')}"
        if path.startswith(("/exports", "/webhooks/")):
            continue
        first = reader.get(where, params=asked.get(path))
        again = reader.get(where, params=asked.get(path), headers={"If-None-Match": first.headers["etag"]})

        assert (200, 304, b"") == (first.status_code, again.status_code, again.content), path

    assert len(reads) > 10
