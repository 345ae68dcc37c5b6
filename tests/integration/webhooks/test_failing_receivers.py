"""Real receivers that fail, refuse, are slow or gone: everything arrives in the end, and nobody else waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posted import counts, webhook
from support.receiver import ATTEMPTS, Receiver, happen

from worker.store import deliveries, webhooks
from worker.store.deliveries import DeliveryState
from worker.webhooks.deliverer import LONGEST_WAIT, Delivered

if TYPE_CHECKING:
    from conftest import Post
    from support.clock import Clock

    from worker.store.database import Database


def test_a_receiver_that_fails_for_a_while_gets_all_of_them_in_the_end(db: Database, clock: Clock, post: Post) -> None:
    """Down for an hour: it is tried now and then, and afterwards everything comes, once and in order."""
    down = True
    with Receiver(lambda _: 503 if down else 204) as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 50)
        for _ in range(3):
            clock.advance(100)
            deliverer.run()
        tries = len(receiver.requests)
        happen(db, 10)
        down = False
        clock.advance(LONGEST_WAIT)
        deliverer.run()

        assert 3 == tries
        assert list(range(1, 61)) == receiver.events
        assert {"done": 60} == counts(db)
        assert "" == webhook(db, added.id).reason


def test_who_does_not_listen_at_all_is_asked_less_and_less(db: Database, clock: Clock, post: Post) -> None:
    """Nobody at the port: each failed try waits longer than the one before, then the message is parked."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
    happen(db, 2)
    waits = []
    for _ in range(ATTEMPTS):
        deliverer.run()
        waits.append(webhook(db, added.id).due_at - clock())
        assert Delivered() == deliverer.run()
        clock.advance(waits[-1])

    assert [5, 15, 45, 135] == waits
    assert {"parked": 1, "waiting": 1} == counts(db)
    with db.read() as conn:
        [parked] = deliveries.page(conn, added.id, state=DeliveryState.PARKED)
    assert (1, ATTEMPTS) == (parked.event_id, parked.attempts)
    assert parked.reason.endswith(f"(tried {ATTEMPTS} times)")


def test_what_was_parked_is_sent_again_when_asked(db: Database, clock: Clock, post: Post) -> None:
    """`retry` counts its tries from nought."""
    broken = True
    with Receiver(lambda _: 422 if broken else 200) as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 2)
        for _ in range(ATTEMPTS):
            deliverer.run()
            clock.advance(LONGEST_WAIT)
        parked = counts(db)
        broken = False
        again = book.retry(added.id)
        deliverer.run()

        assert {"parked": 2} == parked
        assert 2 == again
        assert [1, 2] == receiver.events
        assert {"done": 2} == counts(db)
        assert book.retry(999) is None


def test_one_message_that_is_refused_holds_up_no_other(db: Database, clock: Clock, post: Post) -> None:
    """A 422 speaks of the message: it waits alone, and the rest goes on."""
    with Receiver(lambda at: 422 if at == 1 else 204) as receiver:
        book, deliverer = post(receiver)
        book.add(receiver.url)
        happen(db, 4)
        first = deliverer.run()
        clock.advance(5)
        deliverer.run()

        assert Delivered(done=3, failed=1) == first
        assert [1, 3, 4, 2] == receiver.events


def test_a_receiver_that_is_gone_is_switched_off(db: Database, clock: Clock, post: Post) -> None:
    """410 means never again; when it is switched on again it gets what it missed."""
    gone = True
    with Receiver(lambda _: 410 if gone else 204) as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 3)
        deliverer.run()
        off = webhook(db, added.id)
        happen(db, 2)
        clock.advance(LONGEST_WAIT)
        deliverer.run()
        tries = len(receiver.requests)
        gone = False
        book.retry(added.id)
        deliverer.run()

        assert (False, 1) == (off.active, tries)
        assert "410 Gone" in off.reason
        assert [1, 2, 3, 4, 5] == receiver.events


def test_a_slow_receiver_does_not_stop_the_others(db: Database, post: Post) -> None:
    """While one lets us wait to the end of its time, another has got everything."""
    with Receiver(seconds=3) as slow, Receiver() as quick:
        book, deliverer = post(slow, quick, seconds=1.0)
        waiting, _ = book.add(slow.url), book.add(quick.url)
        happen(db, 30)
        delivered = deliverer.run()

        assert Delivered(done=30, failed=1) == delivered
        assert list(range(1, 31)) == quick.events
        assert "The receiver did not answer within 1 seconds." == webhook(db, waiting.id).reason


def test_a_webhook_that_another_worker_serves_is_left_alone(db: Database, clock: Clock, post: Post) -> None:
    """Two tasks at once send nothing twice; a worker that died lets go when its lease ends."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 2)
        with db.write() as conn:
            assert webhooks.claim(conn, added.id, now=clock(), lease_seconds=60)
            assert webhooks.claim(conn, added.id, now=clock(), lease_seconds=60) is None
        held = deliverer.run()
        clock.advance(60)
        free = deliverer.run()

        assert (Delivered(), Delivered(done=2)) == (held, free)
        assert [1, 2] == receiver.events
