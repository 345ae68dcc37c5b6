from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.clock import Clock

from config.settings import load
from worker.engine import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def both(store_url: str, folder: Path, valkey_url: str, clock: Clock) -> Iterator[Engine]:
    """An engine of real parts, once over each kind of store."""
    made = Engine(load(data_dir=folder, store_url=store_url, index_url=valkey_url), clock=clock)
    yield made
    made.close()
