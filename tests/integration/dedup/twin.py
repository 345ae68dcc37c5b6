"""One of two processes that add twins at the same moment; prints for each round whether it saw the other."""

from __future__ import annotations

import sys

import redis

from worker.dedup.index import Index

NOW = 1_700_000_000.0


def main(socket: str, me: int, rounds: int) -> None:
    """Meet the other process before each round, then add."""
    client = redis.Redis(unix_socket_path=socket)
    index = Index(client)
    seen = []
    for turn in range(rounds):
        buckets = [b"%02d%04d" % (band, turn) for band in range(40)]
        client.incr(f"turn:{turn}")
        while int(client.get(f"turn:{turn}") or 0) < 2:
            pass
        met = index.add(2 * turn + me, buckets, NOW)
        seen.append("1" if any(one.article_id == 2 * turn + 3 - me for one in met) else "0")
    sys.stdout.write("".join(seen))


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
