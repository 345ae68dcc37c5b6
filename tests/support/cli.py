"""The command line as a function, within the test's process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from celery import Celery
from typer.testing import CliRunner

from config.celery import celery_settings
from support.parts import Letterbox, pipeline
from support.stories import TWELVE
from worker.cli.desk import Desk
from worker.cli.main import app
from worker.engine import Engine
from worker.model.submission import Pushed
from worker.queue import Queue

if TYPE_CHECKING:
    from config.settings import Settings


class Cli:
    """`saring …` within this process.

    Args:
        settings: instead of those of the environment.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = Engine(settings)
        self.celery = Celery("saring-test", set_as_current=False)
        self.celery.conf.update(celery_settings(settings))
        self.engine.__dict__["queue"] = Queue(self.celery)  # the engine's own knows the environment's broker only
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *arguments: str, width: int | None = None, typed: str | bytes | None = None) -> str:
        """Run a command; `code`, `out` and `err` tell how it went.

        Returns:
            Standard output.
        """
        desk = Desk(self.settings, self.engine, self.celery)
        env = {"COLUMNS": str(width) if width else None}
        result = CliRunner().invoke(app, arguments, input=typed, env=env, obj=desk, catch_exceptions=False)
        self.code, self.out, self.err = result.exit_code, result.stdout, result.stderr
        return self.out

    def json(self, *arguments: str) -> Any:
        """Run a command with --json, and read what it says."""
        return json.loads(self(*arguments, "--json"))

    def fill(self) -> None:
        """Take the twelve stories through the real pipeline."""
        wanted = [
            Pushed(story.key, f"http://{story.key.replace('/', '.example/')}", story.title, text=story.text)
            for story in TWELVE
        ]
        queue, self.engine.__dict__["queue"] = self.engine.__dict__["queue"], Letterbox()
        accepted = self.engine.intake.pushed(wanted)
        self.engine.__dict__["queue"] = queue
        self.engine.__dict__.pop("intake")
        for one in accepted:
            assert one.submission
            pipeline(self.engine).run(one.submission.id)

    def close(self) -> None:
        """Close the connections."""
        self.engine.close()
        self.celery.close()
