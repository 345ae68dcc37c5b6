from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from worker.dedup.index import Index

if TYPE_CHECKING:
    import pytest
    import redis

ROUNDS = 1000


def test_twins_are_never_both_blind(valkey: redis.Redis, index_socket: str, pytestconfig: pytest.Config) -> None:
    """Two processes add twins at the same moment, 1,000 times: exactly one of the two sees the other."""
    Index(valkey).open()
    script = str(Path(__file__).with_name("twin.py"))
    environment = {**os.environ, "PYTHONPATH": str(pytestconfig.rootpath)}
    processes = [
        subprocess.Popen(
            [sys.executable, script, index_socket, str(me), str(ROUNDS)], stdout=subprocess.PIPE, env=environment
        )
        for me in (1, 2)
    ]
    first, second = (process.communicate(timeout=60)[0].decode() for process in processes)

    assert (ROUNDS, ROUNDS) == (len(first), len(second))
    assert ["1"] * ROUNDS == [str(int(a) + int(b)) for a, b in zip(first, second, strict=True)]
    # both came first now and then, so they did meet at the same moment
    assert 0 < first.count("1") < ROUNDS
