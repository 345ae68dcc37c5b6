"""The command line over a store and an engine of the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.cli import Cli

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.settings import Settings


@pytest.fixture
def cli(settings: Settings) -> Iterator[Cli]:
    """The command line over an empty store, with a Valkey for the index and no broker."""
    made = Cli(settings)
    yield made
    made.close()


@pytest.fixture
def filled(cli: Cli) -> Cli:
    """The command line over the twelve stories: a fire told four times, a dam twice, six alone."""
    cli.fill()
    return cli
