"""How one worker process grows: many synthetic pages through the whole pipeline, with its memory on the way.

usage: memory.py [--pages 50000] [--every 5000]

The pages are the tests' synthetic articles, in reports of one to three pages; their bytes are in hand, so that
fetching alone is left out.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from pathlib import Path

from in_hand import InHand
from servers import own_valkey
from speed_texts import writer

from worker.engine import Engine

AT_ONCE = 500
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Run and tell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pages", type=int, default=50_000)
    parser.add_argument("--every", type=int, default=5_000)
    asked = parser.parse_args()
    with own_valkey() as (settings, _):
        engine = Engine(settings)
        engine.db.migrate()
        engine.warm()
        hand = InHand(engine)
        made = writer(7)
        done = family = 0
        began = time.process_time()
        print(f"{done:>8} pages {_resident():6.0f} MiB", flush=True)
        while done < asked.pages:
            batch = []
            while len(batch) < AT_ONCE:
                family += 1
                batch += made.family(family, 1 + family % 3)
            for number in hand.accept({one.url: one.html.encode() for one in batch}):
                hand.run(number)
            before, done = done, done + len(batch)
            if before // asked.every != done // asked.every:
                cpu = 1000 * (time.process_time() - began) / done
                print(f"{done:>8} pages {_resident():6.0f} MiB {cpu:6.2f} ms CPU a page", flush=True)
        print(f"    peak       {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MiB")
        engine.close()


def _resident() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20


if __name__ == "__main__":
    main()
