"""An article that is removed leaves the store as if it had never come, and can come again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from support.parts import intake, partition, pipeline, push, take
from support.stories import TWELVE

from worker.intake import article_key
from worker.model.submission import Pushed
from worker.store import articles, clusters, events, ledger, listing, raw_pages
from worker.store.schema import CLUSTER, EVIDENCE, OPINION, PAYLOAD, RAW_PAGE

if TYPE_CHECKING:
    from worker.engine import Engine
    from worker.model.report import Run


def url(key: str) -> str:
    """Where a story stands."""
    return f"https://{key.replace('/', '.example/')}"


def _held(engine: Engine) -> tuple[int, ...]:
    """What the index holds, but for how the server packs it."""
    found = engine.index.stats()
    return found.articles, found.buckets, found.members


def tell(engine: Engine, place: int) -> Run:
    """Take a story through the pipeline."""
    story = TWELVE[place]
    return take(engine, article_key(url=url(story.key)), story.text, title=story.title, url=url(story.key))


def test_nothing_is_left_of_it(engine: Engine) -> None:
    """Evidence, opinions, page, payload and index entries go; the others stand as if it had never come."""
    for place in (0, 1, 4):
        tell(engine, place)
    before, held = partition(engine.db), _held(engine)
    run = tell(engine, 2)
    assert run.article is not None
    engine.opine(1, run.article, same=True, by="Rini")

    done = engine.forget(run.article)

    assert done is not None
    assert (run.article, 1) == (done["article"], done["cluster"])
    assert before == partition(engine.db)
    assert held == _held(engine)
    with engine.db.read() as conn:
        assert articles.get(conn, run.article) is None
        for table in (EVIDENCE, OPINION):
            speaking = or_(table.c.a == run.article, table.c.b == run.article)
            assert [] == conn.execute(select(table).where(speaking)).all()
        for table in (RAW_PAGE, PAYLOAD):
            assert [] == conn.execute(select(table).where(table.c.submission_id == run.submission)).all()


def test_a_page_that_was_kept_goes_too(engine: Engine) -> None:
    """The page as it came holds the whole text."""
    html = "".join(f"<p>{line}</p>" for line in TWELVE[0].text.splitlines())
    page = f"<html><head><title>Pasar</title></head><body><article><h1>Pasar</h1>{html}</article></body></html>"
    where = url("kabarbukit/fire")
    [accepted] = intake(engine).pushed([Pushed(key=article_key(url=where), url=where, html=page)])
    assert accepted.submission
    run = pipeline(engine).run(accepted.submission.id)
    assert run.article is not None
    with engine.db.read() as conn:
        kept = raw_pages.get(conn, run.submission)

    engine.forget(run.article)

    with engine.db.read() as conn:
        gone = raw_pages.get(conn, run.submission)
    assert kept is not None
    assert gone is None


def test_the_ledger_says_so_and_takes_the_same_url_again(engine: Engine) -> None:
    """The row stays with what happened, and the same text comes in as if for the first time."""
    run = tell(engine, 0)
    assert run.article is not None

    engine.forget(run.article)
    again = tell(engine, 0)

    with engine.db.read() as conn:
        row = ledger.get(conn, run.submission)
    assert row is not None
    assert (None, f"Its article, {run.article}, was removed on") == (row.article_id, row.reason[:30])
    assert again.submission != run.submission
    assert again.verdict == "new"
    assert again.article is not None
    assert again.article > run.article


def test_a_submission_on_its_way_brings_it_back(engine: Engine) -> None:
    """Whoever asked for it again before it was removed gets it."""
    run = tell(engine, 0)
    assert run.article is not None
    story = TWELVE[0]
    one = Pushed(key=article_key(url=url(story.key)), title=story.title, text=story.text, url=url(story.key))
    intake(engine).pushed([one], again=True)

    engine.forget(run.article)
    back = pipeline(engine).run(run.submission)

    assert "new" == back.verdict


def test_the_cluster_that_bore_its_number_goes_on_answering_to_it(engine: Engine) -> None:
    """A cluster's number is its first article's; when that one goes, and the next, old numbers still lead there."""
    for place in range(4):
        tell(engine, place)

    first, second = engine.forget(1), engine.forget(2)

    assert first is not None
    assert second is not None
    assert (2, 3) == (first["cluster"], second["cluster"])
    with engine.db.read() as conn:
        assert [3, 3, 3] == [clusters.resolve(conn, number) for number in (1, 2, 4)]
        assert [3] == [one.id for one in listing.clusters(conn)]
        row = clusters.get(conn, 1)
    assert row is not None
    assert 2 == row.size


def test_the_last_one_takes_its_cluster_with_it(engine: Engine) -> None:
    """A cluster without an article is none."""
    tell(engine, 0)

    done = engine.forget(1)

    assert done is not None
    assert (None, []) == (done["cluster"], done["changes"])
    with engine.db.read() as conn:
        assert [] == conn.execute(select(CLUSTER)).all()
        assert clusters.resolve(conn, 1) is None


def test_whoever_listens_is_told(engine: Engine) -> None:
    """One event, in the transaction of the removal."""
    tell(engine, 0)
    tell(engine, 1)
    engine.forget(1)

    with engine.db.read() as conn:
        told = [one for one in events.after(conn, 0) if one.type == "article.removed"]
    assert [{"article": 1, "cluster": 1, "now": 2}] == [one.payload for one in told]


def test_what_is_not_there_is_not_removed(engine: Engine) -> None:
    """Nor is what is still on its way."""
    number = push(engine, "sore.example/1", "Belum jadi.")

    assert engine.forget(number) is None
    assert engine.forget(999) is None
