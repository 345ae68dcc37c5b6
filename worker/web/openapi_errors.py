"""Which problems an operation can end in, for the OpenAPI description: each with an example."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from worker.intake import IntakeFull
from worker.web.problems import PROBLEM_JSON, ProblemError, faulty, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_SCHEME = "key"
COOKIE_SCHEME = "session"
_REF = {"$ref": "#/components/schemas/Problem"}
_UNKNOWN_KEY = ProblemError(
    HTTPStatus.UNAUTHORIZED, "This needs a key: send “Authorization: Bearer …”, or sign in at /sign-in."
)
_NOT_THERE = ProblemError(HTTPStatus.NOT_FOUND, "There is no article 812; GET /api/v1/clusters lists what there is.")
_REMOVED = ProblemError(HTTPStatus.GONE, "Article 812 was removed on 2026-11-20; its URL may be handed in again.")
_LOST = ProblemError(HTTPStatus.GONE, "Events before 5120 are no longer kept; go on with after=5120.")
_ANSWERING = ProblemError(
    HTTPStatus.CONFLICT,
    "Idempotency-Key: the first request with this key is still being answered; ask again in a moment.",
    code="still_being_answered",
)
_LARGE = ProblemError(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is larger than 80000000 bytes; send it in parts."
)
_NO_JSON = ProblemError(
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as JSON, with Content-Type: application/json."
)
_INVALID = faulty([("limit", "input should be less than or equal to 200")], more=" /docs shows what is expected.")
_FULL = ProblemError(HTTPStatus.TOO_MANY_REQUESTS, str(IntakeFull(100_000, 100_000)))
_NO_PARQUET = ProblemError(
    HTTPStatus.NOT_IMPLEMENTED, "Parquet needs pyarrow: pip install 'saring[parquet]'.", code="missing_part"
)
_AWAY = unavailable()
SCHEMES: dict[str, Any] = {
    KEY_SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "`Authorization: Bearer saring_…`, a key that `saring keys add NAME` made. Asked for as soon as "
        "the service binds anything but loopback; on loopback it is not looked at.",
    },
    COOKIE_SCHEME: {
        "type": "apiKey",
        "in": "cookie",
        "name": "saring_key",
        "description": "The same key as the page /sign-in keeps it, for people.",
    },
}
"""How a key may be sent."""


def with_errors(schema: dict[str, Any], *, keyed: bool, once: tuple[str, ...]) -> dict[str, Any]:
    """Add to each operation what it can end in besides an answer, and how keys are sent.

    Args:
        schema: the description; changed in place.
        keyed: whether the service asks for keys.
        once: the beginnings of the paths whose posts take idempotency keys.
    """
    schema["components"]["securitySchemes"] = SCHEMES
    if keyed:
        schema["security"] = [{KEY_SCHEME: []}, {COOKIE_SCHEME: []}]
    for path, methods in schema["paths"].items():
        probe = not path.startswith("/api/")
        for method, one in methods.items():
            if keyed and path in ("/healthz", "/readyz"):
                one["security"] = []
            found = {} if probe else dict(_errors(path, method, one, once=once))
            if keyed and one.get("security") != []:
                found[HTTPStatus.UNAUTHORIZED] = ("There is no key, or one that opens nothing.", _UNKNOWN_KEY)
            default = one["responses"].pop("default")
            for status, (said, example) in sorted(found.items()):
                one["responses"].setdefault(str(status.value), _response(said, example))
            one["responses"]["default"] = default
    return schema


def _errors(
    path: str, method: str, one: dict[str, Any], *, once: tuple[str, ...]
) -> Iterator[tuple[HTTPStatus, tuple[str, ProblemError]]]:
    names = {parameter["name"] for parameter in one.get("parameters", [])}
    if (
        "{id}" in path
        or path.endswith("/carriers")
        or names & {"a", "b"}
        or (method == "post" and path.endswith("/opinions"))
    ):
        yield HTTPStatus.NOT_FOUND, ("There is no such thing, or an article is still on its way.", _NOT_THERE)
    if path.endswith(("/articles/{id}", "/compare")):
        yield HTTPStatus.GONE, ("The article was removed.", _REMOVED)
    if path.endswith("/events"):
        yield HTTPStatus.GONE, ("Events from there on are no longer kept, or never were.", _LOST)
    if method == "post" and path.startswith(once):
        yield HTTPStatus.CONFLICT, ("A request with the same idempotency key is still being answered.", _ANSWERING)
    if "requestBody" in one:
        yield HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ("The body is too large.", _LARGE)
        yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE, ("The body is not sent as JSON.", _NO_JSON)
    if names or "requestBody" in one:
        yield HTTPStatus.UNPROCESSABLE_ENTITY, ("A field is missing, malformed or unknown.", _INVALID)
    if method == "post" and path.endswith(("/submissions", "/articles")):
        yield HTTPStatus.TOO_MANY_REQUESTS, ("Too much is waiting; `Retry-After` says how long.", _FULL)
    if "{form}" in path:
        yield HTTPStatus.NOT_IMPLEMENTED, ("Parquet is asked for where pyarrow is not installed.", _NO_PARQUET)
    yield HTTPStatus.SERVICE_UNAVAILABLE, ("The store or the index does not answer.", _AWAY)


def _response(said: str, example: ProblemError) -> dict[str, Any]:
    return {
        "description": said,
        "content": {PROBLEM_JSON: {"schema": _REF, "example": example.problem.model_dump(mode="json")}},
    }
