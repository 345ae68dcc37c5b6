"""An engine whose clock the test moves."""

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
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def standing(folder: Path, store_url: str, valkey_url: str, clock: Clock) -> Iterator[Engine]:
    """An engine whose clock stands still, on either store."""
    made = Engine(load(data_dir=folder, store_url=store_url, index_url=valkey_url), clock=clock)
    yield made
    made.close()
