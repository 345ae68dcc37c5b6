"""The host budget against a real Valkey."""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
import time

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from worker.fetch.budget import HostBudget

HOST = "contoh.example"


def test_burst_then_rate(valkey: redis.Redis) -> None:
    """The burst goes at once; each further caller is told its own, later slot."""
    budget = HostBudget(valkey)
    waits = [budget.reserve(HOST, 0.1, 3) for _ in range(6)]
    assert [0.0, 0.0, 0.0] == waits[:3]
    assert waits[3:] == pytest.approx([10, 20, 30], abs=2)


def test_hosts_do_not_share(valkey: redis.Redis) -> None:
    """One host's queue does not hold another's up."""
    budget = HostBudget(valkey)
    assert 0.0 == budget.reserve(HOST, 0.1, 1)
    assert budget.reserve(HOST, 0.1, 1) > 5
    assert 0.0 == budget.reserve("lain.example", 0.1, 1)
    assert 0.0 == budget.reserve(f"{HOST}:8080", 0.1, 1)


def test_the_balance_comes_back(valkey: redis.Redis) -> None:
    """Time pays the bucket back: after the wait that was told, the slot is there."""
    budget = HostBudget(valkey)
    budget.reserve(HOST, 10, 1)
    budget.reserve(HOST, 10, 1)
    time.sleep(0.25)
    assert 0.0 == budget.reserve(HOST, 10, 1)


def test_a_ticket_keeps_its_slot(valkey: redis.Redis) -> None:
    """A caller that comes back with its ticket reserves no second slot, however often it asks."""
    budget = HostBudget(valkey)
    assert 0.0 == budget.reserve(HOST, 0.1, 1, "satu")
    first = budget.reserve(HOST, 0.1, 1, "dua")
    again = [budget.reserve(HOST, 0.1, 1, "dua") for _ in range(5)]
    assert 5 < first <= 10
    assert all(5 < wait <= first for wait in again)
    assert budget.reserve(HOST, 0.1, 1, "tiga") == pytest.approx(first + 10, abs=2)


def test_a_ticket_is_good_once(valkey: redis.Redis) -> None:
    """When its slot is due, a ticket lets its caller through one time."""
    budget = HostBudget(valkey)
    budget.reserve(HOST, 4, 1)
    assert budget.reserve(HOST, 4, 1, "dua") > 0
    time.sleep(0.3)
    assert 0.0 == budget.reserve(HOST, 4, 1, "dua")
    valkey.hset("saring:host:{contoh.example}", "next", time.time() + 50)
    assert budget.reserve(HOST, 4, 1, "dua") > 40


def test_a_hold_stops_everyone(valkey: redis.Redis) -> None:
    """After a Retry-After nobody fetches before it is over, tickets of before included, and then one by one."""
    budget = HostBudget(valkey)
    budget.reserve(HOST, 1, 1)
    assert 0 < budget.reserve(HOST, 1, 1, "lama") <= 1
    budget.penalise(HOST, 60)
    waits = [budget.reserve(HOST, 1, 3, name) for name in ("lama", "a", "b")]
    assert waits == pytest.approx([60, 61, 62], abs=3)
    assert waits == sorted(waits)


def test_a_shorter_hold_does_not_shorten(valkey: redis.Redis) -> None:
    """The longest hold counts."""
    budget = HostBudget(valkey)
    budget.penalise(HOST, 100)
    budget.penalise(HOST, 1)
    assert budget.reserve(HOST, 1, 1) > 90


def test_nothing_stays_behind(valkey: redis.Redis) -> None:
    """Every key expires, a while after it has lost its meaning."""
    budget = HostBudget(valkey)
    for name in ("satu", "dua", "tiga"):
        budget.reserve(HOST, 1, 1, name)
    budget.penalise("lain.example", 30)
    ttls = {key: valkey.ttl(key) for key in valkey.keys()}  # noqa: SIM118 - a client, not a dict
    assert 3 == len(ttls)
    assert all(0 < ttl < 120 for ttl in ttls.values())


RESERVE = """
import redis, sys
from worker.fetch.budget import HostBudget
budget = HostBudget(redis.Redis(unix_socket_path=sys.argv[1]))
print(*(budget.reserve("contoh.example", 0.01, 1) for _ in range(25)))
"""


def test_processes_share_one_bucket(valkey_socket: str, valkey: redis.Redis) -> None:
    """Four processes at once get distinct slots, none twice: 100 seconds apart each."""
    assert 0 == valkey.dbsize()
    command = [sys.executable, "-c", RESERVE, valkey_socket]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    slots = sorted(float(wait) for process in processes for wait in process.communicate(timeout=60)[0].split())
    assert 100 == len(slots)
    gaps = [later - earlier for earlier, later in itertools.pairwise(slots)]
    assert min(gaps) > 50


def test_fails_open(caplog: pytest.LogCaptureFixture) -> None:
    """Without Valkey fetching goes on, and the log says so."""
    client = redis.Redis(unix_socket_path="/nonexistent/valkey.sock", retry=Retry(NoBackoff(), 0))
    budget = HostBudget(client)
    with caplog.at_level(logging.WARNING):
        assert 0.0 == budget.reserve(HOST, 1, 1, "satu")
        budget.penalise(HOST, 10)
    assert "going on without it" in caplog.text
    client.close()
