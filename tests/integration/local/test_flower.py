"""A real Flower beside a real worker: tasks are found by submission and URL, and nothing can be changed."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from support.plant import LONG, Plant
from support.site import Site, articles
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.local.ports import free_port
from worker.local.stack import Stack
from worker.web.flower import search_link, task_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.settings import Settings
    from worker.local.process import Child

pytestmark = pytest.mark.slow
CORPUS = Writer(21).corpus(6)
COLUMNS = ("name", "uuid", "state", "kwargs", "result", "received", "runtime")
USER_AND_WORD = "redaksi:saring-sebelum-sharing"


def ask(
    url: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of an answer."""
    request = urllib.request.Request(url, data=body, headers=headers or {})  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=30) as got:  # noqa: S310 - as above
            return got.status, got.read().decode(), dict(got.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def searched(settings: Settings, words: str) -> list[dict[str, Any]]:
    """What Flower's page of tasks lists for a search."""
    query = {"draw": 1, "start": 0, "length": 50, "search[value]": words, "order[0][column]": 0, "order[0][dir]": "asc"}
    query |= {f"columns[{at}][data]": name for at, name in enumerate(COLUMNS)}
    status, text, _ = ask(f"{settings.flower}/tasks/datatable?{urlencode(query)}")
    assert status == 200
    found: list[dict[str, Any]] = json.loads(text)["data"]
    return found


def flower(settings: Settings) -> Child:
    """Flower as `saring up` starts it, running and answering."""
    child = Stack(settings, parts=("flower",)).children["flower"]
    child.start()
    until = time.monotonic() + LONG
    while True:
        assert child.alive(), child.tail(30)
        assert time.monotonic() < until
        try:
            if ask(f"{settings.flower}/healthcheck")[0] == 200:
                return child
        except OSError:
            time.sleep(0.1)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Plant, list[int]]]:
    """A worker that took six articles and a page that is none, watched by Flower from the beginning."""
    folder = tmp_path_factory.mktemp("f")
    with Site(articles(CORPUS)) as site:
        settings = load(
            data_dir=folder,
            connect_to=site.connect_to(OUTLETS),
            host_rate=1000,
            host_burst=1000,
            flower_port=free_port("127.0.0.1"),
        )
        with Plant(settings) as plant:
            watching = flower(settings)
            try:
                plant.start_worker()
                numbers = plant.queue([article.url for article in CORPUS])
                plant.until(lambda: not plant.pending())
                plant.until(
                    lambda: all(len(searched(settings, f"kwargs:submission={n} state:SUCCESS")) for n in numbers)
                )
                yield plant, numbers
            finally:
                watching.stop(10)


def test_a_task_is_found_by_its_submission(seen: tuple[Plant, list[int]]) -> None:
    """Exactly that one; its result says the verdict and where the time went."""
    plant, numbers = seen
    [task] = searched(plant.settings, f"kwargs:submission={numbers[2]}")

    assert ("ingest.url", "SUCCESS") == (task["name"], task["state"])
    assert "'verdict': 'new'" in task["result"] or "'verdict': 'version'" in task["result"]
    assert all(f"'{stage}_seconds'" in task["result"] for stage in ("fetch", "clean", "sign", "meet", "judge", "close"))
    assert plant.rows([numbers[2]])[0].task_id == task["uuid"]


def test_a_task_is_found_by_its_url(seen: tuple[Plant, list[int]]) -> None:
    """By the whole URL exactly, and by any part of it."""
    plant, numbers = seen
    url = plant.rows([numbers[0]])[0].url
    [exact] = searched(plant.settings, f'kwargs:"url={url}"')

    assert f"'submission': {numbers[0]}," in exact["kwargs"]
    assert exact["uuid"] in {task["uuid"] for task in searched(plant.settings, url.split("//")[1][:30])}
    assert len(numbers) == len(searched(plant.settings, "name:ingest.url result:verdict"))


def test_pages_and_flower_link_to_each_other(seen: tuple[Plant, list[int]]) -> None:
    """From the ledger to the task, and from the task back to the submission."""
    plant, numbers = seen
    [row] = plant.rows([numbers[1]])
    status, page, _ = ask(task_link(plant.settings, row.task_id))

    assert 200 == status
    assert f'<a href="http://127.0.0.1:8000/submissions/{row.id}">' in page
    assert 200 == ask(search_link(plant.settings, row.id))[0]


@pytest.mark.parametrize(
    "path",
    [
        "/api/worker/shutdown/celery@any",
        "/api/worker/pool/grow/celery@any?n=9",
        "/api/task/revoke/0d9f?terminate=true",
        "/api/task/apply/upkeep.requeue",
        "/api/task/async-apply/upkeep.requeue",
        "/api/task/send-task/upkeep.requeue",
        "/api/task/rate-limit/ingest.url",
    ],
)
def test_nothing_can_be_changed(seen: tuple[Plant, list[int]], path: str) -> None:
    """Whatever could stop a worker, start a task or revoke one is refused."""
    plant, _ = seen

    assert 403 == ask(f"{plant.settings.flower}{path}", body=b"{}")[0]


def test_no_other_site_reads_along(seen: tuple[Plant, list[int]]) -> None:
    """No origin is allowed, and a foreign name for this machine is refused with all that it asked for."""
    plant, _ = seen
    url = f"{plant.settings.flower}/api/tasks"
    status, text, headers = ask(url, headers={"Origin": "https://elsewhere.example"})
    foreign = ask(url, headers={"Host": "rebound.example:5555"})
    local = ask(url, headers={"Host": "localhost:1"})

    assert (200, True) == (status, "ingest.url" in text)
    assert not [name for name in headers if name.startswith("Access-Control")]
    assert (421, False) == (foreign[0], "ingest" in foreign[1])
    assert 200 == local[0]


def test_nothing_is_kept_as_a_pickle(seen: tuple[Plant, list[int]]) -> None:
    """Flower's history is in its memory; a file of pickles would run what somebody writes into it."""
    plant, _ = seen

    assert not list(plant.settings.data_dir.glob("flower*"))


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    """Without it neither pages nor API answer; with it any name will do, as behind a proxy."""
    settings = load(
        data_dir=tmp_path,
        broker_url="redis+socket:///nonexistent/valkey.sock",
        flower_port=free_port("127.0.0.1"),
        flower_basic_auth=USER_AND_WORD,
    )
    watching = flower(settings)
    try:
        url = f"{settings.flower}/tasks"
        right = {"Authorization": f"Basic {base64.b64encode(USER_AND_WORD.encode()).decode()}"}
        answers = [ask(url)[0], ask(url, headers=right)[0], ask(url, headers=right | {"Host": "newsroom.example"})[0]]
        log = watching.log.read_text()
    finally:
        watching.stop(10)

    assert [401, 200, 200] == answers
    assert USER_AND_WORD not in log
