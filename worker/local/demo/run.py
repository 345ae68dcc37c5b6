"""`make demo`: the main job once, for real, on the bundled pages: queue, fetch, clean, cluster, store, ask."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from config.settings import Settings, SettingsError, load
from worker import views
from worker.celery import app
from worker.engine import Engine
from worker.local.demo.agreement import disagreements
from worker.local.demo.expected import Found, Outcome, pages
from worker.local.demo.site import DemoSite
from worker.local.ports import taken
from worker.local.stack import Stack, StackError
from worker.local.valkey import ValkeyError
from worker.model.verdict import State, Verdict
from worker.queue import Queue
from worker.store import ledger, listing

if TYPE_CHECKING:
    from worker.model.submission import Submission

TAKEN_IN = (Verdict.NEW, Verdict.JOINED, Verdict.VERSION, Verdict.UNCHANGED)
SHOWN_PAIRS = 3
DATA = Path("saring-data/demo")
PATIENCE_SECONDS = 120
"""Longest wait for all pages; they take some ten seconds."""


def main() -> int:
    """Run the demo.

    Returns:
        0 when every page went where it should, 1 when not.
    """
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="stay up until Ctrl-C")
    keep = parser.parse_args().keep
    console = Console()
    try:
        with DemoSite() as site:
            settings = _settings(site)
            return _demo(site, settings, console, keep=keep)
    except (SettingsError, StackError, ValkeyError) as error:
        console.print(f"[red]{error}[/]")
        return 1


def _settings(site: DemoSite) -> Settings:
    """The demo's own folder, the invented hosts led to loopback, free ports where the usual ones are taken."""
    usual = load()
    shutil.rmtree(DATA, ignore_errors=True)
    return load(
        data_dir=DATA,
        broker_url="",
        index_url="",
        store_url="",
        connect_to=site.connect_to(),
        host_rate=50.0,
        host_burst=50,
        web_port=0 if taken(usual.web_host, usual.web_port) else usual.web_port,
        flower_port=0 if taken(usual.flower_host, usual.flower_port) else usual.flower_port,
    )


def _demo(site: DemoSite, settings: Settings, console: Console, *, keep: bool) -> int:
    stack = Stack(settings)
    console.print("Starting Valkey, worker, scheduler, web service and Flower …")
    stack.start()
    try:
        app.conf.broker_url = settings.broker
        engine = Engine(stack.settings, queue=Queue(app))
        rows = _queue_all(engine, site.urls(), console)
        _show_submissions(rows, console)
        faults = _show_clusters(engine, rows, console)
        _show_where(stack, console, keep=keep)
        if keep:
            _stay(stack)
    finally:
        console.print("Stopping …")
        stack.stop(kill=not keep)
    for fault in faults:
        console.print(f"[red]{fault}[/]")
    if not faults:
        console.print(f"[green]All {len(rows)} pages went where they should.[/]")
    return 1 if faults else 0


def _queue_all(engine: Engine, urls: list[str], console: Console) -> dict[str, Submission]:
    """Queue every page and wait for the workers; gives the finished row of each URL."""
    accepted = engine.intake.urls(urls)
    numbers = {a.asked: a.submission.id for a in accepted if a.submission}
    distinct = set(numbers.values())
    deadline = time.monotonic() + PATIENCE_SECONDS
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(f"{len(urls)} URLs queued", total=len(distinct))
        while time.monotonic() < deadline:
            with engine.db.read() as conn:
                left = ledger.pending(conn, distinct)
            progress.update(bar, completed=len(distinct) - left)
            if not left:
                break
            time.sleep(0.1)
    with engine.db.read() as conn:
        return {url: row for url, number in numbers.items() if (row := ledger.get(conn, number))}


def _show_submissions(rows: dict[str, Submission], console: Console) -> None:
    others = {url: row for url, row in rows.items() if row.verdict not in TAKEN_IN}
    console.print(f"\n{len(rows)} URLs, {len(rows) - len(others)} of them articles. The others:")
    for url, row in others.items():
        _line(console, f"  {row.verdict.value if row.verdict else row.state.value:<12} {url}")
        console.print(f"               {row.reason}", highlight=False, style="dim")


def _show_clusters(engine: Engine, rows: dict[str, Submission], console: Console) -> list[str]:
    """Print what went together and why; gives the differences from what should have."""
    with engine.db.read() as conn:
        found = [view for line in listing.clusters(conn, limit=500) if (view := views.cluster(conn, line.id))]
    together = [view for view in found if view["size"] > 1]
    console.print(f"\n[bold]{len(together)} reports that more than one article carries[/]")
    for view in together:
        _show_cluster(view, console)
    alone = [view for view in found if view["size"] == 1]
    console.print(f"\n[bold]{len(alone)} reports that one article carries[/]")
    for view in alone:
        _line(console, f"  {view['articles'][0]['outlet']:<31} {view['title']}")
    return disagreements(_as_found(engine, rows))


def _show_cluster(view: views.View, console: Console) -> None:
    console.print()
    _line(console, f"Cluster {view['id']}: {view['title']}", style="bold")
    for one in view["articles"]:
        at = (one["published"] or "undated")[:16].replace("T", " ")
        _line(console, f"  {at}  text {one['version']:<3} {one['outlet']:<31} {one['title']}")
    first = view["first_teller"]
    console.print(f"  told first by {first['outlet']}. {first['reason']}", highlight=False, markup=False)
    if view["cited_sources"]:
        console.print(f"  cites {', '.join(c['name'] for c in view['cited_sources'])}", highlight=False)
    if view["origin"]:
        console.print(f"  {view['origin']['reason']}", highlight=False, markup=False)
    for e in view["evidence"][:SHOWN_PAIRS]:
        console.print(f"  why {e['a']} and {e['b']}: P(same report) {e['same_report']:.3f}", highlight=False)
        for sentence in e["why"]:
            _line(console, f"      {sentence}", style="dim")
    for near in view["related"]:
        _line(console, f"  related ({near['same_report']:.2f}), and another report: {near['title']}")


def _line(console: Console, text: str, style: str = "") -> None:
    """One line, cut where the terminal ends."""
    console.print(text, no_wrap=True, overflow="ellipsis", highlight=False, markup=False, style=style)


def _as_found(engine: Engine, rows: dict[str, Submission]) -> dict[str, Found]:
    """What became of each page, in the words of `expected.toml`."""
    found = {}
    with engine.db.read() as conn:
        place = {
            one["id"]: (str(one["cluster"]), str(one["version"]))
            for line in listing.clusters(conn, limit=500)
            if (view := views.cluster(conn, line.id))
            for one in view["articles"]
        }
    for page in pages():
        row = rows.get(page.url)
        if row is None or row.state is not State.DONE:
            continue
        if row.article_id in place:
            found[page.url] = Found(Outcome.ARTICLE, *place[row.article_id])
        elif row.verdict is Verdict.NOT_ARTICLE:
            found[page.url] = Found(Outcome.NOT_ARTICLE)
        else:
            found[page.url] = Found(Outcome.REJECTED)
    return found


def _show_where(stack: Stack, console: Console, *, keep: bool) -> None:
    console.print("\n[bold]Where to look[/]")
    console.print("  The clusters (also cluster ID, article ID, compare A B, submissions):", highlight=False)
    console.print(f"    SARING_DATA_DIR={DATA} .venv/bin/saring clusters", highlight=False)
    if keep:
        console.print(f"  The pages, and the API's description at /docs: {stack.web_url}", highlight=False)
        console.print(f"  The tasks in Flower: {stack.flower_url}/tasks", highlight=False)
        console.print("  Ctrl-C stops it.")
    else:
        console.print("  To stay up, with the pages and the tasks in Flower: make demo KEEP=1", highlight=False)
    console.print()


def _stay(stack: Stack) -> None:
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, _: stopped.append(got))
    stack.watch(lambda: bool(stopped))


if __name__ == "__main__":
    sys.exit(main())
