"""The OpenAPI description: what FastAPI makes of the routes, with our errors in it, and rows for the page at /docs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from worker.web.cursor import HIGHEST_ID
from worker.web.openapi_errors import with_errors
from worker.web.problems import PROBLEM_JSON, Problem
from worker.web.routes import KEY_HEADER

if TYPE_CHECKING:
    from fastapi import FastAPI

ONCE = ("/api/v1/submissions", "/api/v1/articles", "/api/v1/opinions")
"""Where the routes are of the class `worker.web.routes.Once`."""
_KEY = {
    "name": KEY_HEADER,
    "in": "header",
    "required": False,
    "description": "A word of your own for this request: sent again within 24 hours it is not done again, and gets the "
    "same answer.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$", "examples": ["2026-11-20-batch-7"]},
}
_REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the page at /docs.

    Attributes:
        method: GET, POST, ….
        path: its path.
        summary: what it does, in a sentence.
        more: the rest of its description.
        parameters: name, place, type and description of each.
        body: an example of what it takes, as JSON; "" when it takes none.
        answer: status and example of what it gives.
    """

    method: str
    path: str
    summary: str
    more: str
    parameters: tuple[tuple[str, str, str, str], ...]
    body: str
    answer: tuple[str, str]


def describe(app: FastAPI, *, keyed: bool) -> None:
    """Let the application describe itself with problem+json as the form of every error.

    Args:
        app: the application.
        keyed: whether it asks for keys.
    """

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            found = with_errors(_with_keys(_with_problems(found)), keyed=keyed, once=ONCE)
            app.openapi_schema = _with_examples(found)
        return app.openapi_schema

    # FastAPI's documented way to change it
    app.openapi = openapi  # type: ignore[method-assign]


def operations(schema: dict[str, Any]) -> list[Operation]:
    """The operations of a description, in its order."""
    return [
        _operation(schema, method, path, one)
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]


def _with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    models = schema["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        models.pop(unused, None)
    problem = Problem.model_json_schema(ref_template=_REF)
    models |= problem.pop("$defs") | {"Problem": problem}
    content = {PROBLEM_JSON: {"schema": {"$ref": _REF.format(model="Problem")}}}
    for methods in schema["paths"].values():
        for one in methods.values():
            one["responses"] = {s: r for s, r in one["responses"].items() if s < "4"}
            one["responses"]["default"] = {"description": "What went wrong, and how to mend it.", "content": content}
    return schema


def _with_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """Say which posts take an idempotency key: all that store something."""
    for path, methods in schema["paths"].items():
        if "post" in methods and path.startswith(ONCE):
            methods["post"].setdefault("parameters", []).append(_KEY)
    return schema


def _with_examples(schema: dict[str, Any]) -> dict[str, Any]:
    """Give every schema an example; where none is written, it is put together from those of its fields."""
    for model in schema["components"]["schemas"].values():
        if not {"example", "examples"} & set(model):
            model["examples"] = [example(schema, model)]
    return schema


def _operation(schema: dict[str, Any], method: str, path: str, one: dict[str, Any]) -> Operation:
    summary, _, more = one.get("description", "").partition("\n")
    parameters = tuple(
        (p["name"], p["in"], _type(schema, p["schema"]), p["schema"].get("description") or p.get("description", ""))
        for p in one.get("parameters", [])
    )
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    status = next(iter(one["responses"]))
    given = one["responses"][status].get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=summary.strip(),
        more=more.strip(),
        parameters=parameters,
        body=_json(example(schema, body)) if body else "",
        answer=(status, _json(example(schema, given)) if given else ""),
    )


def example(schema: dict[str, Any], of: dict[str, Any]) -> Any:
    """An example of a schema, put together from those of its parts."""
    if "$ref" in of:
        return example(schema, schema["components"]["schemas"][of["$ref"].rpartition("/")[2]])
    if given := [of["example"]] if "example" in of else of.get("examples") or of.get("enum"):
        return given[0]
    if "anyOf" in of:
        return example(schema, of["anyOf"][0])
    if of.get("type") == "array":
        return [example(schema, of["items"])]
    if "properties" in of:
        return {name: example(schema, part) for name, part in of["properties"].items()}
    return {"integer": 1, "number": 0.5, "boolean": True, "string": "…", "object": {}}.get(of.get("type", ""))


def _type(schema: dict[str, Any], of: dict[str, Any]) -> str:
    if "$ref" in of:
        return _type(schema, schema["components"]["schemas"][of["$ref"].rpartition("/")[2]])
    if "anyOf" in of:
        return " or ".join(_type(schema, one) for one in of["anyOf"] if one.get("type") != "null")
    if of.get("enum"):
        return ", ".join(of["enum"])
    low, high = of.get("minimum"), of.get("maximum", HIGHEST_ID)
    return f"{of.get('type', 'any')}{f', {low} to {high}' if high != HIGHEST_ID else ''}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
