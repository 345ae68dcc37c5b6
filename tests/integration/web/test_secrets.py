"""Secrets stay where they are kept: no answer, log line, argument or error bears one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from support.doors import ELSEWHERE

from config.settings import SettingsError, load
from worker.local.stack import flower_command, scheduler_command, web_command, worker_command
from worker.store.database import Database, StoreError

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

SECRET = "rahasia-7106512"  # noqa: S105 - it is looked for
STORE = f"postgresql+psycopg://saring:{SECRET}@127.0.0.1:1/saring"


def test_processes_bear_no_secret_in_their_arguments() -> None:
    """Whoever may list processes sees every argument."""
    settings = load(
        store_url=STORE,
        broker_url=f"redis://:{SECRET}@127.0.0.1:1/0",
        flower_basic_auth=f"meja:{SECRET}",
        flower_host=ELSEWHERE,
    )
    commands = [make(settings) for make in (worker_command, scheduler_command, web_command, flower_command)]

    assert SECRET not in str(commands)
    assert SECRET not in repr(settings.flower_basic_auth)


def test_a_store_that_is_away_keeps_its_password() -> None:
    """The sentence names the store without it."""
    db = Database(STORE)
    with pytest.raises(StoreError) as caught:
        db.migrate()

    assert SECRET not in str(caught.value)
    assert SECRET not in str(db)


def test_a_malformed_secret_is_not_repeated() -> None:
    """An error in a setting names the setting and not what was put into it."""
    with pytest.raises(SettingsError) as caught:
        load(web_port=f"{SECRET}", flower_basic_auth=SECRET)

    assert SECRET not in str(caught.value)


def test_keys_are_in_no_log_and_no_answer(door: tuple[TestClient, str], caplog: pytest.LogCaptureFixture) -> None:
    """Neither the key that opens nor a wrong one comes back or is written down."""
    client, key = door
    caplog.set_level(logging.DEBUG)
    page = {"Accept": "text/html"}
    answers = [
        client.get("/api/v1/clusters", headers={"Authorization": f"Bearer {one}"}) for one in (key, f"{key}{SECRET}")
    ]
    answers += [client.get("/nowhere", headers={**page, "Authorization": f"Bearer {key}"})]
    answers += [client.post("/sign-in", data={"key": f"{key}{SECRET}"}, headers={"Origin": "http://127.0.0.1:8000"})]

    assert [200, 401, 404, 401] == [answer.status_code for answer in answers]
    for answer in answers:
        assert key not in answer.text
        assert SECRET not in answer.text
    assert key not in caplog.text
    assert SECRET not in caplog.text
