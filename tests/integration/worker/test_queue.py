"""Publishing to a broker that is there, that goes, or never was: the ledger is the truth, so nothing is raised."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from celery import Celery

from config.celery import celery_settings
from config.settings import load
from worker.intake import Intake
from worker.local.valkey import EmbeddedValkey
from worker.queue import Queue, waiting_messages
from worker.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from config.settings import Settings


@pytest.fixture
def settings(folder: Path, migrated_sqlite: Path) -> Settings:
    """A store, and a broker of its own that is not started yet."""
    (folder / "saring.db").write_bytes(migrated_sqlite.read_bytes())
    return load(data_dir=folder)


@pytest.fixture
def valkey(settings: Settings) -> Iterator[EmbeddedValkey]:
    """The broker's server."""
    server = EmbeddedValkey(settings)
    yield server
    server.stop()


@pytest.fixture
def app(settings: Settings) -> Iterator[Celery]:
    """The application of that broker."""
    made = Celery("saring", set_as_current=False)
    made.conf.update(celery_settings(settings))
    with closing(made):
        yield made


@pytest.fixture
def intake(settings: Settings, app: Celery) -> Iterator[Intake]:
    """Where submissions come in; the queue's limit makes it ask the broker before it publishes."""
    with closing(Database(settings.store)) as db:
        yield Intake(db, Queue(app, 100), time.time)


def hand_in(intake: Intake, number: int) -> bool:
    """Whether a URL was accepted."""
    return intake.urls([f"https://pagi.example/berita/{number}"])[0].new


def swept(intake: Intake) -> int:
    """How many messages a sweep gets out."""
    return intake.sweep(lost_seconds=3600, max_attempts=3).published


def test_a_broker_that_never_was_refuses_nobody(intake: Intake, app: Celery, valkey: EmbeddedValkey) -> None:
    """Submissions are accepted before the broker's first start, and go out with the first sweep after it."""
    assert hand_in(intake, 1)
    assert (0, None) == (swept(intake), waiting_messages(app))
    valkey.start()
    assert (1, 1) == (swept(intake), waiting_messages(app))


def test_a_broker_that_goes_refuses_nobody(intake: Intake, app: Celery, valkey: EmbeddedValkey) -> None:
    """The connection was good once; without the server it fails again and again, and works when the server is back."""
    valkey.start()
    assert hand_in(intake, 1)
    valkey.stop()
    assert all(hand_in(intake, number) for number in (2, 3, 4))
    assert (0, None) == (swept(intake), waiting_messages(app))
    valkey.start()
    assert (3, True) == (swept(intake), (waiting_messages(app) or 0) >= 3)


def test_a_pooled_connection_that_was_closed_is_opened_again(
    intake: Intake, app: Celery, valkey: EmbeddedValkey
) -> None:
    """Whoever closed it (a fork, a forgotten context) does not stop those who publish after that."""
    valkey.start()
    assert hand_in(intake, 1)
    with app.producer_or_acquire() as producer:
        producer.connection.close()

    assert hand_in(intake, 2)
    assert 2 == waiting_messages(app)
