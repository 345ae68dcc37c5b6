"""The outbox tells each thing that happens once, whatever is run twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from support.parts import intake, pipeline, push
from support.stories import TWELVE, body

from config.settings import load
from worker.engine import Engine
from worker.model.submission import Pushed
from worker.store import events, standing
from worker.store.events import EventType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from worker.store.events import Event

ENTERS = (EventType.CLUSTER_CREATED, EventType.CLUSTER_GREW, EventType.CLUSTERS_MERGED)


@pytest.fixture
def told(store_url: str, folder: Path, valkey_url: str) -> Iterator[Engine]:
    """An engine that took twelve articles, each by two runs of its task."""
    made = Engine(load(data_dir=folder, store_url=store_url, index_url=valkey_url))
    for story in TWELVE:
        number = push(made, story.key, story.text, title=story.title)
        for _ in range(2):
            pipeline(made).run(number)
    yield made
    made.close()


def since(engine: Engine, last: int = 0) -> list[Event]:
    """What happened after an event."""
    with engine.db.read() as conn:
        return events.after(conn, last, limit=1000)


def latest(engine: Engine) -> int:
    """The number of the latest event."""
    with engine.db.read() as conn:
        return events.newest(conn)


def test_tasks_that_run_twice_tell_once(told: Engine) -> None:
    """Each article is stored by one event and comes into a cluster by one."""
    happened = since(told)
    with told.db.read() as conn:
        shown = sorted(number for number, _ in standing.clusters(conn))
    stored = [event.payload["article"] for event in happened if event.type == EventType.ARTICLE_STORED]
    entered = [number for event in happened if event.type in ENTERS for number in event.payload["articles"]]

    assert (shown, shown) == (sorted(stored), sorted(entered))
    assert {"article.stored": 12, "cluster.created": 8, "cluster.grew": 4} == Counter(e.type for e in happened)


def test_doing_again_what_changes_nothing_tells_nothing(told: Engine) -> None:
    """The same text once more, all judged anew, all cleaned anew, the index made anew, a word without effect."""
    last = latest(told)
    again = intake(told).pushed([Pushed(key=s.key, text=s.text, title=s.title) for s in TWELVE], again=True)
    for one in again:
        assert one.submission is not None
        pipeline(told).run(one.submission.id)
    told.recluster()
    told.recluster(meet=True)
    told.reclean(every=True)
    told.reindex()
    told.opine(1, 2, same=True)

    assert [] == since(told, last)


def test_what_people_say_is_told_once(told: Engine) -> None:
    """Said, said again, taken back: one split, nothing, one merge."""
    last = latest(told)
    for _ in range(2):
        told.opine(5, 6, same=False)
    parted = [(event.type, event.payload["into"]) for event in since(told, last)]
    last = latest(told)
    told.opine(5, 6, same=None)
    joined = [(event.type, event.payload["from"]) for event in since(told, last)]

    assert [("cluster.split", [5, 6])] == parted
    assert [("clusters.merged", [5, 6])] == joined


def test_a_replaced_text_is_told_as_one(told: Engine) -> None:
    """The article keeps its number; `change` says what a listener has to read anew."""
    last = latest(told)
    number = push(told, TWELVE[7].key, body(("Bus Hijau mogok di Lembah Asri.", *TWELVE[8].text.splitlines()[:2])))
    for _ in range(2):
        pipeline(told).run(number)
    stored = [event.payload for event in since(told, last) if event.type == EventType.ARTICLE_STORED]

    assert [(8, "replaced")] == [(one["article"], one["change"]) for one in stored]
