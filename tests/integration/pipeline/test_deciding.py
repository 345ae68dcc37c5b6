from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete
from support.parts import partition, take
from support.rows import judged
from support.stories import TWELVE

from worker import views
from worker.regroup import regroup
from worker.store import clusters, evidence, opinions
from worker.store.schema import EVIDENCE

if TYPE_CHECKING:
    from worker.engine import Engine


def fill(engine: Engine) -> None:
    """The twelve stories, by the real pipeline: 1 to 4 tell of a fire, two of a dam."""
    for story in TWELVE:
        take(engine, story.key, story.text, title=story.title, url=f"http://{story.key.replace('/', '.example/')}")


def number(engine: Engine, article: int) -> int:
    """The cluster of an article."""
    with engine.db.read() as conn:
        found = clusters.resolve(conn, article)
    assert found is not None
    return found


def told(found: views.View | None) -> dict[str, Any]:
    """A view that is there."""
    assert found is not None
    return found


def test_a_word_survives_everything(engine: Engine) -> None:
    """Reindexing, a new text of an article, and re-clustering with or without the index leave it in force."""
    fill(engine)
    together, apart = (1, 12), (1, 2)
    assert told(engine.opine(*together, same=True, by="Sekar"))["together"]
    assert not told(engine.opine(*apart, same=False, by="Sekar"))["together"]

    def holds() -> bool:
        return number(engine, 1) == number(engine, 12) and number(engine, 1) != number(engine, 2)

    assert holds()
    engine.reindex()
    take(engine, TWELVE[0].key, f"{TWELVE[0].text} Penyelidikan berlanjut sampai akhir pekan.")
    assert holds()
    engine.recluster()
    assert holds()
    engine.recluster(meet=True)
    assert holds()
    for pair in (together, apart):
        engine.opine(*pair, same=None)
    assert number(engine, 1) == number(engine, 2)
    assert number(engine, 1) != number(engine, 12)


def test_a_word_tells_what_it_changed_and_what_it_overrules(engine: Engine) -> None:
    """The clusters that became others, and the older words that now count for nothing."""
    fill(engine)
    joined = told(engine.opine(1, 12, same=True, by="Sekar", note="Satu siaran pers"))
    again = told(engine.opine(1, 12, same=True))
    parted = told(engine.opine(2, 12, same=False))

    assert ["merged"] == [one["kind"] for one in joined["changes"]]
    assert ("same", "Sekar", "Satu siaran pers") == tuple(joined["opinion"][name] for name in ("label", "by", "note"))
    assert [] == again["changes"]
    assert not parted["together"]
    with engine.db.read() as conn:
        cluster = told(views.cluster(conn, 12))
        assert 2 == len(list(opinions.stream(conn)))
    assert (1, 12) in {(one["a"], one["b"]) for one in cluster["opinions"]}


def test_nobody_is_told_of_articles_that_are_not_there(engine: Engine) -> None:
    """A word on them is not kept."""
    fill(engine)

    assert engine.opine(1, 99, same=True) is None
    assert engine.why(99, 1) is None
    assert engine.why(1, 99) is None


def test_the_same_model_finds_the_same_clusters(engine: Engine) -> None:
    """Re-clustering is the pipeline's own judgement once more: nothing moves, dry or not, with the index or without."""
    fill(engine)
    before = partition(engine.db)

    for meet in (False, True):
        for dry_run in (True, False):
            report = engine.recluster(dry_run=dry_run, meet=meet)
            assert (12, 0) == (report.articles, report.moved)
    assert before == partition(engine.db)


def test_the_index_brings_back_pairs_that_were_never_judged(engine: Engine) -> None:
    """With --meet, evidence that is gone is found again; without it, its clusters fall apart."""
    fill(engine)
    before = partition(engine.db)
    with engine.db.write() as conn:
        conn.execute(delete(EVIDENCE))

    assert 0 == engine.recluster(dry_run=True).pairs
    engine.recluster()
    assert 12 == len(partition(engine.db))
    report = engine.recluster(meet=True)

    assert report.met > 0
    assert before == partition(engine.db)


def test_why_names_the_rule(engine: Engine) -> None:
    """Inside, a person's word, never met, below the threshold: each is said as a sentence."""
    fill(engine)
    assert "inside" == told(engine.why(1, 2))["rule"]
    away = told(engine.why(12, 1))
    assert away["rule"] in ("never_met", "below_threshold")
    assert away["links"]
    assert away["reason"].endswith(".")
    engine.opine(2, 3, same=False, by="Sekar")
    out = next(i for i in (2, 3, 1, 4) if number(engine, i) != number(engine, 2 if i == 3 else 3))
    other = 3 if out != 3 else 2
    found = told(engine.why(out, number(engine, other)))
    assert ("person", True) == (found["rule"], "Sekar said that" in found["reason"])


def test_why_says_that_an_article_is_outweighed(engine: Engine) -> None:
    """One strong link is not enough when the rest of the cluster is against it."""
    fill(engine)
    with engine.db.write() as conn:
        evidence.put(conn, [judged(a, b, 0.9) for a, b in ((8, 9), (8, 10), (9, 10))] + [judged(8, 12, 0.8)])
        regroup(conn, [8, 12], engine.thresholds, 0.0)
    found = told(engine.why(12, 9))

    assert ("outweighed", 0.8, 0.266667, 3) == (found["rule"], found["best"], found["mean"], found["members"])
    assert "the mean over its 3 texts is 27 %" in found["reason"]
    assert (8, 12, True) == tuple(found["links"][0][name] for name in ("a", "b", "stored"))
