"""Recognisable secrets in every place that holds one, every part at its most talkative, and things going wrong.

What is written down or shown afterwards is searched for them: logs, events, the ledger, pages, answers, the terminal.
`tests/integration/web/test_secrets.py` has API keys and process arguments.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
import redis
from celery import Celery
from starlette.testclient import TestClient
from support.cli import Cli
from support.plant import LONG
from support.receiver import happen
from support.site import Answer, Site

from config.celery import celery_settings
from config.settings import load
from worker.engine import Engine
from worker.local.ports import free_port
from worker.local.process import Child
from worker.local.stack import flower_command, scheduler_command, web_command, worker_command
from worker.local.valkey import EmbeddedValkey
from worker.queue import Queue
from worker.store import ledger
from worker.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.settings import Settings

VALKEY, STORE, FLOWER, HOOK, QUERY, USER = (f"rahasia-{name}-7106512" for name in ("vk", "pg", "fl", "wh", "qy", "us"))
PLANTED = (VALKEY, STORE, FLOWER, HOOK, QUERY, USER)
HOST = "pagi.example"
AWAY = f"postgresql+psycopg://saring:{STORE}@127.0.0.1:1/saring?sslpassword={QUERY}"


def leaks(text: str) -> list[str]:
    """The secrets that stand in a text."""
    return [one for one in PLANTED if one in text]


@pytest.fixture
def guarded(folder: Path) -> Iterator[Settings]:
    """A Valkey that asks for a password, and the settings of whoever knows it, with every log at DEBUG."""
    valkey = EmbeddedValkey(load(data_dir=folder))
    valkey.start()
    with redis.Redis(unix_socket_path=str(folder / "valkey.sock")) as client:
        client.config_set("requirepass", VALKEY)
    with Site({f"{HOST}/1": Answer(b"", status=500)}) as site:
        yield load(
            data_dir=folder,
            broker_url=f"redis+socket://:{VALKEY}@{folder / 'valkey.sock'}",
            index_url=f"unix://:{VALKEY}@{folder / 'valkey.sock'}",
            flower_basic_auth=f"meja:{FLOWER}",
            flower_port=free_port(),
            web_port=free_port(),
            log_level="DEBUG",
            deliver_seconds=1,
            retry_seconds=0,
            worker_concurrency=1,
            connect_to=site.connect_to([HOST]),
        )
    valkey.stop()


def until(met: Any) -> None:
    """Wait for something."""
    deadline = time.monotonic() + LONG
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def shown(url: str, *, word: str = "", accept: str = "text/html") -> str:
    """What a service answers, whatever its status; "" while it does not."""
    request = urllib.request.Request(url, headers={"Accept": accept})  # noqa: S310 - loopback
    if word:
        request.add_header("Authorization", f"Basic {base64.b64encode(word.encode()).decode()}")
    try:
        with urllib.request.urlopen(request, timeout=30) as got:  # noqa: S310 - as above
            return str(got.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode() or str(error.code)
    except OSError:
        return ""


@pytest.mark.slow
def test_a_running_stack_that_loses_its_valkey(guarded: Settings) -> None:
    """Worker, scheduler, web and Flower work, fail, and lose the server: no log, page or event bears a secret."""
    app = Celery("saring", set_as_current=False)
    app.conf.update(celery_settings(guarded))
    engine = Engine(guarded, queue=Queue(app))
    engine.db.migrate()
    environment = guarded.environment() | {"REMAP_SIGTERM": "SIGQUIT", "FLOWER_BASIC_AUTH": f"meja:{FLOWER}"}
    commands = {"worker": worker_command, "beat": scheduler_command, "web": web_command, "flower": flower_command}
    children = [
        Child(name, make(guarded), guarded.data_dir / f"{name}.log", environment) for name, make in commands.items()
    ]
    events: list[str] = []
    found = ""
    with app.connection_for_read() as connection:
        receiver = app.events.Receiver(connection, handlers={"*": lambda event: events.append(json.dumps(event))})
        listening = threading.Thread(target=_listen, args=(receiver,), daemon=True)
        listening.start()
        try:
            for child in children:
                child.start()
            hook = engine.subscriptions.add(f"https://tiada.example/{HOOK}?kunci={HOOK}")
            engine.intake.urls([f"http://{HOST}/1", f"http://{USER}:{USER}@{HOST}/2"])
            happen(engine.db, 1)
            until(lambda: _tried(engine) and events and shown(f"{guarded.flower}/", word=f"meja:{FLOWER}"))
            flower = f"{guarded.flower}/api/workers?refresh=1"
            pages = [f"{guarded.flower}/{page}" for page in ("workers", "tasks", "broker")] + [flower]
            found += "".join(shown(page, word=f"meja:{FLOWER}") for page in pages)
            found += shown(f"{guarded.flower}/")
            _kill_valkey(guarded)
            until(lambda: "onnection" in children[0].log.read_text() and "rror" in children[0].log.read_text())
            for page in ("/", "/readyz", "/metrics", "/submissions", "/api/v1/submissions", "/docs"):
                found += shown(f"http://127.0.0.1:{guarded.web_port}{page}")
            time.sleep(2)
        finally:
            for child in children:
                child.kill()
            engine.close()
            app.close()
    logs = {child.name: child.log.read_text(errors="replace") for child in children}
    with closing(Engine(guarded)) as after, after.db.read() as conn:
        rows = str(ledger.page(conn))

    assert {name: [] for name in logs} == {name: leaks(text) for name, text in logs.items()}
    assert hook.secret not in "".join(logs.values()) + found + str(events)
    assert any("task-received" in event for event in events)
    assert "onnection" in logs["worker"]
    assert len(found) > 10_000
    assert [] == leaks(found)
    assert [] == leaks("".join(events))
    assert [] == leaks(rows)


def _listen(receiver: Any) -> None:
    """Take events until the server goes."""
    try:
        receiver.capture(limit=None, timeout=None, wakeup=False)
    except Exception:  # noqa: BLE001 - the server is killed on purpose
        return


def _tried(engine: Engine) -> bool:
    """Whether the page and the webhook were tried."""
    with engine.db.read() as conn:
        tried = all(row.attempts for row in ledger.page(conn))
    return tried and "tiada.example" in (engine.subscriptions.every()[0].webhook.reason or "")


def _kill_valkey(settings: Settings) -> None:
    """Stop the server as its owner could, from outside."""
    with redis.Redis.from_url(settings.index) as client:
        client.shutdown(nosave=True)


@pytest.mark.parametrize("part", [worker_command, web_command], ids=["worker", "web"])
def test_a_store_that_is_away_when_a_part_starts(folder: Path, part: Any) -> None:
    """It says so and ends; neither the sentence nor a traceback names the password."""
    wanted = load(data_dir=folder, store_url=AWAY, log_level="DEBUG", broker_url=f"redis://:{VALKEY}@127.0.0.1:1/0")
    done = subprocess.run(
        part(wanted), env=os.environ | wanted.environment(), capture_output=True, text=True, check=False, timeout=LONG
    )
    assert 0 != done.returncode
    assert "can't be opened" in done.stdout + done.stderr
    assert [] == leaks(done.stdout + done.stderr)


COMMANDS = (
    "doctor", "submissions", "clusters", "verify", "reindex", "retry 1", "webhooks list", "keys list", "feeds list",
    f"add http://meja:{USER}@{HOST}/1", f"feeds read http://meja:{USER}@{HOST}/rss", "reclean",
)  # fmt: skip


@pytest.mark.parametrize("away", ["valkey", "store"])
def test_the_terminal(folder: Path, away: str) -> None:
    """Whatever is asked for while a server with a password is away, the answer does not name it."""
    given = {"store_url": AWAY} if away == "store" else {}
    cli = Cli(load(data_dir=folder, broker_url=f"redis://meja:{VALKEY}@127.0.0.1:1/0", **given))
    said = ""
    for command in COMMANDS:
        for form in ([], ["--json"]):
            cli(*command.split(), *form)
            said += cli.out + cli.err
    cli.close()

    assert "127.0.0.1" in said
    assert [] == leaks(said)


def test_settings_that_are_wrong(folder: Path) -> None:
    """A program that is started with malformed settings names them, and shows none."""
    wrong = {
        "BROKER_URL": f"redis://:a/{VALKEY}@127.0.0.1:1",
        "STORE_URL": STORE,
        "FLOWER_PORT": FLOWER,
        "QUERRY": QUERY,
    }
    environment = os.environ | {f"SARING_{name}": value for name, value in wrong.items()}
    for command in (["-m", "worker.cli.main", "doctor"], ["-m", "celery", "-A", "worker", "report"]):
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=folder, capture_output=True, text=True, check=False
        )
        assert 0 != done.returncode
        assert "SARING_BROKER_URL" in done.stdout + done.stderr
        assert [] == leaks(done.stdout + done.stderr)


def test_what_flower_and_celery_tell_of_the_configuration() -> None:
    """The broker's password is masked in what workers answer to whoever asks them for their settings."""
    made = Celery("saring", set_as_current=False)
    made.conf.update(celery_settings(load(broker_url=f"redis://meja:{VALKEY}@127.0.0.1:1/0")))

    assert "127.0.0.1" in str(made.conf.table(with_defaults=True))
    assert [] == leaks(str(made.conf.table(with_defaults=True)) + made.conf.humanize() + made.bugreport())
    made.close()


@pytest.mark.parametrize("message", ["database or disk is full", "Rusak"])
def test_a_store_that_fails_as_a_secret_is_written(
    engine: Engine, caplog: pytest.LogCaptureFixture, message: str
) -> None:
    """SQLAlchemy's errors would name what was to be written: a webhook's secret, or a whole page."""
    caplog.set_level(logging.DEBUG)
    with engine.db.write() as conn:
        for table in ("webhook", "api_key", "submission"):
            conn.exec_driver_sql(
                f"CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(FAIL, '{message}'); END"
            )
    with TestClient(create_app(engine), base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        hooked = client.post("/api/v1/webhooks", json={"url": "http://93.184.215.14/"})
        pushed = client.post("/api/v1/articles", json={"text": f"Kalimat {USER} ini cukup.", "url": f"http://{HOST}/1"})
        page = client.post("/submissions", data={"urls": f"http://{HOST}/{QUERY}"}, headers={"Accept": "text/html"})
    said = caplog.text + hooked.text + pushed.text + page.text

    assert 500 <= hooked.status_code
    assert 500 <= pushed.status_code
    assert message in caplog.text
    assert "whsec_" not in said
    assert [] == leaks(said)
