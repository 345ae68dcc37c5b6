from __future__ import annotations

import pytest
import redis
import typer
from kombu.exceptions import OperationalError
from sqlalchemy.exc import ArgumentError
from typer.testing import CliRunner

from config.settings import SettingsError
from worker.clean.rules import RuleError
from worker.cli.faults import Commands, Fault, said
from worker.dedup.index_faults import IndexMismatch
from worker.fetch.canonical import BadUrl
from worker.local.stack import StackError
from worker.local.valkey import ValkeyError
from worker.store.database import StoreError

SENTENCE = "Ada yang salah; perbaiki begini."


@pytest.mark.parametrize(
    "kind", [Fault, SettingsError, StoreError, ValkeyError, StackError, IndexMismatch, BadUrl, RuleError]
)
def test_a_named_fault_is_said_as_it_is(kind: type[Exception]) -> None:
    """The parts write their faults for people already; nothing is put around them."""
    assert SENTENCE == said(kind(SENTENCE))


@pytest.mark.parametrize(
    ("error", "way_out"),
    [
        (redis.ConnectionError("Connection refused"), "saring up"),
        (OperationalError("Connection refused"), "saring up"),
        (redis.ResponseError("OOM"), "saring doctor"),
        (ArgumentError("no URL"), "SARING_STORE_URL"),
        (PermissionError(13, "Permission denied", "out.jsonl"), "out.jsonl: Permission denied."),
        (ZeroDivisionError("division by zero"), "SARING_LOG_LEVEL=DEBUG"),
    ],
)
def test_every_other_fault_has_a_way_out(error: Exception, way_out: str) -> None:
    """Whatever a library raises, a person learns in one line what to do."""
    assert way_out in said(error)
    assert "\n" not in said(error)


def failing(error: Exception) -> typer.Typer:
    """A command line whose one command raises."""
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.command()
    def fail() -> None:
        raise error

    @app.callback()
    def main() -> None:
        """Make `fail` a command of its own."""

    return app


def test_a_fault_is_one_line_and_exit_code_1() -> None:
    """Standard output stays clean for programs, and nobody reads a traceback."""
    result = CliRunner().invoke(failing(Fault(SENTENCE)), ["fail"])
    assert (1, "", f"Error: {SENTENCE}\n") == (result.exit_code, result.stdout, result.stderr)


def test_debugging_shows_where_it_came_from() -> None:
    """SARING_LOG_LEVEL=DEBUG lets the error through, with its traceback."""
    result = CliRunner().invoke(failing(Fault(SENTENCE)), ["fail"], env={"SARING_LOG_LEVEL": "DEBUG"})
    assert isinstance(result.exception, Fault)


def test_wrong_usage_is_exit_code_2() -> None:
    """A script can tell its own mistake from a fault."""
    assert 2 == CliRunner().invoke(failing(Fault(SENTENCE)), ["nonsense"]).exit_code
