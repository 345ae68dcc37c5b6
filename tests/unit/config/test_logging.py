"""Logs: a line for people, a JSON object for programs."""

from __future__ import annotations

import json
import logging

from config.logging import JsonFormatter


def record(message: str, **extra: object) -> logging.LogRecord:
    """A log record that carries these."""
    made = logging.LogRecord("worker.pipeline", logging.WARNING, __file__, 1, message, ("Widya",), None)
    made.__dict__.update(extra)
    return made


def test_a_json_line_carries_what_programs_search_for() -> None:
    """Message, level, time and the context that is known, and no line break whatever the text."""
    line = JsonFormatter().format(record("halo\n%s", submission=7, verdict="new", unheard="of"))
    entry = json.loads(line)

    assert "\n" not in line
    assert ("halo\nWidya", "WARNING", "worker.pipeline", 7, "new") == (
        entry["message"],
        entry["level"],
        entry["logger"],
        entry["submission"],
        entry["verdict"],
    )
    assert "unheard" not in entry
    assert entry["at"].endswith("+00:00")


def test_a_json_line_carries_the_error() -> None:
    """An exception's traceback belongs to the record."""
    made = record("gagal %s")
    made.exc_info = (ValueError, ValueError("salah"), None)

    assert "ValueError: salah" in json.loads(JsonFormatter().format(made))["error"]
