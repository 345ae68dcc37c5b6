"""What a check says is what the pipeline then does, and nothing is left of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from support.clock import Clock
from support.parts import take
from support.stories import BRIDGE, CLINIC, FIRE, FIRE_EDITED, TWELVE, body

from worker.fetch.canonical import BadUrl
from worker.model.verdict import Verdict
from worker.store.schema import METADATA

if TYPE_CHECKING:
    from worker.engine import Engine


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with engine.db.read() as conn:
        return {
            name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }


def url(key: str) -> str:
    """Where a story stands."""
    return f"https://{key.replace('/', '.example/')}"


def fill(engine: Engine, count: int = len(TWELVE)) -> None:
    """Take the first stories through the pipeline."""
    for story in TWELVE[:count]:
        take(engine, url(story.key).removeprefix("https://"), story.text, title=story.title, url=url(story.key))


def test_a_check_says_what_the_pipeline_then_does(engine: Engine) -> None:
    """Verdict, cluster and version are those that the same text gets when it is handed in."""
    said, done = [], []
    for story in TWELVE:
        where = url(story.key)
        found = engine.check(text=story.text, url=where, title=story.title)
        run = take(engine, where.removeprefix("https://"), story.text, title=story.title, url=where)
        assert run.verdict is not None
        alone = run.verdict is Verdict.NEW
        said.append((found["verdict"], found["cluster"]["id"] if found["cluster"] else None, found["version"]))
        own = run.version == run.article
        done.append((run.verdict.value, None if alone else run.cluster, None if own else run.version))

    assert said == done
    assert {"new", "version"} == {verdict for verdict, _, _ in said}


def test_a_check_leaves_nothing_behind(engine: Engine) -> None:
    """Neither the store nor the index knows afterwards that somebody asked."""
    fill(engine, 5)
    before = rows(engine), engine.index.stats()

    engine.check(text=body(FIRE), title="Kebakaran Pasar")
    engine.check(text=body(CLINIC))
    engine.check(url=url("kabarbukit/fire"))

    assert before == (rows(engine), engine.index.stats())


def test_a_match_comes_with_its_evidence(engine: Engine) -> None:
    """Whoever asks sees which articles carry it, why, and which passages they share."""
    fill(engine, 5)

    found = engine.check(text=FIRE_EDITED)

    best = found["matches"][0]
    assert found["verdict"] in ("joined", "version")
    assert 1 == found["cluster"]["id"]
    assert 0.9 < best["same_report"] <= 1
    assert best["why"]
    [*passages] = best["shared_passages"]
    assert passages
    assert {p["text"] for p in passages} == {found["article"]["text"][p["a_start"] : p["a_end"]] for p in passages}


def test_what_is_stored_already_is_found_by_url_and_by_text(engine: Engine) -> None:
    """A URL alone asks about the stored article; its text handed in again changes nothing, another one replaces it."""
    fill(engine, 5)
    first = TWELVE[0]

    by_url = engine.check(url=f"{url(first.key)}?utm_source=x")
    by_text = engine.check(url=url(first.key), text=first.text, title=first.title)
    replaced = engine.check(url=url(first.key), text=body(BRIDGE), title="Jembatan")

    assert ["unchanged"] * 2 == [one["verdict"] for one in (by_url, by_text)]
    assert [1, 1] == [one["known"]["id"] for one in (by_url, by_text)]
    assert "new" == replaced["verdict"]
    assert "replace the text of article 1" in replaced["reason"]


def test_what_is_no_article_is_said_to_be_none(engine: Engine) -> None:
    """A listing or a line is no article, and a question without anything to check is refused."""
    assert "not_article" == engine.check(text="Dua kata.")["verdict"]
    with pytest.raises(ValueError, match="nothing to check"):
        engine.check(text="  ")
    with pytest.raises(BadUrl):
        engine.check(url="berkas", text=body(FIRE))


def test_a_forbidden_address_is_not_fetched_for_a_check(engine: Engine) -> None:
    """The guard stands before a check as before a worker."""
    found = engine.check(url="http://10.0.0.8/dalam")

    assert ("rejected", "forbidden_address") == (found["verdict"], found["outcome"])


def test_an_empty_index_answers_new(engine: Engine) -> None:
    """The first text of all has no neighbours."""
    engine.__dict__["clock"] = Clock()

    found = engine.check(text=body(FIRE))

    assert ("new", [], None) == (found["verdict"], found["matches"], found["cluster"])
