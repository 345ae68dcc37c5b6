from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from worker.cli.main import app

DOC = (Path(__file__).parents[3] / "docs" / "cli.md").read_text()
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]
HEAVY = {"worker.engine", "celery", "sqlalchemy", "datasketch", "fastapi", "pydantic", "trafilatura"}
WITHOUT_JSON = {"web"}
"""It runs, and prints nothing."""


def test_help_loads_no_engine() -> None:
    """`saring --help` answers at once, so nothing heavy may be imported for it."""
    code = "import sys, worker.cli.main; print(*{name.partition('.')[0] for name in sys.modules}, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set() == HEAVY & set(done.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented(name: str) -> None:
    """docs/cli.md has a section for each command, which names each of its options."""
    section = re.search(rf"^### {name}$(.*?)(?=^##|\Z)", DOC, re.MULTILINE | re.DOTALL)
    assert section
    options = {opt for param in COMMANDS[name].params for opt in param.opts if opt.startswith("--")}
    assert set() == {opt for opt in options - {"--json", "--help"} if opt not in section[1]}
    assert COMMANDS[name].help


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - WITHOUT_JSON))
def test_every_command_speaks_json(name: str) -> None:
    """Programs can ask for JSON everywhere."""
    assert any("--json" in param.opts for param in COMMANDS[name].params)
