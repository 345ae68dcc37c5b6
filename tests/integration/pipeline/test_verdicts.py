"""What becomes of a submission: one verdict of the closed list, and the rows that go with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import delete
from support.judges import FixedJudge
from support.parts import intake, partition, pipeline, push, take
from support.stories import CLINIC, DAM, FIRE, TOGETHER, TWELVE, body
from support.table import contents

from worker.model.submission import Pushed
from worker.model.verdict import State, Verdict
from worker.store import articles, events, ledger, listing, payloads
from worker.store.schema import PAYLOAD

if TYPE_CHECKING:
    from worker.engine import Engine


def test_the_first_of_its_report_is_new(engine: Engine) -> None:
    """An article that meets nobody is a cluster of its own, visible, and its ledger row is done."""
    run = take(engine, "kabarbukit/fire", body(FIRE), title="Kebakaran")

    assert (Verdict.NEW, 0, 0) == (run.verdict, run.met, run.linked)
    assert run.article is not None
    with engine.db.read() as conn:
        stored = articles.get(conn, run.article)
        row = ledger.get(conn, run.submission)
        waiting = payloads.get(conn, run.submission)
        told = [event.type for event in events.after(conn, 0)]
    assert stored is not None
    assert (True, run.cluster, run.version, "Kebakaran") == (
        stored.visible,
        stored.cluster_id,
        stored.version_id,
        stored.title,
    )
    assert row is not None
    assert (State.DONE, Verdict.NEW, run.article, 1) == (row.state, row.verdict, row.article_id, row.attempts)
    assert waiting is None
    assert ["cluster.created", "article.stored"] == told


def test_a_copy_is_a_version(engine: Engine) -> None:
    """The same text elsewhere joins the cluster as another bearer of one version."""
    first = take(engine, "kabarbukit/dam", body(DAM))
    copy = take(engine, "wartateluk/dam", body(DAM))

    assert [Verdict.NEW, Verdict.VERSION] == [first.verdict, copy.verdict]
    assert (first.cluster, first.version) == (copy.cluster, copy.version)
    assert (1, 1) == (copy.met, copy.linked)


def test_the_same_report_in_other_words_joins(engine: Engine) -> None:
    """An article that is judged one report and not one text joins with a version of its own."""
    first = take(engine, "kabarbukit/dam", body(DAM))
    number = push(engine, "pagisawah/dam", body(DAM[:4]))
    joined = pipeline(engine, judge=FixedJudge(0.9, 0.1)).run(number)

    assert Verdict.JOINED is joined.verdict
    assert first.cluster == joined.cluster
    assert joined.article == joined.version != first.version


def test_a_report_of_its_own_stays_alone(engine: Engine) -> None:
    """Another report from the same region, of the same length, is no part of it."""
    take(engine, "kabarbukit/dam", body(DAM))
    other = take(engine, "kabarbukit/clinic", body(CLINIC))

    assert Verdict.NEW is other.verdict
    assert 2 == len(partition(engine.db))


def test_known_with_this_very_text_is_unchanged(engine: Engine) -> None:
    """Handed in again, an article changes no row but its submission's."""
    first = take(engine, "kabarbukit/dam", body(DAM))
    before = contents(engine.db, without=("submission",))
    # another submission that leads to the same article with the same text: its date is no part of the text
    [accepted] = intake(engine).pushed([Pushed(key="kabarbukit/dam", text=body(DAM), date="2026-03-01")])
    assert accepted.submission is not None
    again = pipeline(engine).run(accepted.submission.id)

    assert (Verdict.UNCHANGED, first.article, first.cluster) == (again.verdict, again.article, again.cluster)
    assert before == contents(engine.db, without=("submission",))


def test_too_little_text_is_not_an_article(engine: Engine) -> None:
    """Nothing is stored of what is no article, and the reason says why."""
    run = take(engine, "kabarbukit/empty", "Halaman tidak ditemukan.")

    assert Verdict.NOT_ARTICLE is run.verdict
    assert "words" in run.reason
    assert set() == partition(engine.db)
    with engine.db.read() as conn:
        row = ledger.get(conn, run.submission)
    assert row is not None
    assert (State.DONE, Verdict.NOT_ARTICLE, None) == (row.state, row.verdict, row.article_id)


def test_a_page_that_was_pushed_is_read_as_a_page(engine: Engine) -> None:
    """HTML goes through extraction; what is left is the article."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in DAM)
    html = (
        "<!DOCTYPE html><html lang='id'><head><title>Bendungan Kalisoka</title></head>"
        f"<body><article><h1>Bendungan Kalisoka</h1>{paragraphs}</article></body></html>"
    )
    [accepted] = intake(engine).pushed([Pushed(key="kabarbukit/dam", html=html)])
    assert accepted.submission is not None
    run = pipeline(engine).run(accepted.submission.id)
    copy = take(engine, "wartateluk/dam", body(DAM))

    assert Verdict.NEW is run.verdict
    assert run.cluster == copy.cluster


def test_a_submission_that_is_not_there_is_rejected(engine: Engine) -> None:
    """A message from another store harms nobody."""
    run = pipeline(engine).run(999_999)

    assert (Verdict.REJECTED, False) == (run.verdict, run.held)


def test_what_was_pushed_and_is_gone_is_rejected(engine: Engine) -> None:
    """Without its text a submission can't be worked on, and says what to do."""
    number = push(engine, "kabarbukit/dam", body(DAM))
    with engine.db.write() as conn:
        conn.execute(delete(PAYLOAD))
    run = pipeline(engine).run(number)

    assert Verdict.REJECTED is run.verdict
    assert "push it again" in run.reason


def test_a_second_message_for_a_finished_row_changes_nothing(engine: Engine) -> None:
    """A message that was delivered twice gets the answer that the first one got."""
    number = push(engine, "kabarbukit/dam", body(DAM))
    first = pipeline(engine).run(number)
    before = contents(engine.db)
    second = pipeline(engine).run(number)

    assert not second.held
    assert (first.verdict, first.article, first.cluster) == (second.verdict, second.article, second.cluster)
    assert before == contents(engine.db)


def test_a_row_that_another_holds_is_left_alone(engine: Engine) -> None:
    """Two messages for one submission at once: the second lets go at once."""
    number = push(engine, "kabarbukit/dam", body(DAM))
    with engine.db.write() as conn:
        ledger.claim(conn, number, now=engine.clock(), lease_seconds=60, task_id="other")
    before = contents(engine.db)
    run = pipeline(engine).run(number)

    assert (Verdict.UNCHANGED, False) == (run.verdict, run.held)
    assert before == contents(engine.db)


def test_the_twelve_fall_into_their_reports(engine: Engine) -> None:
    """Four tellings of a fire, two of a dam, and six reports of their own."""
    for story in TWELVE:
        take(engine, story.key, story.text, title=story.title)

    assert TOGETHER == partition(engine.db)
    with engine.db.read() as conn:
        assert {4: 1, 2: 1, 1: 6} == Counter(one.size for one in listing.clusters(conn))


def test_odd_text_is_taken_all_the_same(engine: Engine) -> None:
    """NUL, lone surrogates, right-to-left marks and astral characters are stored and compared like others."""
    odd = body(DAM).replace("sawah", "sa\x00wah \ud800 \N{PERSON WITH BALL} \u202e")
    first = take(engine, "kabarbukit/dam\x00", odd, title="Judul \x00\udfff", url="https://kabarbukit.example/\x00")
    copy = take(engine, "wartateluk/dam", body(DAM))

    assert Verdict.NEW is first.verdict
    assert first.cluster == copy.cluster
