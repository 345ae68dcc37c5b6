"""Real receivers over HTTP: every event arrives once, in order and signed, and who asks for part gets that part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posted import counts, webhook
from support.receiver import Receiver, happen, verify

from worker.store import deliveries, events, webhooks
from worker.webhooks.deliverer import BURST, LONGEST_WAIT, Delivered

if TYPE_CHECKING:
    from conftest import Post
    from support.clock import Clock

    from worker.store.database import Database

YEAR = 365 * 86_400.0


def test_events_arrive_once_in_order_and_signed(db: Database, clock: Clock, post: Post) -> None:
    """What a receiver checks by the specification holds, and nothing comes twice."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        happen(db, 1)
        added = book.add(receiver.url)
        happen(db, 2 * BURST + 3)
        first = deliverer.run()
        second = deliverer.run()

        assert (Delivered(done=2 * BURST + 3), Delivered()) == (first, second)
        assert list(range(2, 2 * BURST + 5)) == receiver.events
        assert all(verify(added.secret, headers, body, clock()) for headers, body in receiver.requests)
        assert {"evt_2"} == {headers["webhook-id"] for headers, _ in receiver.requests[:1]}
        assert {"type": "article.stored", "data": {"article": 0}, "id": 2} == {
            name: value for name, value in receiver.taken[0].items() if name != "timestamp"
        }


def test_a_message_that_was_changed_on_its_way_is_known(db: Database, clock: Clock, post: Post) -> None:
    """Another body, another time, another secret: the signature holds for none of them."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        added, other = book.add(receiver.url), book.add(receiver.url)
        happen(db, 1)
        deliverer.run()
        headers, body = receiver.requests[0]
        mine = added if verify(added.secret, headers, body, clock()) else other
        later = headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}

        assert verify(mine.secret, headers, body, clock())
        assert not verify(mine.secret, headers, body + b" ", clock())
        assert not verify(mine.secret, later, body, clock())
        assert not verify((other if mine is added else added).secret, headers, body, clock())
        assert not verify(mine.secret, headers, body, clock() + 301)


def test_while_a_secret_changes_both_sign(db: Database, clock: Clock, post: Post) -> None:
    """A receiver that still has the old one takes messages for a day, one that has the new one at once."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        old = book.add(receiver.url)
        new = book.rotate(old.id)
        assert new is not None
        happen(db, 1)
        deliverer.run()
        clock.advance(86_401)
        happen(db, 1)
        deliverer.run()
        [(first, body), (second, later)] = receiver.requests

        assert verify(old.secret, first, body, clock() - 86_401)
        assert verify(new.secret, first, body, clock() - 86_401)
        assert not verify(old.secret, second, later, clock())
        assert verify(new.secret, second, later, clock())
        assert old.secret != new.secret
        assert old.secret not in repr(new)
        assert book.rotate(old.id + 1) is None


def test_one_message_can_be_sent_again_although_it_arrived(db: Database, post: Post) -> None:
    """A receiver that lost what it had taken asks for it by its event; what still waits stays as it is."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 3)
        deliverer.run()
        again = book.retry(added.id, event=2)
        deliverer.run()

        assert 1 == again
        assert [1, 2, 3, 2] == receiver.events
        assert 0 == book.retry(added.id)


def test_a_receiver_can_be_tried_out(db: Database, clock: Clock, post: Post) -> None:
    """A signed message of its own type, at once; nothing of it is kept, and a refusal is told as it is."""
    statuses = iter([204, 500])
    with Receiver(lambda _: next(statuses)) as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        first, second = deliverer.try_out(added.id), deliverer.try_out(added.id)
        [(headers, body), _] = receiver.requests

        assert (True, 204) == (first and first[0], first and first[1].status)
        assert (False, "The receiver said 500 Internal Server Error.") == (
            second and second[0],
            second and second[1].reason,
        )
        assert verify(added.secret, headers, body, clock())
        assert ("webhook.test", 0, {"webhook": added.id}) == tuple(
            receiver.taken[0][name] for name in ("type", "id", "data")
        )
        assert headers["webhook-id"].startswith("test_")
        assert deliverer.try_out(added.id + 1) is None
    assert {} == counts(db)


def test_only_the_wanted_types_are_sent(db: Database, post: Post) -> None:
    """What nobody asked for makes no delivery, and is never asked about again."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        book.add(receiver.url, types=["clusters.merged"])
        happen(db, 5)
        happen(db, 1, kind="clusters.merged")
        happen(db, 5)
        deliverer.run()

        assert [6] == receiver.events
        assert {"done": 1} == counts(db)
        with db.read() as conn:
            assert 11 == webhooks.every(conn)[0].handed_out


def test_a_webhook_may_begin_with_the_past(db: Database, post: Post) -> None:
    """`after` tells it everything that came after that event."""
    with Receiver() as receiver:
        book, deliverer = post(receiver)
        happen(db, 4)
        book.add(receiver.url, after=2)
        deliverer.run()

        assert [3, 4] == receiver.events


def test_a_redirect_is_not_followed(db: Database, post: Post) -> None:
    """It could lead inside; the reason says what to do."""
    with Receiver(lambda _: 307) as receiver:
        receiver.headers["Location"] = receiver.url
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 1)
        deliverer.run()

        assert 1 == len(receiver.requests)
        assert "redirects are not followed" in webhook(db, added.id).reason


def test_old_events_go_with_their_deliveries(db: Database, clock: Clock, post: Post) -> None:
    """What waits for a receiver that never came back is not kept for ever."""
    with Receiver(lambda _: 503) as receiver:
        book, deliverer = post(receiver)
        added = book.add(receiver.url)
        happen(db, 3, at=clock())
        deliverer.run()
        with db.write() as conn:
            deliveries.prune(conn, events.prune(conn, before=clock() + 1))
        happen(db, 1, at=clock() + 2)
        receiver.answer = lambda _: 204
        clock.advance(LONGEST_WAIT)
        deliverer.run()

        assert [4] == receiver.events
        assert {"done": 1} == counts(db)
        assert book.remove(added.id)
        assert ({}, []) == (counts(db), book.every())


def test_what_a_clock_far_ahead_wrote_does_not_silence_a_webhook(db: Database, clock: Clock, post: Post) -> None:
    """A lease of a killed worker and waits that were written next year end when a right clock looks."""
    with Receiver(lambda n: 500 if n == 0 else 204) as receiver:
        book, deliverer = post(receiver)
        number = book.add(receiver.url).id
        happen(db, 2)
        right = clock()
        clock.advance(YEAR)
        failed = deliverer.run()
        clock.advance(LONGEST_WAIT)
        with db.write() as conn:
            killed = webhooks.claim(conn, number, now=clock(), lease_seconds=60)
        clock.now = right
        told = deliverer.run()

    assert Delivered(failed=1) == failed
    assert killed is not None
    assert Delivered(done=2) == told
