"""A store with events, a clock that the test moves, and a deliverer that may reach loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from support.receiver import ATTEMPTS

from worker.fetch.guard import AddressGuard
from worker.webhooks.deliverer import Deliverer
from worker.webhooks.sender import Sender
from worker.webhooks.subscriptions import Subscriptions

if TYPE_CHECKING:
    from support.clock import Clock
    from support.receiver import Receiver

    from worker.store.database import Database


class Post(Protocol):
    """Makes what a test posts with."""

    def __call__(self, *receivers: Receiver, seconds: float = 5.0) -> tuple[Subscriptions, Deliverer]:
        """Webhooks and a deliverer that may reach these receivers, and nobody else."""


@pytest.fixture
def post(db: Database, clock: Clock) -> Post:
    """Makes webhooks and a deliverer."""

    def make(*receivers: Receiver, seconds: float = 5.0) -> tuple[Subscriptions, Deliverer]:
        allowed = [one.place for one in receivers]
        sender = Sender(AddressGuard(allowed), seconds=seconds, user_agent="Saring/test")
        deliverer = Deliverer(db, sender, attempts=ATTEMPTS, lease_seconds=60, clock=clock)
        return Subscriptions(db, allowed, clock), deliverer

    return make
