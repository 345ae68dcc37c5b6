"""The way of pages in a process of its own, with what each cost: `python -m support.measured`, wishes on stdin."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
KIB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What became of a page, and what it took.

    Attributes:
        outcome: how the fetch ended.
        reason: its sentence, or why the page is no article.
        is_article: whether an article came out.
        characters: how long its cleaned text is.
        seconds: from the request to the signature.
        mebibytes: the most memory that the process held meanwhile, its own parts (some 105) included.
    """

    outcome: str
    reason: str
    is_article: bool
    characters: int
    seconds: float
    mebibytes: float


def measured(urls: Sequence[str], host: str, *, obey_robots: bool = False, **limits: float) -> list[Cost]:
    """Fetch, extract, clean and sign pages one after the other, in a process of their own.

    Args:
        urls: where they are.
        host: "host:port" that may be reached.
        obey_robots: whether robots.txt is asked.
        limits: those of the fetch that differ from the defaults.
    """
    wish = json.dumps({"urls": urls, "host": host, "limits": limits, "obey_robots": obey_robots})
    environment = {"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", "support.measured"],
        input=wish,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [Cost(**json.loads(line)) for line in done.stdout.splitlines()]


def _run(wish: dict[str, Any]) -> Iterator[Cost]:
    from worker.clean.cleaner import Cleaner  # noqa: PLC0415 - the parent needs none of these
    from worker.clean.rules import RuleBook  # noqa: PLC0415 - as above
    from worker.dedup.signing import Signer  # noqa: PLC0415 - as above
    from worker.fetch.client import Fetcher  # noqa: PLC0415 - as above
    from worker.fetch.guard import AddressGuard  # noqa: PLC0415 - as above
    from worker.fetch.limits import FetchLimits  # noqa: PLC0415 - as above

    cleaner, signer = Cleaner(RuleBook.load(None)), Signer()
    cleaner.page("<p>Panas.</p>", "http://contoh.example/a")
    guard = AddressGuard(allow_hosts=[wish["host"]])
    for url in wish["urls"]:
        fetcher = Fetcher(FetchLimits(**wish["limits"]), guard=guard, obey_robots=wish["obey_robots"])
        _forget_peak()
        began = time.perf_counter()
        page = fetcher.fetch(url)
        reason, is_article, characters = page.reason, False, 0
        if page.text:
            found = cleaner.page(page.text, page.url)
            reason, is_article, characters = found.reason, found.is_article, len(found.text)
            if is_article:
                signer.sign(found.text)
        took = time.perf_counter() - began
        yield Cost(page.outcome.value, reason, is_article, characters, round(took, 2), round(_peak(), 1))


def _forget_peak() -> None:
    """Let the kernel count the most memory anew (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory that this process held; getrusage would count its parent's until the exec as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / KIB


if __name__ == "__main__":
    for cost in _run(json.load(sys.stdin)):
        sys.stdout.write(json.dumps(asdict(cost)) + "\n")
        sys.stdout.flush()
