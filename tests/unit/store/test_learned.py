from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from support.clock import NOON
from support.rows import article

from worker.model.article import Kind
from worker.model.learned import TAKEN, Decision, Found
from worker.store import articles, clusters, learned

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.store.database import Database

FOUND = Found(
    site="kabarbukit.example",
    text="Ikuti kami tiap pagi.",
    articles=12,
    clusters=11,
    share=0.4,
    edge=1.0,
    whole=1.0,
    topics=1.0,
    common=0.1,
    examples=(4, 7),
)


def keep(conn: Connection, found: Found = FOUND, state: Decision = Decision.PROPOSED, now: float = NOON) -> int:
    """Write a line down; its number."""
    return learned.keep(conn, found, Kind.PROMO, state, now).id


def test_what_was_found_comes_back(db: Database) -> None:
    """Counts, examples, who and when survive the store."""
    with db.write() as conn:
        number = keep(conn)
        [line] = learned.lines(conn)

    assert (number, "kabarbukit.example", "Ikuti kami tiap pagi.", Kind.PROMO) == (
        line.id,
        line.site,
        line.text,
        line.kind,
    )
    assert (Decision.PROPOSED, 12, 11, (4, 7), "", NOON, NOON) == (
        line.state,
        line.articles,
        line.clusters,
        line.examples,
        line.decided_by,
        line.created_at,
        line.updated_at,
    )


def test_a_decision_keeps_who_and_when(db: Database) -> None:
    """Numbers that do not exist are not among the answer."""
    with db.write() as conn:
        number = keep(conn)
        done = learned.decide(conn, [number, 999], Decision.ACCEPTED, by="Sekar", now=NOON + 5)
        [line] = learned.lines(conn, states=TAKEN)

    assert [number] == done
    assert (Decision.ACCEPTED, "Sekar", NOON, NOON + 5) == (
        line.state,
        line.decided_by,
        line.created_at,
        line.updated_at,
    )


def test_what_was_refused_stays_refused(db: Database) -> None:
    """Found again, even above the safe bound, a line keeps what a person decided; its counts are those of now."""
    with db.write() as conn:
        number = keep(conn)
        learned.decide(conn, [number], Decision.REFUSED, by="Sekar", now=NOON + 5)
        again = learned.keep(conn, replace(FOUND, clusters=90), Kind.PROMO, Decision.APPLIED, NOON + 9)

    assert (number, Decision.REFUSED, "Sekar", 90, NOON + 5) == (
        again.id,
        again.state,
        again.decided_by,
        again.clusters,
        again.updated_at,
    )


def test_a_proposal_that_grows_is_applied(db: Database) -> None:
    """More articles lift a proposal over the safe bound; fewer never take an applied line back."""
    with db.write() as conn:
        keep(conn)
        grown = learned.keep(conn, FOUND, Kind.PROMO, Decision.APPLIED, NOON + 9)
        shrunk = learned.keep(conn, FOUND, Kind.PROMO, Decision.PROPOSED, NOON + 10)

    assert (Decision.APPLIED, "saring", NOON + 9) == (grown.state, grown.decided_by, grown.updated_at)
    assert grown == shrunk


def test_only_what_was_merely_proposed_is_forgotten(db: Database) -> None:
    """A proposal that is found no more goes; decisions stay for ever."""
    with db.write() as conn:
        numbers = [keep(conn, replace(FOUND, text=f"Baris {n} saja.")) for n in range(4)]
        learned.decide(conn, numbers[:1], Decision.REFUSED, by="", now=NOON)
        learned.decide(conn, numbers[1:2], Decision.ACCEPTED, by="", now=NOON)
        gone = learned.drop_proposed(conn, but=numbers[2:3])
        left = {line.id for line in learned.lines(conn)}

    assert (1, set(numbers[:3])) == (gone, left)


def test_the_stamp_changes_with_what_is_taken_out(db: Database) -> None:
    """Proposals and refusals of proposals leave workers alone; whatever changes the lines does not."""
    stamps = []
    with db.write() as conn:
        stamps.append(learned.stamp(conn))
        first, second = keep(conn), keep(conn, replace(FOUND, text="Lain."))
        learned.decide(conn, [second], Decision.REFUSED, by="", now=NOON)
        assert stamps == [learned.stamp(conn)]
        for at, state in enumerate((Decision.ACCEPTED, Decision.REFUSED, Decision.ACCEPTED), 1):
            learned.decide(conn, [first], state, by="", now=NOON + at)
            stamps.append(learned.stamp(conn))

    assert stamps[0] == stamps[2]
    assert 3 == len(set(stamps))


def test_lines_are_listed_by_state_and_site(db: Database) -> None:
    """Those in most clusters come first."""
    with db.write() as conn:
        few, many = keep(conn, replace(FOUND, clusters=5)), keep(conn, replace(FOUND, text="Lain.", clusters=50))
        other = keep(conn, replace(FOUND, site="wartateluk.example"), Decision.APPLIED)
        listed = [line.id for line in learned.lines(conn)]
        mine = [line.id for line in learned.lines(conn, site="kabarbukit.example")]
        applied = [line.id for line in learned.lines(conn, states=[Decision.APPLIED])]

    assert ([many, few, other], [many, few], [other]) == (listed, mine, applied)


def test_articles_come_cluster_by_cluster(db: Database) -> None:
    """Every visible article once, those of a cluster together, whatever the batch."""
    with db.write() as conn:
        numbers = [article(conn, f"k{n}", NOON, outlet="kabarbukit.example", shown=n != 5) for n in range(6)]
        shown = numbers[:5]
        groups = [(shown[0], shown[3]), (shown[1],), (shown[2], shown[4])]
        clusters.assign(conn, [clusters.Group(group, (group,)) for group in groups], NOON)
        after, got = (0, 0), []
        while rows := learned.by_cluster(conn, since=0, after=after, limit=2):
            got += rows
            after = (rows[-1].cluster, rows[-1].id)
        recent = learned.oldest_of(conn, 2)
        few = learned.by_cluster(conn, since=recent, after=(0, 0), limit=9)

    assert [n for group in groups for n in group] == [seen.id for seen in got]
    assert {("kabarbukit.example",)} == {seen.sites for seen in got}
    assert shown[3:] == sorted(seen.id for seen in few)


def test_an_article_without_an_outlet_belongs_to_no_site(db: Database) -> None:
    """A pushed text may come from nowhere."""
    with db.write() as conn:
        number = article(conn, "k", NOON)
        clusters.assign(conn, [clusters.Group((number,), ((number,),))], NOON)
        [seen] = learned.by_cluster(conn, since=0, after=(0, 0), limit=9)
        networks = learned.networks(conn, ["", "kabarbukit.example"])
        stored = articles.get(conn, number)

    assert stored is not None
    assert ((), {"": ""}) == (seen.sites, networks)
