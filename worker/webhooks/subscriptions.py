"""Webhooks as people manage them: added, listed, tried again, removed."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from worker.fetch.failure import FetchFailed
from worker.fetch.guard import AddressGuard
from worker.fetch.parts import split
from worker.model.verdict import FetchOutcome
from worker.store import deliveries, events, webhooks
from worker.store.webhooks import Counted
from worker.webhooks.signing import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from worker.store.database import Database
    from worker.store.webhooks import Webhook


ROTATION_SECONDS = 86_400.0
"""How long an old secret signs beside the new one: time for a receiver to be told, as Standard Webhooks recommends."""


class WebhookRefused(ValueError):  # noqa: N818 - it is what happened to the wish
    """A webhook can't be added; the sentence says why.

    Attributes:
        field: which part of the wish is at fault.
    """

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class Subscriptions:
    """The webhooks of a store.

    Args:
        db: the store.
        allow_hosts: "host:port" pairs that may be reached although they are not public.
        clock: seconds since 1970.
    """

    def __init__(self, db: Database, allow_hosts: Iterable[str], clock: Callable[[], float]) -> None:
        self._db = db
        self._guard = AddressGuard(allow_hosts, resolver=_addresses_only)
        self._clock = clock

    def add(self, url: str, *, types: Sequence[str] = (), after: int | None = None) -> Webhook:
        """Add a webhook with a new secret, which only this answer shows.

        Args:
            url: where events are posted to.
            types: which events; empty for all.
            after: tell it everything after this event; None tells it what happens from now on.

        Raises:
            WebhookRefused: the URL is none or leads to a place that is not public, a type is unknown, or the events
                asked for are not kept.
        """
        try:
            parts = split(url)
            self._guard.places(parts.host, parts.port, 1.0)
        except ValueError as error:
            raise WebhookRefused("url", str(error)) from error
        except FetchFailed as error:
            if error.outcome is FetchOutcome.FORBIDDEN_ADDRESS:
                why = f"{error.reason} SARING_WEBHOOK_ALLOW_HOSTS names exceptions."
                raise WebhookRefused("url", why) from error
        known = [kind.value for kind in events.EventType]
        for kind in types:
            if kind not in known:
                raise WebhookRefused("types", f"There is no event “{kind[:40]}”, only {', '.join(known)}.")
        with self._db.write() as conn:
            if after and (fault := events.out_of_reach(conn, after)):
                raise WebhookRefused("after", fault)
            return webhooks.add(
                conn,
                url=parts.url,
                secret=new_secret(),
                types=sorted(set(types)),
                now=self._clock(),
                after=after,
            )

    def every(self) -> list[Counted]:
        """All webhooks by number."""
        with self._db.read() as conn:
            found = webhooks.every(conn)
            counts = deliveries.counts(conn)
        return [_told(one, counts) for one in found]

    def get(self, number: int) -> Counted | None:
        """One webhook; None when there is none."""
        with self._db.read() as conn:
            found = webhooks.get(conn, number)
            return None if found is None else _told(found, deliveries.counts(conn, number))

    def remove(self, number: int) -> bool:
        """Remove a webhook with its deliveries; returns whether it was there."""
        with self._db.write() as conn:
            return webhooks.remove(conn, number)

    def rotate(self, number: int) -> Webhook | None:
        """Give a webhook a new secret, which only this answer shows; the old one signs for another day as well.

        Args:
            number: the webhook.

        Returns:
            The webhook; None when there is no such one.
        """
        with self._db.write() as conn:
            return webhooks.rotate(conn, number, secret=new_secret(), old_until=self._clock() + ROTATION_SECONDS)

    def retry(self, number: int, *, event: int | None = None) -> int | None:
        """Send parked messages again, and switch the webhook on again.

        Args:
            number: the webhook.
            event: only the message of this event, even when it has arrived; None takes all that are parked.

        Returns:
            How many messages wait again; None when there is no such webhook.
        """
        now = self._clock()
        with self._db.write() as conn:
            if not webhooks.switch(conn, number, active=True, now=now):
                return None
            return deliveries.retry(conn, number, now=now, event_id=event)


def _told(webhook: Webhook, counts: dict[tuple[int, str], int]) -> Counted:
    found = {state.value: counts.get((webhook.id, state.value), 0) for state in deliveries.DeliveryState}
    return Counted(webhook, **found)


def _addresses_only(host: str, port: int, *, type: int) -> list[Any]:  # noqa: A002 - getaddrinfo's own name
    """Resolve addresses and no names: what a name leads to is judged at each sending, and may change until then."""
    return socket.getaddrinfo(host, port, type=type, flags=socket.AI_NUMERICHOST)
