"""`saring up` and `saring web`: run everything here, or the web service alone."""

import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self

import typer

from worker.cli import output
from worker.cli.desk import Desk, desk
from worker.cli.options import Json

if TYPE_CHECKING:
    from config.settings import Settings
    from worker.local.stack import Stack


class Watched(Protocol):
    """What can be watched until it is told to stop."""

    def watch(self, stopped: Callable[[], bool]) -> None:
        """Watch until `stopped` says so."""


class Signals:
    """SIGINT and SIGTERM while the stack runs: one asks it to stop, one at any other moment interrupts.

    A context manager; afterwards the old handlers are back.
    """

    def __init__(self) -> None:
        self.asked = False
        self._watching = False
        self._old: dict[signal.Signals, Any] = {}

    def watch(self, stack: "Watched") -> None:
        """Watch the stack until a signal comes."""
        self._watching = True
        stack.watch(lambda: self.asked)
        self._watching = False

    def __enter__(self) -> Self:
        """Take the signals over."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._old[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        """Give the signals back."""
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if not self._watching or self.asked:
            raise KeyboardInterrupt
        self.asked = True


def up(ctx: typer.Context, json: Json = False) -> None:
    """Run everything here until Ctrl-C: Valkey, worker, scheduler, web and Flower."""
    from config.logging import set_up  # noqa: PLC0415 - only what runs on logs
    from worker.local.stack import Stack  # noqa: PLC0415 - as above

    settings = desk(ctx).settings
    set_up(settings)
    stack = Stack(settings)
    _guarded(desk(ctx), settings)
    with Signals() as signals:
        output.note(f"Starting in {settings.data_dir} …")
        stack.start()
        try:
            _tell(stack, json=json)
            signals.watch(stack)
            output.note("Stopping; the worker finishes what it has. Ctrl-C once more stops it at once.")
            stack.stop()
        except BaseException:
            stack.stop(kill=True)
            raise
    output.note("Stopped. What was queued is kept.")


def _tell(stack: "Stack", *, json: bool) -> None:
    logs = {child.name: child.log for child in stack.children.values()}
    if json:
        view = {
            "web": stack.web_url,
            "flower": stack.flower_url,
            "logs": {name: str(log) for name, log in logs.items()},
        }
        sys.stdout.write(output.json_line(view))
    else:
        output.say(
            f"Saring is up.\n"
            f"  Pages   {stack.web_url}\n"
            f"  API     {stack.web_url}/docs\n"
            f"  Flower  {stack.flower_url}\n"
            f"  Logs    {', '.join(str(log) for log in logs.values())}\n"
            "In another terminal: saring add URL --wait. Ctrl-C stops everything."
        )
    sys.stdout.flush()


def _guarded(here: Desk, settings: "Settings") -> None:
    """Refuse at once to open the web service to strangers: the service would, in the log of another process."""
    from worker.web.guard import is_loopback  # noqa: PLC0415 - only what runs the service needs it
    from worker.web.keys import require_one  # noqa: PLC0415 - as above

    if not is_loopback(settings.web_host):
        require_one(here.engine.db, settings.web_host)


def web(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="Address to bind; SARING_WEB_HOST otherwise.")] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=0, max=65535, help="Port; SARING_WEB_PORT otherwise, 0 takes a free one."),
    ] = None,
) -> None:
    """Run the web service alone: pages, API and its documentation."""
    import uvicorn  # noqa: PLC0415 - only this command needs it

    from config.logging import set_up  # noqa: PLC0415 - as above
    from worker.engine import Engine  # noqa: PLC0415 - as above
    from worker.web.app import create_app  # noqa: PLC0415 - as above

    settings = desk(ctx).settings
    set_up(settings)
    bound = settings.model_copy(update={"web_host": host or settings.web_host})  # the guard goes by what is bound
    _guarded(desk(ctx), bound)
    uvicorn.run(
        create_app(Engine(bound)),
        host=bound.web_host,
        port=settings.web_port if port is None else port,
        log_config=None,  # ours
        access_log=False,  # a line an answer says nothing that /metrics does not
        timeout_graceful_shutdown=5,
    )
