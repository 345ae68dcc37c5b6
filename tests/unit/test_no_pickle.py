"""Nothing that is read here can run what somebody else wrote."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from config.celery import celery_settings
from config.settings import load
from worker.local.stack import flower_command

ROOT = Path(__file__).parents[2]
FILES = sorted(path for part in ("config", "tasks", "worker") for path in (ROOT / part).rglob("*.py"))
RUNS_WHAT_IT_READS = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "jsonpickle",
}
CALLS = {"eval", "exec", "compile", "__import__"}


def _imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_runs_what_it_reads(path: Path) -> None:
    """No pickle or relative of it, no evaluated text, no shell, no array file that holds objects."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert set() == _imported(tree) & RUNS_WHAT_IT_READS
    assert set() == {call.func.id for call in calls if isinstance(call.func, ast.Name)} & CALLS
    said = {
        (word.arg, word.value.value) for call in calls for word in call.keywords if isinstance(word.value, ast.Constant)
    }
    assert not {("allow_pickle", True), ("shell", True)} & said


def test_messages_are_json_only() -> None:
    """A message from a broker that somebody else can write to is data and nothing more."""
    settings = celery_settings(load())

    assert ["json"] == list(settings["accept_content"])
    assert {"json"} == {settings[name] for name in settings if name.endswith("_serializer")}


def test_flower_keeps_nothing_in_a_shelf() -> None:
    """Its history on disk would be a pickle."""
    assert not [part for part in flower_command(load()) if part.startswith(("--persistent", "--db"))]
    assert "--persistent" not in (ROOT / "docker-compose.yml").read_text(encoding="utf-8").replace("`--persistent`", "")
