from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete
from support.furnished import FAREWELL, OUTLET, PROMO, publish
from support.judges import TitleJudge, WatchedJudge
from support.parts import intake, partition, pipeline, push, take
from support.stories import CLINIC, DAM, body
from support.table import contents

from worker.learn import CHECK_SECONDS
from worker.model.learned import Decision
from worker.model.page import Page
from worker.model.submission import Pushed
from worker.model.verdict import FetchOutcome
from worker.renewing import Renewed, Renewer
from worker.store import articles, evidence, learned, raw_pages
from worker.store.schema import ARTICLE, CLUSTER, EVIDENCE, SUBMISSION

if TYPE_CHECKING:
    from support.clock import Clock

    from worker.engine import Engine
    from worker.model.stored import StoredArticle


def stored(engine: Engine, number: int | None) -> StoredArticle:
    """An article as it is stored."""
    with engine.db.read() as conn:
        got = articles.get(conn, number or 0)
    assert got is not None
    return got


def test_a_new_line_is_taken_out_of_what_is_stored(standing: Engine) -> None:
    """Text, removed stretches, signature and version are those that a fresh run would have made."""
    numbers = publish(standing, 12)
    before = [stored(standing, number) for number in numbers]
    standing.learn()
    report = standing.reclean()

    assert (12, 0, 0) == (report.changed, report.same, report.current)
    assert {"furniture": 12 * len(PROMO.split())} == dict(report.taken)
    assert {} == dict(report.given_back)
    after = [stored(standing, number) for number in numbers]
    for old, new in zip(before, after, strict=True):
        fresh = standing.cleaner.text(old.raw_text, url=old.url, title=old.title)
        assert (fresh.text, fresh.removed, fresh.cleaning) == (new.text, new.removed, new.cleaning)
        assert standing.signer.sign(fresh.text).to_bytes() == new.signature
        assert (old.id, old.cluster_id, old.created_at, True) == (new.id, new.cluster_id, new.created_at, new.visible)
    assert (PROMO,) == report.examples[0].taken


def test_a_second_run_finds_nothing_to_do(standing: Engine) -> None:
    """What was done is marked in the store; even cleaned once more it comes out the same."""
    publish(standing, 12)
    standing.learn()
    standing.reclean()
    before = contents(standing.db)
    second, third = standing.reclean(), standing.reclean(every=True)

    assert (12, 0, 0) == (second.current, second.changed, second.same)
    assert (0, 0, 12) == (third.current, third.changed, third.same)
    assert before == contents(standing.db)


def test_a_dry_run_writes_nothing(standing: Engine) -> None:
    """It tells what would change, and store and index stay as they are."""
    publish(standing, 12)
    standing.learn()
    before, index = contents(standing.db), standing.index.stats()
    dry = standing.reclean(dry_run=True)

    assert (before, index) == (contents(standing.db), standing.index.stats())
    wet = standing.reclean()
    assert (dry.changed, dry.taken, dry.examples) == (wet.changed, wet.taken, wet.examples)


def test_clusters_that_held_by_furniture_come_apart(standing: Engine) -> None:
    """Two reports that were one by what the site put below them are two without it."""
    publish(standing, 10, tail=FAREWELL)
    for key, sentences in (("dam", DAM), ("clinic", CLINIC)):
        number = push(standing, key, f"{body(sentences)}\n{FAREWELL}", title="Kabar", url=f"https://{OUTLET}/{key}")
        pipeline(standing, judge=TitleJudge("Kabar", 0.9)).run(number)
    before = partition(standing.db)
    standing.learn()
    standing.reclean()

    assert any({"dam", "clinic"} <= group for group in before)
    assert {frozenset({"dam"}), frozenset({"clinic"})} <= partition(standing.db)


def test_reclean_comes_to_what_a_fresh_run_comes_to(standing: Engine) -> None:
    """Clusters and judgements are as if the articles had been cleaned by these rules in the first place."""
    publish(standing, 10)
    for outlet, sentences in ((OUTLET, DAM), ("wartateluk.example", DAM[:6]), (OUTLET, DAM[1:])):
        key = f"{outlet}/{len(sentences)}-{sentences[0][:3]}"
        take(standing, key, f"{body(sentences)}\n{PROMO}", title="Bendungan Kalisoka diisi", url=f"https://{key}")
    standing.learn()
    standing.reclean()
    groups, judged = partition(standing.db), judgements(standing)
    with standing.db.write() as conn:
        rows = list(articles.stream(conn))
        for table in (EVIDENCE, CLUSTER, ARTICLE, SUBMISSION):  # what was learned stays
            conn.execute(delete(table))
    standing.redis.flushall()
    standing.index.open()
    for row in rows:
        take(standing, row.key, row.raw_text, title=row.title, url=row.url)

    assert any(len(group) > 1 for group in groups)
    assert groups == partition(standing.db)
    assert judged == judgements(standing)


def judgements(engine: Engine) -> dict[frozenset[str], float]:
    """How likely each judged pair is one report, by the articles' keys."""
    with engine.db.read() as conn:
        keys = {one.id: one.key for one in articles.stream(conn)}
        found = evidence.touching(conn, list(keys))
    return {frozenset((keys[one.a], keys[one.b])): one.same_report for one in found}


def test_a_cluster_outlives_the_index(standing: Engine) -> None:
    """What is older than the index's window keeps its cluster when it is cleaned again."""
    publish(standing, 10)
    for outlet in (OUTLET, "wartateluk.example"):
        take(standing, outlet, f"{body(DAM)}\n{PROMO}", title="Bendungan", url=f"https://{outlet}/dam")
    before = partition(standing.db)
    standing.learn()
    standing.redis.flushall()
    standing.index.open()
    report = standing.reclean()

    assert 11 == report.changed
    assert before == partition(standing.db)


def test_what_a_person_refuses_comes_back(standing: Engine, clock: Clock) -> None:
    """Nothing is lost by a wrong line: refused, its words stand in the text again."""
    numbers = publish(standing, 12)
    before = [stored(standing, number).text for number in numbers]
    [line] = standing.learn().applied
    standing.reclean()
    with standing.db.write() as conn:
        learned.decide(conn, [line], Decision.REFUSED, by="Sekar", now=clock())
    clock.advance(CHECK_SECONDS)
    report = standing.reclean()

    assert {"furniture": 12 * len(PROMO.split())} == dict(report.given_back)
    assert before == [stored(standing, number).text for number in numbers]


def test_only_the_site_that_is_asked_for(engine: Engine) -> None:
    """--site leaves the others as they are, and a line of one site leaves other sites up to date."""
    publish(engine, 12)
    publish(engine, 3, outlet="wartateluk.example", first=50)
    engine.learn()

    assert (0, 3) == (engine.reclean(site="wartateluk.example").changed, engine.reclean().current)
    assert 12 == engine.reclean(site=OUTLET, every=True).same


def test_a_pushed_page_is_read_anew_from_its_bytes(standing: Engine) -> None:
    """Its HTML is kept as a fetched page is, and its submission shows no fetch."""
    html = (
        "<!DOCTYPE html><html lang='id'><head><title>Bendungan Kalisoka</title></head><body><article>"
        f"<h1>Bendungan Kalisoka</h1>{''.join(f'<p>{one}</p>' for one in DAM)}<p>{PROMO}</p></article></body></html>"
    )
    url = f"https://{OUTLET}/dam"
    [accepted] = intake(standing).pushed([Pushed(key="dam", url=url, html=html)])
    assert accepted.submission is not None
    run = pipeline(standing).run(accepted.submission.id)
    publish(standing, 12)
    standing.learn()
    report = standing.reclean()

    assert (None, 13) == (run.outcome, report.changed)
    with standing.db.read() as conn:
        assert (html.encode(), "utf-8", url) == raw_pages.get(conn, accepted.submission.id)
    text = stored(standing, run.article).text
    assert ([True] * len(DAM), False) == ([sentence in text for sentence in DAM], PROMO in text)


def test_a_text_pushed_over_a_page_is_no_page(engine: Engine) -> None:
    """The older page's bytes belong to the older submission; reclean does not bring them back."""
    html = f"<html><body><article><h1>Kalisoka</h1>{''.join(f'<p>{one}</p>' for one in DAM)}</article></body></html>"
    for pushed in (Pushed(key="k", html=html), Pushed(key="k", text=body(CLINIC))):
        [accepted] = intake(engine).pushed([pushed], again=True)
        assert accepted.submission is not None
        run = pipeline(engine).run(accepted.submission.id)
    engine.reclean(every=True)

    assert body(CLINIC) == stored(engine, run.article).text


def test_a_page_that_is_no_article_any_more_is_left_for_a_person(engine: Engine) -> None:
    """Rules that take an article for none name it; they delete nothing."""
    paragraphs = "".join(f"<p>{one}</p>" for one in DAM)
    html = f"<html><body><article><h1>Kalisoka</h1>{paragraphs}</article></body></html>"
    [accepted] = intake(engine).pushed([Pushed(key="k", html=html)])
    assert accepted.submission is not None
    run = pipeline(engine).run(accepted.submission.id)
    with engine.db.write() as conn:
        page = raw_pages.get(conn, accepted.submission.id)
        assert page is not None
        raw_pages.put(conn, accepted.submission.id, _page(b"<html><body><h1>404 Not Found</h1></body></html>"), 0.0)
    before = contents(engine.db)
    report = engine.reclean(every=True)

    assert [run.article] == report.no_article
    assert before == contents(engine.db)


def _page(content: bytes) -> Page:
    return Page(FetchOutcome.OK, "", f"https://{OUTLET}/dam", content_type="text/html", charset="utf-8", body=content)


def test_a_twin_that_comes_meanwhile_keeps_its_tie(standing: Engine) -> None:
    """An article that judged the old text while the new one was being judged is judged again, not cut off."""
    publish(standing, 10)
    take(standing, "dam", f"{body(DAM)}\n{PROMO}", title="Bendungan", url=f"https://{OUTLET}/dam")
    take(standing, "near", body(DAM[:5]), title="Bendungan", url="https://wartateluk.example/dam")
    standing.learn()

    def twin() -> None:
        take(standing, "twin", body(DAM), title="Bendungan", url="https://pagisawah.example/dam")

    standing.__dict__["renewer"] = Renewer(
        db=standing.db,
        index=standing.index,
        judge=WatchedJudge(standing.judge, twin),
        thresholds=standing.thresholds,
        clock=standing.clock,
    )
    standing.reclean()

    assert frozenset({"dam", "near", "twin"}) in partition(standing.db)
    assert frozenset({"dam", "twin"}) in judgements(standing)


def test_what_changed_before_it_was_judged_is_left_alone(engine: Engine) -> None:
    """A text that was replaced between reading and judging is not put back."""
    first = take(engine, "dam", body(DAM), title="Bendungan", url=f"https://{OUTLET}/dam")
    old = stored(engine, first.article)
    cleaned = engine.cleaner.text(body(DAM[:5]), title="Bendungan", url=old.url)
    take(engine, "dam", body(CLINIC), title="Puskesmas", url=f"https://{OUTLET}/dam")

    assert [] == engine.renewer.renew([Renewed(old, cleaned, engine.signer.sign(cleaned.text))])
    assert body(CLINIC) == stored(engine, first.article).text
    assert [] == engine.verify()


def test_what_was_deleted_meanwhile_leaves_nothing_in_the_index(engine: Engine) -> None:
    """Its new buckets are added before anybody knows that it is gone; they are taken out again."""
    first = take(engine, "dam", body(DAM), title="Bendungan", url=f"https://{OUTLET}/dam")
    old = stored(engine, first.article)
    cleaned = engine.cleaner.text(body(DAM[:5]), title="Bendungan", url=old.url)
    engine.forget(old.id)

    assert [] == engine.renewer.renew([Renewed(old, cleaned, engine.signer.sign(cleaned.text))])
    assert 0 == engine.index.stats().members


def test_what_somebody_else_changed_is_left_alone(engine: Engine) -> None:
    """A newer text wins over cleaning the older one again."""
    publish(engine, 10)
    take(engine, "dam", f"{body(DAM)}\n{PROMO}", title="Bendungan", url=f"https://{OUTLET}/dam")
    take(engine, "near", body(DAM[:5]), title="Bendungan", url="https://wartateluk.example/dam")
    engine.learn()

    def newer() -> None:
        pushed = Pushed(key="dam", text=body(CLINIC), title="Puskesmas", url=f"https://{OUTLET}/dam")
        [accepted] = intake(engine).pushed([pushed], again=True)
        assert accepted.submission is not None
        pipeline(engine).run(accepted.submission.id)

    engine.__dict__["renewer"] = Renewer(
        db=engine.db,
        index=engine.index,
        judge=WatchedJudge(engine.judge, newer),
        thresholds=engine.thresholds,
        clock=engine.clock,
    )
    report = engine.reclean()

    assert (10, 1) == (report.changed, report.overtaken)
    with engine.db.read() as conn:
        found = articles.find(conn, "dam")
    assert found is not None
    assert body(CLINIC) == found.text
    assert [] == engine.verify()
