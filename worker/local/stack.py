"""Everything that `saring up` runs: embedded Valkey, worker, scheduler, web and Flower."""

from __future__ import annotations

import logging
import sys
import time
import urllib.request
from http import HTTPStatus
from typing import TYPE_CHECKING

from config.celery import INGEST, UPKEEP
from worker.celery import HEARTBEAT
from worker.local.flower import loopback
from worker.local.ports import free_port, taken
from worker.local.process import Child
from worker.local.valkey import EmbeddedValkey, ValkeyError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from config.settings import Settings

log = logging.getLogger(__name__)

FLOWER_COLUMNS = "name,uuid,state,kwargs,result,received,runtime"
"""What people look a task up by: which URL it was, and what became of it."""
START_SECONDS = 60
"""Longest wait for a part to answer; the worker takes some 3 s."""
WORKER_STOP_SECONDS = 110
"""A worker may finish what it runs: the soft shutdown takes up to 100 s."""
STOP_SECONDS = 10
RESTART_SECONDS = 1.0
"""Pause before a child that died is started again."""
PARTS = ("worker", "scheduler", "web", "flower")


class StackError(RuntimeError):
    """A part does not come up; the message names it and its log."""


def worker_command(settings: Settings) -> list[str]:
    """The worker's argument list, the same as in docker-compose.yml."""
    return [
        *_python("celery"),
        "-A",
        "worker",
        "worker",
        "--queues",
        f"{INGEST},{UPKEEP}",
        "--without-gossip",
        "--without-mingle",
        "--concurrency",
        str(settings.worker_concurrency),
        "--loglevel",
        settings.log_level,
    ]


def scheduler_command(settings: Settings) -> list[str]:
    """The scheduler's argument list."""
    return [*_python("celery"), "-A", "worker", "beat", "--pidfile=", "--loglevel", settings.log_level]


def web_command(settings: Settings) -> list[str]:
    """The web service's argument list."""
    return [*_python("worker.cli.main"), "web", "--host", settings.web_host, "--port", str(settings.web_port)]


def flower_command(settings: Settings) -> list[str]:
    """Flower's argument list: read-only and bounded; a password comes by the environment, not in here.

    It keeps its history in memory only. `--persistent` would keep it as a pickle, which runs what somebody else writes
    into it; the ledger knows what became of everything, and that is what pages and `saring submissions` tell.
    """
    return [
        *_python("worker.local.flower"),
        f"--address={settings.flower_host}",
        f"--port={settings.flower_port}",
        f"--tasks-columns={FLOWER_COLUMNS}",
        "--max-tasks=10000",  # 7 KiB each; the default of 100,000 takes 0.75 GiB
        "--read-only",
    ]


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


class Stack:
    """All parts of one data folder, started in order and stopped in reverse.

    Args:
        settings: all settings; ports of 0 are replaced by free ones.
        parts: which of `PARTS` to run beside the embedded Valkey.

    Raises:
        StackError: Flower would be open to strangers, or a port is taken.
    """

    def __init__(self, settings: Settings, parts: Sequence[str] = PARTS) -> None:
        self.settings = settings.model_copy(
            update={
                "web_port": settings.web_port or free_port(settings.web_host),
                "flower_port": settings.flower_port or free_port(settings.flower_host),
            }
        )
        self._check(parts)
        self.valkey = EmbeddedValkey(self.settings) if settings.embedded else None
        commands = {
            "worker": worker_command,
            "scheduler": scheduler_command,
            "web": web_command,
            "flower": flower_command,
        }
        logs = self.settings.data_dir / "logs"
        self.children = {
            part: Child(part, commands[part](self.settings), logs / f"{part}.log", self._environment())
            for part in parts
        }

    @property
    def _heartbeat(self) -> Path:
        return self.settings.data_dir / HEARTBEAT

    @property
    def web_url(self) -> str:
        """Where the pages are."""
        return f"http://{self.settings.web_host}:{self.settings.web_port}"

    @property
    def flower_url(self) -> str:
        """Where Flower is."""
        return f"http://{self.settings.flower_host}:{self.settings.flower_port}"

    def start(self) -> None:
        """Start everything and wait until the worker and the web service answer.

        Raises:
            ValkeyError: the embedded Valkey does not come up.
            StackError: a part does not come up.
        """
        self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.valkey:
            self.valkey.start()
        self._heartbeat.unlink(missing_ok=True)  # an earlier worker's says nothing of this one
        try:
            for child in self.children.values():
                child.start()
            for part, child in self.children.items():
                self._wait_for(part, child)
        except BaseException:
            self.stop(kill=True)
            raise

    def stop(self, *, kill: bool = False) -> None:
        """Stop everything in reverse order.

        Args:
            kill: at once; the ledger and the sweeper bring back what was under way.
        """
        for part, child in reversed(self.children.items()):
            if kill:
                child.kill()
            else:
                child.stop(WORKER_STOP_SECONDS if part == "worker" else STOP_SECONDS)
        if self.valkey:
            self.valkey.stop()

    def watch(self, stopped: Callable[[], bool]) -> None:
        """Start again what dies, until told to stop.

        Args:
            stopped: asked four times a second.
        """
        while not stopped():
            if self.valkey and not self.valkey.alive():
                log.warning("Valkey ended; it starts again.")
                self.valkey.stop()
                try:
                    self.valkey.start()
                except ValkeyError as error:  # a disk that is full just now; the others wait for it
                    log.warning("%s It is tried again.", error)
                    time.sleep(RESTART_SECONDS)
                    continue
            for child in self.children.values():
                if not child.alive() and not stopped():
                    log.warning("The %s ended; it starts again. Its log: %s", child.name, child.log)
                    time.sleep(RESTART_SECONDS)
                    child.start()
            time.sleep(0.25)

    def _check(self, parts: Sequence[str]) -> None:
        s = self.settings
        for part, host, port in (("web", s.web_host, s.web_port), ("flower", s.flower_host, s.flower_port)):
            if part in parts and taken(host, port):
                raise StackError(f"Port {port} on {host} is taken; set SARING_{part.upper()}_PORT to another (0: any).")
        if "flower" in parts and not loopback(s.flower_host) and not s.flower_basic_auth.get_secret_value():
            raise StackError(
                f"Flower on {s.flower_host} would be open to anyone; set SARING_FLOWER_BASIC_AUTH to user:password, "
                "or SARING_FLOWER_HOST to 127.0.0.1."
            )

    def _environment(self) -> dict[str, str]:
        """These settings, and what Celery and Flower read from the environment only."""
        mine = self.settings.environment() | {
            "REMAP_SIGTERM": "SIGQUIT",  # Celery: TERM means a soft shutdown
            "FLOWER_UNAUTHENTICATED_API": "true",  # read-only, and on loopback unless it has a password
        }
        if password := self.settings.flower_basic_auth.get_secret_value():
            mine["FLOWER_BASIC_AUTH"] = password
            del mine["FLOWER_UNAUTHENTICATED_API"]
        return mine

    def _wait_for(self, part: str, child: Child) -> None:
        ready = {
            "worker": self._heartbeat.exists,  # its log says so as well, but not at every log level
            "web": lambda: answers(f"{self.web_url}/healthz"),
            "flower": lambda: taken(self.settings.flower_host, self.settings.flower_port),
            "scheduler": child.alive,
        }[part]
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if not child.alive() or time.monotonic() > deadline:
                raise StackError(f"The {part} does not come up. The end of {child.log}:\n{child.tail()}")
            time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether a service of ours answers this URL with a success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - an http URL of our own
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False
