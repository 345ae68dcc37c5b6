"""The commands of docs/api.md do what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from support.stories import TWELVE

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from worker.engine import Engine

GUIDE = Path(__file__).parents[3] / "docs" / "api.md"
HERE = "localhost:8000"


def commands() -> list[list[str]]:
    """Every curl of the guide that speaks to the service as `saring up` starts it, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [words for words in lines if words[:1] == ["curl"] and any(word.startswith(HERE) for word in words)]


def test_every_command_of_the_guide_works(client: TestClient) -> None:
    """What is shown can be pasted: each command, in order, against a service that knows the twelve stories."""
    engine: Engine = client.app.state.engine  # type: ignore[attr-defined]
    pushed = [
        {"url": f"https://{one.key.replace('/', '.example/')}", "title": one.title, "text": one.text} for one in TWELVE
    ]
    for one in client.post("/api/v1/submissions", json={"articles": pushed}).json()["items"]:
        engine.pipeline.run(one["submission"]["id"])
    asked = commands()
    for words in asked:
        [url] = [word for word in words if word.startswith(HERE)]
        body = words[words.index("--json") + 1] if "--json" in words else None
        method = words[words.index("-X") + 1] if "-X" in words else "GET" if body is None else "POST"
        headers = dict([words[words.index("-H") + 1].split(": ", 1)]) if "-H" in words else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer = client.request(method, url.removeprefix(HERE), content=body, headers=headers)
        assert answer.status_code < 300, (words, answer.text)

    assert len(asked) > 15
