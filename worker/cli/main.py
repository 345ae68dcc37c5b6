"""The command line: `saring`, or `python -m worker.cli.main`."""

import logging
from collections.abc import Callable
from importlib.metadata import version
from typing import Annotated

import typer

from worker.cli.add import add
from worker.cli.article import article
from worker.cli.backup import backup, restore
from worker.cli.batch import batch
from worker.cli.boilerplate import boilerplate
from worker.cli.clean import clean
from worker.cli.clusters import cluster, clusters
from worker.cli.compare import compare
from worker.cli.desk import Desk
from worker.cli.doctor import doctor
from worker.cli.export import export
from worker.cli.faults import Commands
from worker.cli.feeds import feeds
from worker.cli.importing import import_
from worker.cli.keys import keys
from worker.cli.opinion import apart, same, unsay
from worker.cli.reclean import reclean
from worker.cli.recluster import recluster
from worker.cli.reindex import reindex
from worker.cli.submissions import retry, submissions
from worker.cli.up import up, web
from worker.cli.verify import verify
from worker.cli.webhooks import webhooks
from worker.cli.why import why

RUN, TAKE_IN, LOOK, DECIDE, MEND = "Run", "Take in", "Look", "Decide", "Mend"
EPILOG = (
    "Exit codes: 0 done; 1 a fault, named on standard error; 2 wrong usage; 3 done, but some of the items failed. "
    "Settings are SARING_… in the environment (docs/settings.md)."
)

app = typer.Typer(
    name="saring",
    cls=Commands,
    epilog=EPILOG,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    RUN: {"up": up, "web": web, "keys": keys, "webhooks": webhooks},
    TAKE_IN: {"add": add, "feeds": feeds, "import": import_, "clean": clean, "batch": batch},
    LOOK: {
        "submissions": submissions,
        "clusters": clusters,
        "cluster": cluster,
        "article": article,
        "compare": compare,
        "why": why,
        "export": export,
    },
    DECIDE: {"same": same, "apart": apart, "unsay": unsay, "boilerplate": boilerplate},
    MEND: {
        "doctor": doctor,
        "verify": verify,
        "retry": retry,
        "reclean": reclean,
        "reindex": reindex,
        "recluster": recluster,
        "backup": backup,
        "restore": restore,
    },
}
for panel, commands in COMMANDS.items():
    for name, function in commands.items():
        app.command(name, rich_help_panel=panel)(function)


@app.callback()
def saring(
    ctx: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Finds the news articles that carry the same report, and shows why."""
    if show_version:
        typer.echo(f"saring {version('saring')}")
        raise typer.Exit
    ctx.obj = ctx.obj or Desk()


def run() -> None:
    """Run the command line; the console script's entry."""
    # without a handler Python prints warnings; what is worth a word is said by the commands themselves
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells of each of its plug-ins
    app(prog_name="saring")


if __name__ == "__main__":
    run()
