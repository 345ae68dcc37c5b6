"""Delivering: every event to every webhook, at least once, until it has arrived or is parked."""

from __future__ import annotations

import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from worker.fetch.status import LONGEST_WAIT as LONGEST_ASKED
from worker.store import deliveries, webhooks
from worker.store.deliveries import DeliveryState
from worker.store.events import Event
from worker.webhooks.signing import headers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from worker.store.database import Database
    from worker.store.deliveries import Delivery
    from worker.store.webhooks import Webhook
    from worker.webhooks.sender import Reply, Sender

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 5.0
WAIT_GROWS: Final = 3.0
LONGEST_WAIT: Final = 7200.0
"""Seconds: 5, 15, 45, … up to two hours, much as the Standard Webhooks specification recommends."""
TEST: Final = "webhook.test"
"""The type of a message that only tries a receiver out; its event number is 0."""
AT_ONCE: Final = 32
"""Webhooks that one run serves side by side: each waits for its receiver, none needs the processor."""
BURST: Final = 20
"""Messages between two notes in the store; so many a receiver may get twice when a worker is killed."""
TURN_SECONDS: Final = 10.0
"""How long one run serves one webhook; it takes a child of the pool from articles. The next run goes on: at once where
at least a burst arrived, else when the scheduler says so, so that a slow receiver holds a child a third of the time."""
UNWELL: Final = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Refusals that say something of the receiver's state, and nothing of the message."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one run did.

    Attributes:
        done: messages that arrived.
        failed: tries that did not.
        parked: messages that were given up.
        more: whether more waits, for a receiver that takes it quickly.
    """

    done: int = 0
    failed: int = 0
    parked: int = 0
    more: bool = False

    def __add__(self, other: Delivered) -> Delivered:
        """Both runs together."""
        return Delivered(
            self.done + other.done, self.failed + other.failed, self.parked + other.parked, self.more or other.more
        )


@dataclass(frozen=True, slots=True)
class _Try:
    """What one try came to: where the message stands, and when it and its receiver are tried next."""

    delivery: Delivery
    state: DeliveryState
    reason: str
    due_at: float | None = None
    unwell_until: float | None = None
    gone: bool = False


def _took(reply: Reply) -> bool:
    return reply.status is not None and HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES


def wait_after(attempts: int) -> float:
    """Seconds to wait after so many failed tries."""
    return float(min(FIRST_WAIT * WAIT_GROWS ** min(attempts - 1, 20), LONGEST_WAIT))


class Deliverer:
    """Tells webhooks of events.

    A receiver that does not answer well is left alone for a while with everything that waits for it, so that its
    messages stay in order and only the first of them uses up its tries. A message that is refused for itself waits
    alone. A receiver that says 410 is switched off.

    Args:
        db: the store.
        sender: posts.
        attempts: tries before a message is parked.
        lease_seconds: how long nobody else serves a webhook that is being served.
        clock: seconds since 1970.
    """

    def __init__(
        self, db: Database, sender: Sender, *, attempts: int, lease_seconds: float, clock: Callable[[], float]
    ) -> None:
        self._db = db
        self._sender = sender
        self._attempts = attempts
        self._lease_seconds = lease_seconds
        self._clock = clock

    def run(self) -> Delivered:
        """Serve every webhook whose turn it is, side by side."""
        self._pull_in()
        with self._db.read() as conn:
            ready = webhooks.ready(conn, self._clock())
        if not ready:
            return Delivered()
        with ThreadPoolExecutor(min(AT_ONCE, len(ready)), thread_name_prefix="webhook") as pool:
            return sum(pool.map(self._guarded, ready), Delivered())

    def try_out(self, number: int) -> tuple[bool, Reply] | None:
        """Post a message of the type `webhook.test` at once, of which nothing is kept.

        Args:
            number: the webhook.

        Returns:
            Whether its receiver took it, and what it answered; None when there is no such webhook.
        """
        with self._db.read() as conn:
            webhook = webhooks.get(conn, number)
        if webhook is None:
            return None
        now = self._clock()
        reply = self._post(webhook, Event(0, TEST, {"webhook": number}, now), f"test_{round(now * 1000)}")
        return _took(reply), reply

    def _pull_in(self) -> None:
        """Bring times back that a clock which ran ahead has written, else nobody is told before then."""
        now = self._clock()
        latest = {"lease_until": now + 2 * self._lease_seconds, "due_at": now + 2 * LONGEST_ASKED}
        with self._db.read() as conn:
            wrong = webhooks.ahead(conn, **latest)
        for number in wrong:
            log.warning(
                "Webhook %d was left alone until a time that only a wrong clock writes; it is told now.", number
            )
            with self._db.write() as conn:
                webhooks.pull_in(conn, number, now=now)

    def _guarded(self, number: int) -> Delivered:
        try:
            return self._serve(number)
        except Exception:
            log.exception("Webhook %d can't be served", number)
            return Delivered()

    def _serve(self, number: int) -> Delivered:
        """Serve one webhook for its turn."""
        with self._db.write() as conn:
            now = self._clock()
            claimed = webhooks.claim(conn, number, now=now, lease_seconds=self._lease_seconds)
            deliveries.pull_in(conn, number, now=now, latest=now + 2 * LONGEST_ASKED)
        if claimed is None:
            return Delivered()
        webhook, lease = claimed
        try:
            return self._turn(webhook)
        finally:
            with self._db.write() as conn:
                webhooks.release(conn, number, lease)

    def _turn(self, webhook: Webhook) -> Delivered:
        total = Delivered()
        until = time.monotonic() + TURN_SECONDS
        while True:
            with self._db.write() as conn:
                more = deliveries.hand_out(conn, webhook, now=self._clock())
                due = deliveries.due(conn, webhook.id, now=self._clock(), limit=BURST)
            if not due and not more:
                return total
            tries = self._burst(webhook, due, until)
            self._note(webhook, tries)
            total += Delivered(
                done=sum(one.state is DeliveryState.DONE for one in tries),
                failed=sum(one.state is not DeliveryState.DONE for one in tries),
                parked=sum(one.state is DeliveryState.PARKED for one in tries),
            )
            if tries and (tries[-1].gone or tries[-1].unwell_until is not None):
                return total
            if time.monotonic() > until:
                return total + Delivered(more=total.done >= BURST)

    def _burst(self, webhook: Webhook, due: Sequence[tuple[Delivery, Event]], until: float) -> list[_Try]:
        """Send messages one after the other, until the receiver is unwell or the turn is over."""
        tries: list[_Try] = []
        for delivery, event in due:
            tries.append(self._send(webhook, delivery, event))
            if tries[-1].gone or tries[-1].unwell_until is not None or time.monotonic() > until:
                break
        return tries

    def _send(self, webhook: Webhook, delivery: Delivery, event: Event) -> _Try:
        reply = self._post(webhook, event, f"evt_{event.id}")
        if _took(reply):
            return _Try(delivery, DeliveryState.DONE, reply.reason)
        if reply.status == HTTPStatus.GONE:
            return _Try(delivery, DeliveryState.WAITING, reply.reason, gone=True)
        log.info("Webhook %d, event %d: %s", webhook.id, event.id, reply.reason)
        return self._failed(delivery, reply)

    def _post(self, webhook: Webhook, event: Event, message_id: str) -> Reply:
        now = self._clock()
        body = json.dumps(event.told(), separators=(",", ":")).encode()
        return self._sender.post(
            webhook.url, headers(*webhook.secrets(now), message_id=message_id, at=int(now), body=body), body
        )

    def _failed(self, delivery: Delivery, reply: Reply) -> _Try:
        tried = delivery.attempts + 1
        due_at = self._clock() + max(wait_after(tried), reply.retry_after or 0)
        parked = tried >= self._attempts
        return _Try(
            delivery,
            DeliveryState.PARKED if parked else DeliveryState.WAITING,
            f"{reply.reason} (tried {tried} times)" if parked else reply.reason,
            due_at,
            due_at if _unwell(reply.status) else None,
        )

    def _note(self, webhook: Webhook, tries: Sequence[_Try]) -> None:
        if not tries:
            return
        now = self._clock()
        last = tries[-1]
        with self._db.write() as conn:
            for one in tries:
                deliveries.note(conn, one.delivery, one.state, now=now, reason=one.reason, due_at=one.due_at)
            if last.gone:
                said = f"{last.reason} It is switched off; `saring webhooks retry {webhook.id}` switches it on again."
                webhooks.switch(conn, webhook.id, active=False, reason=said, now=now)
                log.warning("Webhook %d is switched off: its receiver says that it is gone for good.", webhook.id)
            elif last.unwell_until is not None:
                webhooks.wait(conn, webhook.id, due_at=last.unwell_until, reason=last.reason)
            elif webhook.reason:
                webhooks.wait(conn, webhook.id, due_at=now, reason="")


def _unwell(status: int | None) -> bool:
    """Whether an answer says that the receiver is unwell, and not that it won't have this message."""
    refused = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
    return status is None or status not in refused or status in UNWELL
