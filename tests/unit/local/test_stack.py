"""The stack's commands and what it refuses to start."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from config.settings import load
from worker.local.stack import Stack, StackError, flower_command, scheduler_command, web_command, worker_command
from worker.local.valkey import ValkeyError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_worker_reads_both_queues(tmp_path: Path) -> None:
    """The command says what the design measured: both queues, no gossip, as many children as set."""
    command = worker_command(load(data_dir=tmp_path, worker_concurrency=3))

    assert ["-A", "worker", "worker"] == command[3:6]
    assert "ingest,upkeep" == command[command.index("--queues") + 1]
    assert "3" == command[command.index("--concurrency") + 1]
    assert {"--without-gossip", "--without-mingle"} <= set(command)


def test_no_command_carries_a_password(tmp_path: Path) -> None:
    """Argument lists are readable by everyone on the machine."""
    settings = load(
        data_dir=tmp_path,
        flower_basic_auth="ani:rahasia",
        broker_url="redis://:rahasia@queue:6379/0",
        store_url="postgresql+psycopg://saring:rahasia@db/saring",
    )
    commands = [make(settings) for make in (worker_command, scheduler_command, web_command, flower_command)]

    assert not [part for command in commands for part in command if "rahasia" in part]


def test_ports_of_nought_become_free_ones(tmp_path: Path) -> None:
    """Several stacks can run side by side; the URLs say where."""
    stack = Stack(load(data_dir=tmp_path, web_port=0, flower_port=0))

    assert stack.settings.web_port
    assert stack.settings.web_port != stack.settings.flower_port
    assert f"http://127.0.0.1:{stack.settings.web_port}" == stack.web_url
    assert f"http://127.0.0.1:{stack.settings.flower_port}" == stack.flower_url


def test_a_taken_port_is_refused_with_the_setting_that_changes_it(tmp_path: Path) -> None:
    """Before anything is started."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(StackError, match="SARING_WEB_PORT"):
            Stack(load(data_dir=tmp_path, web_port=listener.getsockname()[1], flower_port=0))


def test_flower_is_not_opened_to_strangers(tmp_path: Path) -> None:
    """Bound to more than loopback it needs a password."""
    with pytest.raises(StackError, match="SARING_FLOWER_BASIC_AUTH"):
        Stack(load(data_dir=tmp_path, flower_host="0.0.0.0", web_port=0, flower_port=0))  # noqa: S104 - refused


def test_a_broker_of_ones_own_needs_no_embedded_one(tmp_path: Path) -> None:
    """Only a stack without a broker URL brings a Valkey."""
    own = Stack(load(data_dir=tmp_path, broker_url="redis://queue:6379/0", web_port=0, flower_port=0))
    embedded = Stack(load(data_dir=tmp_path, web_port=0, flower_port=0))

    assert own.valkey is None
    assert embedded.valkey is not None


class Reluctant:
    """A Valkey that ended, and comes up at the third try."""

    def __init__(self) -> None:
        self.tries = 0

    def alive(self) -> bool:
        """Whether it is up."""
        return self.tries >= 3

    def stop(self) -> None:
        """Nothing is left to stop."""

    def start(self) -> None:
        """Fail as on a full disk."""
        self.tries += 1
        if self.tries < 3:
            raise ValkeyError("The embedded Valkey does not come up: No space left on device.")


def test_a_valkey_that_does_not_come_up_is_tried_again(folder: Path) -> None:
    """A disk that is full for a while must not end everything else."""
    stack = Stack(load(data_dir=folder), ())
    valkey = Reluctant()
    stack.valkey = valkey  # type: ignore[assignment]
    stack.watch(valkey.alive)

    assert 3 == valkey.tries
