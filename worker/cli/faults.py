"""What goes wrong, said in one line with the way out, and the exit codes that a script can rely on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from worker.cli.output import note

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULT = 1
"""A named fault: the command could not do its work."""
PARTLY = 3
"""The command did its work, and some of the items failed; it says which. Typer's own code for wrong usage is 2."""


class Fault(Exception):  # noqa: N818 - people read it as one
    """A named fault; the message is one clear sentence with the way out."""


class Commands(TyperGroup):
    """The main command: what its commands raise becomes one line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for.

        Args:
            ctx: Typer's context.
        """
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise  # Typer's own ways to end
        except Exception as error:
            if _wants_traceback():
                raise
            note(f"Error: {said(error)}", style="red")
            raise typer.Exit(FAULT) from None


def said(error: Exception) -> str:
    """An error as one sentence with the way out.

    Args:
        error: what a command raised.
    """
    for kinds, sentence in _sentences():
        if isinstance(error, kinds):
            return sentence.format(error=_line(error), whole=str(error))
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror}."
    return f"{type(error).__name__}: {_line(error)}. It is no fault of yours; SARING_LOG_LEVEL=DEBUG shows its place."


def _sentences() -> Iterator[tuple[tuple[type[Exception], ...], str]]:
    """What to say for which errors; the imports are made one by one, since only a call that failed pays for them."""
    from config.settings import SettingsError  # noqa: PLC0415

    yield (Fault, SettingsError), "{whole}"
    import redis  # noqa: PLC0415
    from kombu.exceptions import OperationalError  # noqa: PLC0415

    gone = (redis.ConnectionError, redis.TimeoutError, OperationalError)
    yield gone, "No Valkey answers ({error}). Start `saring up`, or check SARING_BROKER_URL and SARING_INDEX_URL."
    yield (redis.RedisError,), "Valkey refused: {error}. `saring doctor` says more."
    from sqlalchemy.exc import ArgumentError, DBAPIError  # noqa: PLC0415

    yield (ArgumentError,), "SARING_STORE_URL is no database URL: {error}. Use sqlite:///… or postgresql+psycopg://…"
    yield (DBAPIError,), "The store can't be used: {error}. `saring doctor` says more."
    from worker.backup import BackupError  # noqa: PLC0415
    from worker.clean.rules import RuleError  # noqa: PLC0415
    from worker.dedup.index_faults import IndexMismatch  # noqa: PLC0415
    from worker.fetch.canonical import BadUrl  # noqa: PLC0415
    from worker.local.stack import StackError  # noqa: PLC0415
    from worker.local.valkey import ValkeyError  # noqa: PLC0415
    from worker.store.database import StoreError  # noqa: PLC0415
    from worker.web.keys import KeysMissingError  # noqa: PLC0415

    own = (BackupError, BadUrl, IndexMismatch, KeysMissingError, RuleError, StackError, StoreError, ValkeyError)
    yield own, "{whole}"


def _line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0].rstrip(". ") if text else type(error).__name__


def _wants_traceback() -> bool:
    return os.environ.get("SARING_LOG_LEVEL", "").upper() == "DEBUG"
