"""Pages from a web server on loopback through the real stack: how many a second, and where the CPU time goes.

usage: queue_path.py [--pages 5000] [--workers 2]

Synthetic pages of the tests' generator, 1.5 KB of text each, in families of copies. Valkey and the worker run as
`saring up` runs them, but the worker's children sample themselves (sampled_worker.py).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from speed_texts import writer

from config.settings import load
from worker.local.process import Child
from worker.local.valkey import EmbeddedValkey

TICKS = os.sysconf("SC_CLK_TCK")
AT_ONCE = 500


def main() -> None:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    made = writer(3).corpus(asked.pages)
    from support.site import Site, articles  # noqa: PLC0415 - it lies beside the tests

    folder = Path(tempfile.mkdtemp(prefix="saring-bench-"))
    with Site(articles(made)) as site:
        settings = load(
            data_dir=folder,
            worker_concurrency=asked.workers,
            connect_to=site.connect_to({one.outlet for one in made}),
            host_rate=100_000,
            host_burst=100_000,
            log_level="WARNING",
        )
        os.environ |= settings.environment()  # what is imported from here on reads it
        from worker.engine import Engine  # noqa: PLC0415
        from worker.local.stack import worker_command  # noqa: PLC0415
        from worker.store import ledger  # noqa: PLC0415

        valkey = EmbeddedValkey(settings)
        valkey.start()
        engine = Engine(settings)
        engine.db.migrate()
        script = str(Path(__file__).with_name("sampled_worker.py"))
        words = worker_command(settings)
        arguments = [sys.executable, script, str(folder), *words[words.index("worker", words.index("-A") + 2) :]]
        worker = Child("worker", arguments, folder / "worker.log", settings.environment())
        try:
            worker.start()
            while not _children(worker.pid):
                time.sleep(0.2)
            time.sleep(3)
            before = _cpu(valkey.pid, worker.pid)
            began = time.monotonic()
            own = time.process_time()
            for at in range(0, len(made), AT_ONCE):
                engine.intake.urls([one.url for one in made[at : at + AT_ONCE]])
            own = time.process_time() - own
            while True:
                with engine.db.read() as conn:
                    left = ledger.pending(conn)
                if not left:
                    break
                time.sleep(1)
            seconds = time.monotonic() - began
            after = _cpu(valkey.pid, worker.pid)
            with engine.db.read() as conn:
                verdicts = ledger.counts(conn)
        finally:
            worker.stop(10)
            engine.close()
            valkey.stop()
        _tell(len(made), seconds, own, {name: after[name] - before.get(name, 0.0) for name in after}, folder)
        print(f"verdicts: {verdicts}")
        shutil.rmtree(folder, ignore_errors=True)


def _tell(pages: int, seconds: float, own: float, taken: dict[str, float], folder: Path) -> None:
    samples: Counter[str] = Counter()
    for path in folder.glob("samples-*.json"):
        samples.update(json.loads(path.read_text(encoding="utf-8")))
    children = taken.pop("children")
    shares = {"handing in (this process)": own, **taken}
    shares |= {name: children * count / samples.total() for name, count in samples.items()}
    whole = sum(shares.values())
    print(f"{pages} pages in {seconds:.1f} s: {pages / seconds:.1f} a second; {1000 * whole / pages:.1f} ms CPU a page")
    for name, cpu in sorted(shares.items(), key=lambda one: -one[1]):
        print(f"| {name} | {1000 * cpu / pages:.2f} | {100 * cpu / whole:.0f} % |")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process: {peak:.0f} MiB; load of the machine: {os.getloadavg()[0]:.1f}")


def _cpu(valkey: int | None, worker: int | None) -> dict[str, float]:
    """CPU seconds so far by process; children that were replaced after their thousand tasks count with the others."""
    main, ended = _seconds(worker)
    return {
        "Valkey": _seconds(valkey)[0],
        "Celery's main process": main,
        "children": ended + sum(_seconds(one)[0] for one in _children(worker)),
    }


def _children(process: int | None) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(one) for one in path.read_text(encoding="ascii").split()] if path.exists() else []


def _seconds(process: int | None) -> tuple[float, float]:
    """CPU seconds of a process, and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    own, own_system, ended, ended_system = (int(field) / TICKS for field in fields[11:15])
    return own + own_system, ended + ended_system


if __name__ == "__main__":
    main()
