"""A store that revision 0002 left, row by row as its own code wrote it, is brought to this version and works on.

`released/0002.json` was written by commit 5ed3da1: stories of `support.stories` through its pipeline, an opinion, a
removal, a page, a parked and two waiting submissions, a webhook half-way through its events, an API key, an answered
request. Never write it anew: it stands for the stores that are out there.
"""

from __future__ import annotations

import base64
import json
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, insert, select
from sqlalchemy.exc import SAWarning
from support.clock import NOON, Clock
from support.parts import Letterbox, partition, pipeline, take
from support.receiver import Receiver
from support.stories import TWELVE

from config.settings import load
from worker.engine import Engine
from worker.model.verdict import State, Verdict
from worker.store import clusters, ledger, raw_pages, webhooks
from worker.store.database import MIGRATIONS, Database
from worker.store.schema import ARTICLE, WEBHOOK
from worker.store.search import matching
from worker.web.keys import owner

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "released" / "0002.json").read_text("utf-8"),
    object_hook=lambda found: base64.b64decode(found["base64"]) if list(found) == ["base64"] else found,
)
FIRES, DAM, COFFEE = {1, 2, 3}, 5, 6


def fill(db: Database) -> set[str]:
    """Make the store of revision 0002 with its rows; the names of tables that hold none."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.write() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0002")
        made = reflected(conn)
        for name, rows in ROWS.items():
            conn.execute(insert(made.tables[name]), rows)
            if conn.dialect.name == "postgresql" and "id" in rows[0] and name != "cluster":
                conn.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {rows[-1]['id']})")
        empty = {name for name in made.tables if name not in ROWS and not name.startswith("article_search")}
        return empty - {"alembic_version"}


def reflected(conn: Any) -> MetaData:
    """The tables as they are."""
    made = MetaData()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # of indices over expressions, which nobody asked for
        made.reflect(conn)
    return made


def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that 0002 had, in the columns that it had."""
    with db.read() as conn:
        made = reflected(conn)
        found = {}
        for name, rows in ROWS.items():
            table = made.tables[name]
            read = conn.execute(select(*(table.c[column] for column in rows[0])).order_by(*table.primary_key.columns))
            found[name] = [dict(row) for row in read.mappings()]
        return found


@pytest.fixture
def upgraded(empty_store_url: str, folder: Path, valkey_url: str) -> Iterator[Engine]:
    """An engine over that store, brought to this version, a day later."""
    settings = load(data_dir=folder, store_url=empty_store_url, index_url=valkey_url)
    with closing(Engine(settings, clock=Clock(NOON + 86_400), queue=Letterbox())) as engine:
        fill(engine.db)
        engine.db.migrate()
        yield engine


def test_every_row_is_as_it_was(empty_store_url: str) -> None:
    """And every table that 0002 had holds some, so that none is upgraded unseen."""
    with closing(Database(empty_store_url)) as db:
        empty = fill(db)
        before = contents(db)
        db.migrate()
        after = contents(db)
        have, want = db.revision()

    assert set() == empty
    assert len(ROWS["article"]) == len(before["article"])
    assert before == after
    assert want == have


def test_it_agrees_with_itself_once_the_index_is_filled(upgraded: Engine) -> None:
    """The index comes from the signatures that the old version stored, and nothing else is found."""
    assert ["index_behind"] == [one.name for one in upgraded.verify(repair=True)]
    assert [] == upgraded.verify()


def test_it_works_on(upgraded: Engine) -> None:
    """A new article joins an old cluster, what waited is done, what was parked can be tried again."""
    run = take(upgraded, "malam.example/fire", TWELVE[0].text, title=TWELVE[0].title)
    swept = upgraded.sweep()
    waiting = pipeline(upgraded).run(7)
    with upgraded.db.read() as conn:
        parked = [row.id for row in ledger.page(conn, state=State.PARKED)]

    assert (Verdict.VERSION, 1) == (run.verdict, run.cluster)
    assert 2 == swept.published
    assert waiting.verdict in (Verdict.NEW, Verdict.JOINED, Verdict.VERSION)
    assert [9] == parked
    assert [9] == upgraded.intake.reopen(parked=True)


def test_what_people_said_and_removed_still_holds(upgraded: Engine) -> None:
    """An opinion, a deleted article with its number's heir, a search, and a page that can be cleaned again."""
    report = upgraded.recluster()
    with upgraded.db.read() as conn:
        heir = clusters.resolve(conn, 4)
        page = raw_pages.get(conn, 6)
        found = set(conn.execute(select(ARTICLE.c.id).where(matching(conn, q="pemadam"), ARTICLE.c.visible)).scalars())

    assert (5, 0, 0) == (report.articles, report.merged, report.split)
    assert 3 == len(partition(upgraded.db))
    assert DAM == heir
    assert page is not None
    assert found == FIRES
    assert upgraded.reclean(every=True).changed in (0, 1)


def test_webhooks_and_keys_go_on(upgraded: Engine, folder: Path) -> None:
    """The events that had not arrived do so in order, and the key still opens."""
    with Receiver() as receiver:
        with upgraded.db.write() as conn:
            conn.execute(WEBHOOK.update().values(url=receiver.url))
        settings = upgraded.settings.model_copy(update={"webhook_allow_hosts": (receiver.place,), "data_dir": folder})
        with closing(Engine(settings, clock=upgraded.clock)) as telling:
            told = telling.deliver()
        with upgraded.db.read() as conn:
            [hook] = webhooks.every(conn)

        assert len(ROWS["event"]) - 3 == told.done
        assert sorted(receiver.events) == receiver.events
        assert "" == hook.reason
    key = owner(upgraded.db, "srg_kunci-lama")
    assert key is not None
    assert "meja" == key.name
