"""A real worker: whoever stores an article rings for the delivery, and no scheduler is needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.plant import Plant
from support.receiver import Receiver
from support.site import Site, articles
from support.synthetic import OUTLETS, Writer

from config.settings import load
from worker.store import events

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = Writer(31).corpus(5)


def test_a_webhook_hears_of_what_the_worker_stores(folder: Path) -> None:
    """Every event of five articles arrives, in order; metrics tell what the tasks came to."""
    with Receiver() as receiver, Site(articles(CORPUS)) as site:
        settings = load(
            data_dir=folder,
            connect_to=site.connect_to(OUTLETS),
            webhook_allow_hosts=receiver.place,
            host_rate=1000,
            host_burst=1000,
        )
        with Plant(settings) as plant:
            plant.engine.subscriptions.add(receiver.url)
            plant.start_worker()
            plant.queue([article.url for article in CORPUS])
            plant.until(lambda: not plant.pending())
            with plant.engine.db.read() as conn:
                happened = [event.id for event in events.after(conn, 0)]
            plant.until(lambda: len(receiver.events) >= len(happened))
            counted = plant.engine.meter.read()

        assert happened == receiver.events
        assert len(CORPUS) == [message["type"] for message in receiver.taken].count("article.stored")
        assert len(CORPUS) == sum(n for (task, _), n in counted.tasks.items() if task == "ingest.url")
        assert {"ok": len(CORPUS)} == counted.fetches
        assert {"fetch", "clean", "sign", "write", "meet", "judge", "close"} == set(counted.stages)
        assert {len(CORPUS)} == {sum(took.classes) for took in counted.stages.values()}
