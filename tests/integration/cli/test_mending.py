from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import redis
from support.cli import Cli

from config.settings import load
from worker.model.submission import SubmissionKind, Wanted
from worker.model.verdict import Verdict
from worker.store import ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stopped(folder: Path) -> Iterator[Cli]:
    """The command line in a folder where nothing runs."""
    made = Cli(load(data_dir=folder))
    yield made
    made.close()


def states(cli: Cli) -> dict[str, str]:
    """What the doctor says of each part."""
    return {one["name"]: one["state"] for one in cli.json("doctor")}


def mended(cli: Cli, name: str) -> str:
    """How the doctor would mend a part."""
    return next(str(one["mend"]) for one in cli.json("doctor") if one["name"] == name)


def test_the_doctor_names_the_root_and_not_its_followers(stopped: Cli) -> None:
    """Where nothing runs, Valkey is the fault; what hangs on it is not looked at, and nothing else is wrong."""
    found = states(stopped)
    assert 1 == stopped.code
    assert ["valkey"] == [name for name, state in found.items() if state == "fail"]
    assert {"index", "clock", "persistence", "eviction", "workers"} == {n for n, s in found.items() if s == "skip"}
    assert "saring up" in mended(stopped, "valkey")


def test_the_doctor_wraps_its_lines(stopped: Cli) -> None:
    """Every fault and its mending can be read on a narrow terminal."""
    assert [] == [line for line in stopped("doctor", width=80).splitlines() if len(line) > 80]
    assert "FAIL" in stopped.out


def test_the_doctor_sees_an_index_of_other_parameters(filled: Cli) -> None:
    """It names the difference and the command that mends it, and that command does."""
    other = Cli(filled.settings.model_copy(update={"window_days": 7}))
    assert "fail" == states(other)["index"]
    assert "saring reindex" in other("doctor")
    assert "The index holds 12 articles." in other("reindex")
    assert "ok" == states(other)["index"]
    other.close()


def test_the_doctor_sees_an_index_that_was_lost(filled: Cli) -> None:
    """An empty index beside a full store is a Valkey that lost its data."""
    filled.engine.redis.flushall()
    [found] = [one for one in filled.json("doctor") if one["name"] == "index"]
    assert ("warn", True) == (found["state"], "the next article has it refilled" in found["said"])
    assert "saring reindex" in found["mend"]
    before = filled("export")
    assert {"articles": 12} == filled.json("reindex")
    assert "ok" == states(filled)["index"]
    assert before == filled("export")


def test_the_doctor_sees_a_valkey_that_throws_away(cli: Cli, valkey_url: str) -> None:
    """Another eviction policy than noeviction would drop parts of queue and index."""
    with redis.Redis.from_url(valkey_url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        try:
            assert "fail" == states(cli)["eviction"]
        finally:
            client.config_set("maxmemory-policy", "noeviction")
    assert ("ok", "ok") == (states(cli)["eviction"], states(cli)["persistence"])


def test_the_doctor_sees_what_waits_too_long_and_what_is_parked(cli: Cli) -> None:
    """Work that no sweep picked up betrays a scheduler that stands still; parked rows want a person."""
    assert ("ok", "ok") == (states(cli)["scheduler"], states(cli)["parked"])
    now = time.time()
    with cli.engine.db.write() as conn:
        ledger.submit(conn, Wanted(SubmissionKind.URL, "kabar.example/1", "http://kabar.example/1"), now - 3600)
        row, _ = ledger.submit(conn, Wanted(SubmissionKind.URL, "kabar.example/2", "http://kabar.example/2"), now)
        held = ledger.claim(conn, row.id, now=now, lease_seconds=60, task_id="t")
        assert held
        assert ledger.finish(conn, held, Verdict.PARKED, now=now, reason="The server is gone (tried 5 times)")
    assert ("fail", "warn") == (states(cli)["scheduler"], states(cli)["parked"])
    assert "retry --all-parked" in mended(cli, "parked")


def test_the_doctor_sees_a_service_for_others_without_a_key(stopped: Cli) -> None:
    """Bound to more than loopback it refuses to start; on loopback none is asked for."""
    assert "ok" == states(stopped)["keys"]
    open_to_all = Cli(stopped.settings.model_copy(update={"web_host": "0.0.0.0"}))  # noqa: S104 - nothing is bound
    assert "fail" == states(open_to_all)["keys"]
    assert "saring keys add NAME" in mended(open_to_all, "keys")
    open_to_all("keys", "add", "Sekar")
    assert "ok" == states(open_to_all)["keys"]
    open_to_all("keys", "revoke", "Sekar")
    assert "fail" == states(open_to_all)["keys"]
    open_to_all.close()


def test_reindex_starts_the_embedded_valkey_where_none_runs(stopped: Cli) -> None:
    """It needs nothing but the store, and leaves no server behind."""
    assert {"articles": 0} == stopped.json("reindex")
    assert not stopped.settings.valkey_socket.exists()


def test_reindex_of_a_server_elsewhere_says_that_it_is_gone(folder: Path) -> None:
    """An index that the settings name is not replaced by an embedded one in silence."""
    cli = Cli(load(data_dir=folder, index_url="redis://127.0.0.1:1"))
    cli("reindex")
    assert (1, True) == (cli.code, "No Valkey answers" in cli.err)
    cli.close()
