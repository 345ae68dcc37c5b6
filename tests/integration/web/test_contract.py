"""Whatever the description allows, and much that it does not, is answered without a fault of ours."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from support.parts import Letterbox
from support.stories import TWELVE

from config.settings import load
from worker.engine import Engine
from worker.intake import article_key
from worker.model.submission import Pushed
from worker.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark import ParameterSet
    from schemathesis import BaseSchema, Case

HERE = "http://127.0.0.1:8000"
STORED = 14
"""Numbers that have an article, and two that have none."""
EXAMPLES = 12
"""Requests of each kind to each operation; seeded, so that they are the same each time."""


@pytest.fixture(scope="module")
def api(shared_valkey: str) -> Iterator[BaseSchema]:
    """The description of a service that knows the twelve stories, what somebody said of them, and a submission."""
    with tempfile.TemporaryDirectory(prefix="sc", dir="/tmp") as folder:
        engine = Engine(
            load(data_dir=folder, index_url=shared_valkey, broker_url=shared_valkey.replace("unix:", "redis+socket:")),
            queue=Letterbox(),
        )
        app = create_app(engine)
        engine.db.migrate()
        pushed = [
            Pushed(key=article_key(url=url), url=url, title=one.title, text=one.text)
            for one in TWELVE
            if (url := f"https://{one.key.replace('/', '.example/')}")
        ]
        for one in engine.intake.pushed(pushed):
            assert one.submission
            engine.pipeline.run(one.submission.id)
        engine.opine(1, 2, same=True, by="Rini")
        yield schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": "127.0.0.1:8000"})
        engine.close()


def operations() -> list[ParameterSet]:
    """Method and path of everything that is described; no store is needed to know it."""
    with tempfile.TemporaryDirectory(prefix="sc", dir="/tmp") as folder:
        paths = create_app(Engine(load(data_dir=folder))).openapi()["paths"]
    return [
        pytest.param(method.upper(), path, mode, id=f"{method.upper()} {path}, {mode.value}")
        for path, methods in paths.items()
        for method, one in methods.items()
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or one.get("parameters") or one.get("requestBody")
    ]


def met(given: object) -> object:
    """Every second number of an article, cluster or submission becomes one that is there."""
    if isinstance(given, dict):
        for name in ("id", "a", "b", "article", "cluster"):
            if type(given.get(name)) is int and given[name] % 2:
                given[name] = given[name] % STORED + 1
    return given


@pytest.mark.parametrize(("method", "path", "mode"), operations())
def test_every_operation_keeps_to_its_description(
    api: BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    """No 5xx, and no status or body that the description does not know, whether it allows the request or not."""

    @given(case=api[path][method].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case) -> None:
        case.path_parameters, case.query, case.body = map(met, (case.path_parameters, case.query, case.body))
        if path.endswith("/events"):  # it would be told for ever
            case.headers = {**(case.headers or {}), "Accept": "application/json"}
            case.query = {**(case.query or {}), "wait": 0}
        case.call_and_validate(
            base_url=HERE, checks=[not_a_server_error, status_code_conformance, response_schema_conformance]
        )

    ask()
