"""`saring import`: hand in articles out of files."""

import os
from dataclasses import asdict
from functools import partial
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from worker.cli import handed, output, show
from worker.cli.desk import Desk, desk
from worker.cli.faults import PARTLY, Fault
from worker.cli.options import Again, Json, Wait
from worker.cli.waiting import bar, wait_for

if TYPE_CHECKING:
    from worker.model.submission import Pushed
    from worker.sources.records import Record, Reject
    from worker.sources.rejects import RejectsFile

BATCH = 200
"""Records of one transaction: some MB of text, written in a fraction of a second."""
NAMED = 10
"""Rejects that are named on the terminal; the rest stands in the file."""


class Import:
    """One import: what was taken and what was not.

    Args:
        desk: the call's parts.
        again: take again what is finished already.
    """

    def __init__(self, desk: Desk, *, again: bool) -> None:
        self.desk = desk
        self.again = again
        self.ids: dict[int, None] = {}
        self.records = 0
        self.new = 0
        self.rejects = 0
        self.named: list[str] = []
        self.rejects_files: list[Path] = []

    def take(self, path: Path) -> None:
        """Take a file in, in batches."""
        from worker.sources.records import Reject, read_records  # noqa: PLC0415 - with the store
        from worker.sources.rejects import RejectsFile, rejects_path  # noqa: PLC0415

        with bar() as progress, RejectsFile(self._beside(rejects_path(path))) as rejected:
            task = progress.add_task(path.name, total=None)
            for some in handed.batches(read_records([path]), BATCH):
                wanted: list[Pushed] = []
                for one in some:
                    pushed = one if isinstance(one, Reject) else _pushed(one)
                    if isinstance(pushed, Reject):
                        self._reject(pushed, rejected)
                    else:
                        wanted.append(pushed)
                hand_in = partial(self.desk.engine.intake.pushed, wanted, again=self.again)
                for answer in handed.patiently(self.desk, hand_in):
                    self.records += 1
                    self.new += answer.new
                    if answer.submission:
                        self.ids[answer.submission.id] = None
                progress.advance(task, len(some))
        if rejected.count:
            self.rejects_files.append(rejected.path)

    def _beside(self, path: Path) -> Path:
        """The path, or one of that name in the data folder where its own folder can't be written."""
        return path if os.access(path.parent, os.W_OK) else self.desk.settings.data_dir / path.name

    def _reject(self, reject: "Reject", file: "RejectsFile") -> None:
        self.rejects += 1
        if reject.number:
            file.add(reject)
        if not reject.number or self.rejects <= NAMED:
            self.named.append(f"{reject.place}: {reject.reason}")


def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="JSONL, .html or .txt; also .gz, .xz, .zst.")],
    wait: Wait = False,
    again: Again = False,
    json: Json = False,
) -> None:
    """Hand in articles out of files.

    A line of JSONL is an object with text or html, and perhaps id, url, title and date. Lines that can't be read are
    left out, counted, and written to FILE.rejects.jsonl.
    """
    done = Import(desk(ctx), again=again)
    for path in files:
        done.take(path)
    for line in done.named:
        output.note(f"Left out: {line}", style="yellow")
    if not done.ids:
        raise Fault(f"Nothing could be read.{_kept(done)}" if done.rejects else "There is no article in it.")
    ids = list(done.ids)
    if wait:
        wait_for(done.desk, ids)
    rows = handed.rows(done.desk, ids) if wait else {}
    words = [row["verdict"] or row["state"] for row in rows.values()]
    if json:
        output.as_json(_view(done, words))
    else:
        _tell(done, rows, words)
    if not wait:
        handed.tell_unsent(done.desk, ids)
    if done.rejects or any(word in show.FAILED or word == "queued" for word in words):
        raise typer.Exit(PARTLY)


def _pushed(record: "Record") -> "Pushed | Reject":
    from worker.fetch.canonical import BadUrl  # noqa: PLC0415 - with the store
    from worker.intake import article_key  # noqa: PLC0415
    from worker.model.submission import Pushed  # noqa: PLC0415
    from worker.sources.records import Reject  # noqa: PLC0415

    try:
        key = article_key(url=record.url, text=record.html or record.text)
    except BadUrl as error:
        said = {name: value for name, value in asdict(record).items() if value and name not in ("place", "number")}
        return Reject(record.place, f"Its `url` is none: {error}", dumps(said, ensure_ascii=False), record.number)
    if record.number and record.id and not record.url:
        # a file's name is no identity: every site has an index.html
        key = f"id:{record.id}"
    return Pushed(key, record.url, record.title, record.date, "" if record.html else record.text, record.html)


def _view(done: Import, words: list[str]) -> dict[str, Any]:
    return {
        "records": done.records,
        "new": done.new,
        "known": len(done.ids) - done.new,
        "rejects": done.rejects,
        "rejects_files": [str(path) for path in done.rejects_files],
        "submissions": list(done.ids),
        "verdicts": {word: words.count(word) for word in sorted(set(words))},
    }


def _tell(done: Import, rows: dict[int, dict[str, Any]], words: list[str]) -> None:
    failed = [row for row in rows.values() if row["verdict"] in show.FAILED or row["verdict"] == "not_article"]
    if failed:
        output.say(show.submissions(failed[:NAMED]))
        if len(failed) > NAMED:
            output.say(f"… and {len(failed) - NAMED} more; `saring submissions` lists them.")
    known = f", {len(done.ids) - done.new} known already" if len(done.ids) > done.new else ""
    output.say(f"{done.records} read: {done.new} queued{known}.{f' Now: {handed.counted(words)}.' if words else ''}")
    if done.rejects:
        output.note(f"{done.rejects} left out.{_kept(done)}", style="yellow")


def _kept(done: Import) -> str:
    files = ", ".join(map(str, done.rejects_files))
    return f" Lines that can't be read stand with their reasons in {files}." if files else ""
