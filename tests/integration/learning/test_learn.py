from __future__ import annotations

from typing import TYPE_CHECKING

from support.furnished import OUTLET, PROMO, publish
from support.parts import take
from support.stories import DAM, FIRE, body

from worker.learn import CHECK_SECONDS
from worker.model.learned import Decision
from worker.store import articles, learned

if TYPE_CHECKING:
    from support.clock import Clock

    from worker.engine import Engine


def text_of(engine: Engine, number: int | None) -> str:
    """The cleaned text of an article."""
    with engine.db.read() as conn:
        stored = articles.get(conn, number or 0)
    assert stored is not None
    return stored.text


def decide(engine: Engine, state: Decision, *ids: int) -> None:
    """Decide as a person does."""
    with engine.db.write() as conn:
        assert list(ids) == learned.decide(conn, ids, state, by="Sekar", now=engine.clock())


def test_a_sites_line_is_learned_and_taken_out(standing: Engine) -> None:
    """Twelve unrelated reports teach it; the thirteenth comes without it, and says which line it was."""
    publish(standing, 12)
    learnt = standing.learn()

    assert (12, 1, 0) == (learnt.articles, len(learnt.applied), len(learnt.proposed))
    [number] = publish(standing, 1, first=100)
    with standing.db.read() as conn:
        stored = articles.get(conn, number)
    assert stored is not None
    assert PROMO not in stored.text
    [part] = stored.removed
    assert (f"learned.{learnt.applied[0]}", PROMO) == (part.rule, stored.raw_text[part.start : part.end])


def test_reposts_of_one_report_teach_nothing(standing: Engine) -> None:
    """Twelve articles of one cluster are one voice, whatever they have in common."""
    for number in range(12):
        url = f"https://{OUTLET}/berita/{number}"
        take(standing, f"k{number}", f"{body(FIRE)}\n{PROMO}", title=f"Kebakaran {number}", url=url)
    learnt = standing.learn()

    assert (12, (), ()) == (learnt.articles, learnt.applied, learnt.proposed)


def test_what_was_refused_never_comes_back(standing: Engine, clock: Clock) -> None:
    """Not when it is found again, not as a part of a longer run, not under another outlet's name."""
    publish(standing, 12)
    [number] = standing.learn().applied
    decide(standing, Decision.REFUSED, number)
    clock.advance(CHECK_SECONDS)
    [again] = publish(standing, 1, first=100)
    publish(standing, 12, first=200, tail=f"{PROMO}\nSalam hangat dari redaksi kaki gunung.")
    learnt = standing.learn()

    assert PROMO in text_of(standing, again)
    with standing.db.read() as conn:
        lines = learned.lines(conn)
    assert [Decision.REFUSED] == [line.state for line in lines if PROMO in line.text]
    assert ["Salam hangat dari redaksi kaki gunung."] == [line.text for line in lines if line.id in learnt.applied]


def test_a_refusal_holds_for_the_whole_network(standing: Engine) -> None:
    """Refused on one outlet, a line does not come back under the name of its sister."""
    publish(standing, 12, outlet="jogja.tribunnews.com")
    decide(standing, Decision.REFUSED, *standing.learn().applied)
    publish(standing, 12, outlet="bogor.tribunnews.com", first=100)
    learnt = standing.learn()

    assert (24, (), ()) == (learnt.articles, learnt.applied, learnt.proposed)


def test_workers_learn_of_a_decision_within_a_minute(standing: Engine, clock: Clock) -> None:
    """They ask no more often than that, and not at each article."""
    publish(standing, 6)
    [number] = standing.learn().proposed
    [before] = publish(standing, 1, first=100)
    decide(standing, Decision.ACCEPTED, number)
    [same_minute] = publish(standing, 1, first=101)
    clock.advance(CHECK_SECONDS)
    [later] = publish(standing, 1, first=102)

    assert [True, True, False] == [PROMO in text_of(standing, one) for one in (before, same_minute, later)]


def test_learning_again_changes_nothing(standing: Engine, clock: Clock) -> None:
    """What was decided is not found again, what waits keeps its number."""
    publish(standing, 12)
    publish(standing, 6, outlet="wartateluk.example", first=50, tail="Salam hangat dari redaksi kaki gunung.")
    first = standing.learn()
    with standing.db.read() as conn:
        before = learned.lines(conn)
    clock.advance(86_400)
    second = standing.learn()

    assert (1, 1) == (len(first.applied), len(first.proposed))
    assert ((), first.proposed) == (second.applied, second.proposed)
    with standing.db.read() as conn:
        assert before == learned.lines(conn)


def test_a_proposal_that_is_found_no_more_is_forgotten(standing: Engine) -> None:
    """Only the newest articles count, so what a site dropped long ago falls out of the list."""
    publish(standing, 6)
    assert 1 == len(standing.learn().proposed)
    publish(standing, 20, first=100, tail="")
    standing.settings = standing.settings.model_copy(update={"learn_articles": 20})
    learnt = standing.learn()

    assert (20, ()) == (learnt.articles, learnt.proposed)
    with standing.db.read() as conn:
        assert [] == learned.lines(conn)


def test_learning_can_be_switched_off(engine: Engine) -> None:
    """Nought articles is nought work."""
    publish(engine, 12)
    engine.settings = engine.settings.model_copy(update={"learn_articles": 0})

    assert (0, (), ()) == (engine.learn().articles, engine.learn().applied, engine.learn().proposed)


def test_cleaning_without_a_store_asks_none(engine: Engine) -> None:
    """`saring clean` works beside a store that is not there."""
    cleaned = engine.bare_cleaner.text(body(DAM), url=f"https://{OUTLET}/1")

    assert cleaned.is_article
    assert "db" not in engine.__dict__
