import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from worker.web.wishes import PushedArticle, Wish


def _refs(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_refs, part.values()))
    return set().union(*map(_refs, part)) if isinstance(part, list) else set()


def test_the_description_is_whole(reader: TestClient) -> None:
    """Every reference meets a schema, and every operation says that errors come as problems."""
    schema = reader.get("/openapi.json").json()

    models = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert _refs(schema) <= models
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    assert operations
    for one in operations:
        assert ["application/problem+json"] == list(one["responses"]["default"]["content"])
        assert one["description"]


@pytest.mark.parametrize("model", [Wish, PushedArticle])
def test_examples_are_valid(model: type[Wish | PushedArticle]) -> None:
    """What the documentation shows can be sent."""
    assert model.model_validate(model.model_config["json_schema_extra"]["example"])  # type: ignore[index,call-overload]


def test_every_schema_has_an_example_that_fits_it(reader: TestClient) -> None:
    """What is shown can be relied on, from single fields to whole answers."""
    schema = reader.get("/openapi.json").json()

    for name, model in schema["components"]["schemas"].items():
        shown = [model["example"]] if "example" in model else model["examples"]
        assert shown, name
        validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": schema["components"]})
        assert [] == [f"{name}: {error.message}" for one in shown for error in validator.iter_errors(one)]


def test_posts_that_store_say_that_they_take_a_key(client: TestClient) -> None:
    """Those that do are those that say so: a repeated request is marked as such."""
    paths = client.get("/openapi.json").json()["paths"]
    said = {
        path
        for path, methods in paths.items()
        if any(one["name"] == "Idempotency-Key" for one in methods.get("post", {}).get("parameters", []))
    }
    bodies = {
        "/api/v1/submissions": {"url": "https://kabarbukit.example/1"},
        "/api/v1/articles": {"text": "Sebuah teks."},
        "/api/v1/check": {"text": "Sebuah teks."},
    }
    kept = {
        path
        for path, body in bodies.items()
        if [client.post(path, json=body, headers={"Idempotency-Key": path}) for _ in range(2)][1].headers.get(
            "idempotency-replayed"
        )
    }

    assert {"/api/v1/submissions", "/api/v1/articles", "/api/v1/opinions"} == said
    assert said - {"/api/v1/opinions"} == kept


def test_every_problem_that_is_described_has_an_example_that_fits(reader: TestClient) -> None:
    """A client can be written against the errors as well, and each bears the status that it stands under."""
    schema = reader.get("/openapi.json").json()
    fits = Draft202012Validator({"$ref": "#/components/schemas/Problem", "components": schema["components"]})
    seen = set()
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            for status, response in one["responses"].items():
                if status.isdigit() and int(status) >= 400:
                    example = response["content"]["application/problem+json"]["example"]
                    assert [] == list(fits.iter_errors(example)), (method, path, status)
                    assert int(status) == example["status"]
                    seen.add(int(status))

    assert {404, 409, 410, 413, 415, 422, 429, 501, 503} == seen


def test_a_service_without_keys_describes_how_they_would_be_sent(reader: TestClient) -> None:
    """And asks for none."""
    schema = reader.get("/openapi.json").json()

    assert ("http", "bearer") == tuple(
        schema["components"]["securitySchemes"]["key"][name] for name in ("type", "scheme")
    )
    assert "security" not in schema
    assert "401" not in str(schema["paths"]["/api/v1/clusters"]["get"]["responses"].keys())


def test_a_service_with_keys_says_what_asks_for_one(door: tuple[TestClient, str]) -> None:
    """Everything but the probes, as it is: each described operation is asked without a key."""
    client, key = door
    schema = client.get("/openapi.json", headers={"Authorization": f"Bearer {key}"}).json()
    closed, refused = set(), set()
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            where = path.replace("{id}", "1").replace("{what}", "articles").replace("{form}", "csv")
            answer = client.request(method, where)
            closed |= {(method, path)} if one.get("security", schema["security"]) else set()
            refused |= {(method, path)} if answer.status_code == 401 else set()
            assert ("401" in one["responses"]) == (answer.status_code == 401), (method, path)

    assert refused == closed
    assert ("get", "/healthz") not in refused


def test_the_page_lists_every_operation(reader: TestClient) -> None:
    """/docs needs no other host, and leaves nothing out."""
    schema = reader.get("/openapi.json").json()
    page = reader.get("/docs").text

    for path, methods in schema["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page


def test_the_guide_names_every_operation(reader: TestClient) -> None:
    """docs/api.md and the routes are one list."""
    guide = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([A-Z]+ [^`?]+)", guide, re.MULTILINE))

    schema = reader.get("/openapi.json").json()
    assert {f"{method.upper()} {path}" for path, methods in schema["paths"].items() for method in methods} == named
