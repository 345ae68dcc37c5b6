"""Webhooks: who is told of events, and who of the workers is telling them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from worker.store import events
from worker.store.database import lock_clusters
from worker.store.schema import DELIVERY, WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class Webhook:
    """One webhook; all times are seconds since 1970.

    Attributes:
        id: its number.
        url: where events are posted to.
        secret: what signs them; never shown in full again.
        types: which events; empty for all.
        active: whether it is told.
        reason: why it is switched off, or what its receiver last failed with; "" when all is well.
        handed_out: the last event that has its delivery.
        due_at: when its receiver is tried next.
        created_at: when it was added.
        old_secret: what signed them before; None when there was none.
        old_until: until when that signs them as well, None when there was none.
    """

    id: int
    url: str
    secret: str = field(repr=False)
    types: tuple[str, ...]
    active: bool
    reason: str
    handed_out: int
    due_at: float
    created_at: float
    old_secret: str | None = field(default=None, repr=False)
    old_until: float | None = None

    def secrets(self, now: float) -> tuple[str, ...]:
        """What signs a message now: the secret, and the one before it as long as its receiver may still know no other.

        Args:
            now: seconds since 1970.
        """
        old = self.old_secret if self.old_secret and now < (self.old_until or 0.0) else None
        return (self.secret, old) if old else (self.secret,)

    @property
    def hint(self) -> str:
        """The end of the secret: enough to tell two apart."""
        return f"…{self.secret[-4:]}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A webhook and how its messages stand.

    Attributes:
        webhook: the webhook.
        waiting: messages on their way.
        done: messages that arrived.
        parked: messages that were given up.
    """

    webhook: Webhook
    waiting: int
    done: int
    parked: int


_COLUMNS = [WEBHOOK.c[name] for name in Webhook.__dataclass_fields__]


def add(
    conn: Connection, *, url: str, secret: str, types: Sequence[str], now: float, after: int | None = None
) -> Webhook:
    """Add a webhook.

    Args:
        conn: a writing transaction.
        url: where events are posted to.
        secret: what signs them.
        types: which events; empty for all.
        now: seconds since 1970.
        after: tell it everything after this event; None tells it what happens from now on.
    """
    if after is None:
        lock_clusters(conn)  # an event that is being written now must not fall between
        after = events.newest(conn)
    values = {
        "url": url,
        "secret": secret,
        "types": list(types),
        "active": True,
        "reason": "",
        "handed_out": after,
        "due_at": now,
        "lease": "",
        "lease_until": 0.0,
        "created_at": now,
    }
    return _webhook(conn.execute(insert(WEBHOOK).values(values).returning(*_COLUMNS)).one())


def every(conn: Connection) -> list[Webhook]:
    """All webhooks by number."""
    return [_webhook(row) for row in conn.execute(select(*_COLUMNS).order_by(WEBHOOK.c.id))]


def get(conn: Connection, number: int) -> Webhook | None:
    """One webhook by its number."""
    row = conn.execute(select(*_COLUMNS).where(WEBHOOK.c.id == number)).one_or_none()
    return None if row is None else _webhook(row)


def remove(conn: Connection, number: int) -> bool:
    """Remove a webhook with its deliveries; returns whether it was there."""
    conn.execute(delete(DELIVERY).where(DELIVERY.c.webhook_id == number))
    return conn.execute(delete(WEBHOOK).where(WEBHOOK.c.id == number)).rowcount == 1


def listened(conn: Connection) -> bool:
    """Whether any webhook is to be told of anything."""
    return conn.execute(select(WEBHOOK.c.id).where(WEBHOOK.c.active).limit(1)).one_or_none() is not None


def ready(conn: Connection, now: float) -> list[int]:
    """The webhooks whose turn it is: switched on, due, and served by nobody."""
    free = (WEBHOOK.c.active, WEBHOOK.c.due_at <= now, WEBHOOK.c.lease_until <= now)
    return list(conn.execute(select(WEBHOOK.c.id).where(*free).order_by(WEBHOOK.c.due_at)).scalars())


def ahead(conn: Connection, *, lease_until: float, due_at: float) -> list[int]:
    """The webhooks that are held or left alone until a time that no right clock would have written.

    Args:
        conn: any transaction.
        lease_until: no lease ends after this, in seconds since 1970.
        due_at: no wait ends after this, in seconds since 1970.
    """
    wrong = or_(WEBHOOK.c.lease_until > lease_until, WEBHOOK.c.due_at > due_at)
    return list(conn.execute(select(WEBHOOK.c.id).where(wrong)).scalars())


def pull_in(conn: Connection, number: int, *, now: float) -> None:
    """Let a webhook be served now, whoever holds it and however long it was to wait."""
    conn.execute(update(WEBHOOK).where(WEBHOOK.c.id == number).values(lease="", lease_until=0.0, due_at=now))


def claim(conn: Connection, number: int, *, now: float, lease_seconds: float) -> tuple[Webhook, str] | None:
    """Take a webhook, so that nobody else serves it.

    Returns:
        The webhook and the lease; None when its turn has not come or another worker has it.
    """
    lease = secrets.token_hex(8)
    free = (WEBHOOK.c.active, WEBHOOK.c.due_at <= now, WEBHOOK.c.lease_until <= now)
    row = conn.execute(
        update(WEBHOOK)
        .where(WEBHOOK.c.id == number, *free)
        .values(lease=lease, lease_until=now + lease_seconds)
        .returning(*_COLUMNS)
    ).one_or_none()
    return None if row is None else (_webhook(row), lease)


def release(conn: Connection, number: int, lease: str) -> None:
    """Let a webhook go."""
    held = (WEBHOOK.c.id == number, WEBHOOK.c.lease == lease)
    conn.execute(update(WEBHOOK).where(*held).values(lease="", lease_until=0.0))


def wait(conn: Connection, number: int, *, due_at: float, reason: str) -> None:
    """Note when a receiver is tried next, and what it failed with."""
    conn.execute(update(WEBHOOK).where(WEBHOOK.c.id == number).values(due_at=due_at, reason=reason))


def switch(conn: Connection, number: int, *, active: bool, reason: str = "", now: float) -> bool:
    """Switch a webhook on or off; what happens meanwhile is told when it is on again.

    Returns:
        Whether it was there.
    """
    changed = update(WEBHOOK).where(WEBHOOK.c.id == number).values(active=active, reason=reason, due_at=now)
    return conn.execute(changed).rowcount == 1


def rotate(conn: Connection, number: int, *, secret: str, old_until: float) -> Webhook | None:
    """Give a webhook another secret.

    Args:
        conn: a writing transaction.
        number: the webhook.
        secret: the new one.
        old_until: until when the old one signs as well, in seconds since 1970.

    Returns:
        The webhook with its new secret; None when there is none of this number.
    """
    changed = update(WEBHOOK).where(WEBHOOK.c.id == number)
    changed = changed.values(old_secret=WEBHOOK.c.secret, secret=secret, old_until=old_until)
    row = conn.execute(changed.returning(*_COLUMNS)).one_or_none()
    return None if row is None else _webhook(row)


def _webhook(row: Row[Any]) -> Webhook:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Webhook(**fields | {"types": tuple(fields["types"])})
