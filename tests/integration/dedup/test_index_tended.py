"""An index whose server was killed, emptied or started again: it refills itself before anybody asks it."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest
import redis
from support.stories import DAM, FIRE, SCHOOL, body

from config.settings import load
from worker.dedup.bands import buckets
from worker.dedup.index import IndexParams
from worker.dedup.index_faults import IndexBehind
from worker.dedup.index_tended import LOCK_SECONDS, SLACK_SECONDS, TendedIndex
from worker.dedup.signing import Signer
from worker.local.valkey import EmbeddedValkey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = 1_750_000_000.0
SIGNATURES = {number: Signer().sign(body(story)).to_bytes() for number, story in enumerate((FIRE, DAM, SCHOOL), 1)}
KEYS = {number: buckets(Signer().sign(body(story))) for number, story in enumerate((FIRE, DAM, SCHOOL), 1)}


class Shelf:
    """A store of signatures that remembers what it was asked for."""

    def __init__(self) -> None:
        self.rows: dict[int, bytes] = {}
        self.asked: list[tuple[int, float | None]] = []

    def empty(self) -> bool:
        """Whether nothing is stored."""
        return not self.rows

    def signatures(self, *, after: int, since: float | None) -> Iterator[list[tuple[int, bytes, float]]]:
        """One row a batch."""
        self.asked.append((after, since))
        for number, signature in sorted(self.rows.items()):
            if number > after:
                yield [(number, signature, NOW)]


@pytest.fixture
def valkey(folder: Path) -> Iterator[EmbeddedValkey]:
    """A server of its own, that may be killed."""
    server = EmbeddedValkey(load(data_dir=folder))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(valkey: EmbeddedValkey, folder: Path) -> Iterator[redis.Redis]:
    """A client of it."""
    assert valkey.alive()
    with redis.Redis(unix_socket_path=str(folder / "valkey.sock")) as made:
        yield made


@pytest.fixture
def shelf() -> Shelf:
    """An empty store."""
    return Shelf()


@pytest.fixture
def index(client: redis.Redis, shelf: Shelf) -> TendedIndex:
    """An open index."""
    made = tended(client, shelf)
    made.open()
    return made


def tended(client: redis.Redis, shelf: Shelf) -> TendedIndex:
    """An index over this store."""
    return TendedIndex(client, IndexParams(), "index", stored=shelf)


def add(index: TendedIndex, shelf: Shelf, number: int) -> None:
    """Store an article and add it, as the pipeline does."""
    shelf.rows[number] = SIGNATURES[number]
    index.add(number, KEYS[number], NOW)


def restart(valkey: EmbeddedValkey) -> None:
    """Kill the server and start it again."""
    os.kill(valkey.pid or 0, signal.SIGKILL)
    valkey.stop()
    valkey.start()


def met(index: TendedIndex, number: int) -> list[int]:
    """Whom an article meets."""
    return [one.article_id for one in index.look(KEYS[number], NOW)]


def test_a_server_that_lost_its_last_additions_is_refilled_before_it_answers(
    valkey: EmbeddedValkey, client: redis.Redis, index: TendedIndex, shelf: Shelf
) -> None:
    """Article 2 is stored and its addition is lost with the server; whoever asks next meets it all the same."""
    add(index, shelf, 1)
    known = float(client.hget("index", "at") or 0)
    shelf.rows[2] = SIGNATURES[2]  # added, but the server was killed before it wrote that down
    restart(valkey)

    assert [2] == met(index, 2)
    assert [(0, known - SLACK_SECONDS)] == shelf.asked
    assert [1] == met(index, 1)
    assert index.standing().whole
    assert 1 == len(shelf.asked)


def test_a_server_that_came_back_empty_is_refilled_as_a_whole(
    client: redis.Redis, index: TendedIndex, shelf: Shelf
) -> None:
    """Whether the index was open in this process or is opened anew, nobody is told that nothing is there."""
    for number in SIGNATURES:
        add(index, shelf, number)
    client.flushall()
    assert [1] == met(index, 1)
    client.flushall()
    again = tended(client, shelf)
    again.open()

    assert not again.standing().whole
    assert [3] == met(again, 3)
    assert [(0, None), (0, None)] == shelf.asked
    assert again.standing().at is not None
    assert 3 == again.stats().articles


def test_an_index_over_an_empty_store_is_whole_at_once(index: TendedIndex, shelf: Shelf) -> None:
    """Nothing is read for a new folder."""
    assert index.standing().whole
    assert 0 == index.tend()
    assert [] == shelf.asked


def test_who_is_killed_in_a_refill_leaves_the_rest_to_the_next(
    client: redis.Redis, index: TendedIndex, shelf: Shelf
) -> None:
    """What was added again is not read a second time, and nobody is answered before all of it is there."""
    for number in SIGNATURES:
        add(index, shelf, number)
    client.flushall()
    index.open()
    with pytest.raises(IndexBehind):
        index.tend(0)  # ends after its first batch
    assert not index.standing().whole
    assert 1 == index.standing().filled

    assert [3] == met(index, 3)
    assert [(0, None), (1, None)] == shelf.asked


def test_one_refills_and_the_others_wait(client: redis.Redis, index: TendedIndex, shelf: Shelf) -> None:
    """Whoever finds somebody else at work waits; when that one was killed, its lock ends by itself."""
    add(index, shelf, 1)
    client.flushall()
    index.open()
    client.set("index:refilling", b"somebody", ex=LOCK_SECONDS)
    with pytest.raises(IndexBehind):
        index.tend(0.3)
    assert [] == shelf.asked
    threading.Timer(0.3, client.delete, ["index:refilling"]).start()

    assert [1] == met(index, 1)


def test_a_rebuilt_index_holds_what_is_stored_and_no_more(index: TendedIndex, shelf: Shelf) -> None:
    """What is no longer stored goes."""
    for number in SIGNATURES:
        add(index, shelf, number)
    del shelf.rows[2]

    assert 2 == index.rebuild()
    assert [] == met(index, 2)
    assert index.standing().whole


def test_removing_from_an_index_that_is_gone_is_no_fault(client: redis.Redis, index: TendedIndex, shelf: Shelf) -> None:
    """Nothing is there that would have to be taken out."""
    add(index, shelf, 1)
    client.flushall()

    assert 0 == index.remove(1, KEYS[1])
