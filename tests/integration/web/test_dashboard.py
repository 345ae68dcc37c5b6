"""The dashboard's questions are PromQL, and ask for what /metrics gives."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from support.parts import Letterbox

from config.settings import load
from worker.engine import Engine
from worker.stages import Stage
from worker.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator

DASHBOARD = Path(__file__).parents[3] / "deploy" / "grafana" / "saring.json"
ADDED = {"job", "instance"}
"""Labels that Prometheus adds to what it scrapes."""


def targets() -> list[Any]:
    """Every question of the dashboard, by its panel."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return [
        pytest.param(target["expr"], target.get("legendFormat", ""), id=f"{panel['title']}-{place}")
        for panel in panels
        for place, target in enumerate(panel.get("targets", ()))
    ]


@pytest.fixture(scope="module")
def given(shared_valkey: str) -> dict[str, set[str]]:
    """The labels of each sample of /metrics, of a service that has seen everything once."""
    with tempfile.TemporaryDirectory(prefix="sd", dir="/tmp") as folder:
        settings = load(
            data_dir=folder, index_url=shared_valkey, broker_url=shared_valkey.replace("unix:", "redis+socket:")
        )
        engine = Engine(settings, queue=Letterbox())
        with TestClient(create_app(engine), base_url="http://127.0.0.1:8000") as client:
            engine.meter.stages({stage.value: 0.1 for stage in Stage})
            engine.meter.fetch("ok")
            engine.meter.task("ingest.url", "new")
            engine.subscriptions.add("https://newsroom.example/")
            families = list(text_string_to_metric_families(client.get("/metrics").text))
        engine.close()
    labels: dict[str, set[str]] = {}
    for family in families:
        for sample in family.samples:
            labels.setdefault(sample.name, set()).update(sample.labels)
    return labels


def walked(node: Any) -> Iterator[Any]:
    """A parsed question and all of its parts."""
    yield node
    below = [getattr(node, name, None) for name in ("expr", "lhs", "rhs", "vector_selector")]
    for part in [*below, *getattr(node, "args", ())]:
        if part is not None:
            yield from walked(part)


@pytest.mark.parametrize(("question", "legend"), targets())
def test_a_question_is_sound_and_asks_for_what_is_there(given: dict[str, set[str]], question: str, legend: str) -> None:
    """A renamed metric or label leaves an empty panel that nobody notices; so does a faulty question."""
    nodes = list(walked(promql_parser.parse(question.replace("$job", "saring"))))
    selectors = [node for node in nodes if isinstance(node, promql_parser.VectorSelector)]
    grouped = {
        label for node in nodes if (by := getattr(node, "modifier", None)) for label in getattr(by, "labels", ())
    }

    assert selectors
    for one in selectors:
        assert one.name in given
        asked = {matcher.name for matcher in one.matchers.matchers} | grouped
        assert set() == asked - given[one.name] - ADDED, one.name
    assert set() == set(re.findall(r"{{(\w+)}}", legend)) - grouped


def test_a_question_of_another_metric_would_be_noticed(given: dict[str, set[str]]) -> None:
    """The parser refuses what Prometheus refuses: a rate needs a span."""
    with pytest.raises(ValueError, match="expected type matrix"):
        promql_parser.parse("rate(saring_tasks_total)")
    assert "saring_waiting" in given
    assert "saring_nowhere" not in given
