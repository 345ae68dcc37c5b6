"""Clusters: what a change touches, how a partition is written down, and how old numbers go on answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.clock import NOON
from support.rows import article, judged

from worker.store import articles, clusters, events, evidence, listing
from worker.store.clusters import Group, Place
from worker.store.listing import ClusterFilter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from worker.store.database import Database


@pytest.fixture
def six(db: Database) -> list[int]:
    """Six visible articles of three outlets, with longer and longer texts."""
    with db.write() as conn:
        return [
            article(conn, f"pagi.example/{n}", NOON + n, outlet=f"surat{n % 3}.example", text="Kata. " * (n + 1))
            for n in range(6)
        ]


def together(*ids: int) -> Group:
    """A group whose articles all bear a text of their own."""
    return Group(ids, tuple((i,) for i in ids))


def told(conn: Connection, after: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """The events after this number."""
    return [(event.type, dict(event.payload)) for event in events.after(conn, after)]


def latest(conn: Connection) -> int:
    """The number of the last event."""
    return max((event.id for event in events.after(conn, 0)), default=0)


def test_a_cluster_that_does_not_change_keeps_its_row(db: Database, six: list[int]) -> None:
    """A component is written down whole; the time of a cluster's last change tells its own changes only."""
    with db.write() as conn:
        clusters.assign(conn, [together(*six[:2]), together(six[2])], NOON + 9)
        clusters.assign(conn, [together(*six[:2]), together(*six[2:4])], NOON + 99)
        same, grown = clusters.get(conn, six[0]), clusters.get(conn, six[2])

    assert same is not None
    assert grown is not None
    assert (NOON + 9, NOON + 99) == (same.updated_at, grown.updated_at)


def test_changes_stand_in_the_order_in_which_they_were_written(db: Database, six: list[int]) -> None:
    """A worker whose clock is slow, or set back, must not hide a change from whoever reads on from the last one."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[0])], NOON + 99)
        clusters.assign(conn, [together(six[1])], NOON + 9)
        clusters.assign(conn, [together(six[2])], NOON + 9)
        found = listing.clusters(conn, ClusterFilter(changed=0.0))
        rest = listing.clusters(conn, ClusterFilter(changed=0.0), before=(found[0].updated_at, found[0].id))

    assert six[:3] == [one.id for one in found]
    assert six[1:3] == [one.id for one in rest]


def test_an_article_alone_makes_a_cluster(db: Database, six: list[int]) -> None:
    """The first article of a report is a cluster of one, and listeners are told."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[0])], NOON + 9)
        found = clusters.get(conn, six[0])
        said = told(conn)

    assert found is not None
    assert (six[0], 1, 1, 1, NOON, NOON, six[0], NOON + 9) == (
        found.id,
        found.size,
        found.versions,
        found.outlets,
        found.first_at,
        found.last_at,
        found.representative_id,
        found.updated_at,
    )
    assert [("cluster.created", {"cluster": six[0], "articles": [six[0]]})] == said


def test_a_cluster_grows(db: Database, six: list[int]) -> None:
    """A newcomer changes size, outlets, times and representative, and the event names the newcomer."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[0], six[1])], NOON)
        before = latest(conn)
        clusters.assign(conn, [together(six[0], six[1], six[3])], NOON)
        found = clusters.get(conn, six[0])
        said = told(conn, before)
        members = clusters.members(conn, six[0])

    assert found is not None
    # articles 0 and 3 are of one outlet
    assert (3, 2, NOON, NOON + 3, six[3]) == (
        found.size,
        found.outlets,
        found.first_at,
        found.last_at,
        found.representative_id,
    )
    assert [("cluster.grew", {"cluster": six[0], "articles": [six[3]]})] == said
    assert [six[0], six[1], six[3]] == members


def test_of_texts_nearly_as_full_the_earliest_represents(db: Database) -> None:
    """A closing sentence more does not make a later article the better one to show."""
    with db.write() as conn:
        ids = [
            article(conn, f"malam.example/{n}", NOON + at, text="Kata. " * words)
            for n, (at, words) in enumerate([(0, 80), (2, 98), (1, 96), (3, 100)])
        ]
        clusters.assign(conn, [together(*ids)], NOON)
        found = clusters.get(conn, ids[0])

    assert found is not None
    assert ids[2] == found.representative_id


def test_a_partition_that_changes_nothing_says_nothing(db: Database, six: list[int]) -> None:
    """Writing the same partition twice tells nobody anything new."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[0], six[1]), together(six[2])], NOON)
        before = latest(conn)
        clusters.assign(conn, [together(six[0], six[1]), together(six[2])], NOON)
        said = told(conn, before)

    assert [] == said


def test_merged_clusters_answer_to_their_old_numbers(db: Database, six: list[int]) -> None:
    """Whoever kept the number of a cluster that merged finds what it became."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[0], six[1]), together(six[2], six[3])], NOON)
        before = latest(conn)
        clusters.assign(conn, [together(*six[:5])], NOON)
        found = [clusters.get(conn, number) for number in (six[0], six[2], six[4])]
        said = told(conn, before)
        left = listing.count(conn)
        nobody = (clusters.resolve(conn, six[5]), clusters.get(conn, 999_999))

    assert [six[0]] * 3 == [one.id if one else None for one in found]
    assert [("clusters.merged", {"cluster": six[0], "from": [six[0], six[2]], "articles": [six[4]]})] == said
    assert 1 == left
    assert (None, None) == nobody


def test_a_split_tells_into_what(db: Database, six: list[int]) -> None:
    """A cluster that falls apart keeps its number for its first article's part, and the event names all parts."""
    with db.write() as conn:
        clusters.assign(conn, [together(*six[:4])], NOON)
        before = latest(conn)
        clusters.assign(conn, [together(six[0], six[3]), together(six[1], six[2])], NOON)
        sizes = {one.id: one.size for one in listing.clusters(conn)}
        said = told(conn, before)

    assert {six[0]: 2, six[1]: 2} == sizes
    assert [("cluster.split", {"cluster": six[0], "into": [six[0], six[1]]})] == said


def test_a_smaller_number_takes_over(db: Database, six: list[int]) -> None:
    """An article that was written first and shown last gives the cluster its number; the old number still answers."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[1], six[2])], NOON)
        clusters.assign(conn, [together(six[0], six[1], six[2])], NOON)
        found = clusters.get(conn, six[1])
        rows = [one.id for one in listing.clusters(conn)]

    assert found is not None
    assert six[0] == found.id
    assert [six[0]] == rows


def test_versions_are_counted_and_numbered_by_their_first_article(db: Database, six: list[int]) -> None:
    """Articles with one text bear one version number, the smallest article's."""
    with db.write() as conn:
        group = Group((six[0], six[1], six[2], six[3]), ((six[0], six[2]), (six[1],), (six[3],)))
        clusters.assign(conn, [group], NOON)
        found = clusters.get(conn, six[0])
        stored = [articles.get(conn, i) for i in six[:4]]
        places = clusters.places(conn, [*six[:4], six[5], 999_999])

    assert found is not None
    assert 3 == found.versions
    assert [six[0], six[1], six[0], six[3]] == [one.version_id if one else None for one in stored]
    assert {
        six[0]: Place(six[0], six[0], 4, 2),
        six[1]: Place(six[0], six[1], 4, 1),
        six[2]: Place(six[0], six[0], 4, 2),
        six[3]: Place(six[0], six[3], 4, 1),
        six[5]: Place(None, None, 0, 0),
    } == places


def test_component_follows_links_and_clusters(db: Database, six: list[int]) -> None:
    """What a change may touch is everything linked over any number of steps, and whoever shares a cluster with it."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[2], six[3])], NOON)
        evidence.put(conn, [judged(six[0], six[1], 0.9), judged(six[1], six[2], 0.6), judged(six[3], six[4], 0.4)])
        linked = clusters.component(conn, [six[0]], at_least=0.5)
        alone = clusters.component(conn, [six[5]], at_least=0.5)
        weaker = clusters.component(conn, [six[0]], at_least=0.3)

    assert set(six[:4]) == linked
    assert {six[5]} == alone
    assert set(six[:5]) == weaker


def test_pages_cover_every_cluster_once_latest_first(db: Database, six: list[int]) -> None:
    """The cursor works although clusters of the same moment exist, and filters hold."""
    with db.write() as conn:
        same = [article(conn, f"sore.example/{n}", NOON + 2) for n in range(3)]
        clusters.assign(conn, [together(six[0], six[5]), *(together(i) for i in [*six[1:5], *same])], NOON)
        seen: list[int] = []
        cursor = None
        while page := listing.clusters(conn, before=cursor, limit=2):
            seen += [one.id for one in page]
            cursor = (page[-1].last_at, page[-1].id)
        large = [one.id for one in listing.clusters(conn, ClusterFilter(min_size=2))]
        spread = [one.id for one in listing.clusters(conn, ClusterFilter(min_outlets=2))]
        counted = (listing.count(conn), listing.count(conn, ClusterFilter(min_size=2)))

    assert [six[0], six[4], six[3], *sorted(same, reverse=True), six[2], six[1]] == seen
    assert [six[0]] == large
    assert [six[0]] == spread
    assert (8, 1) == counted


def test_members_come_by_their_time(db: Database, six: list[int]) -> None:
    """The earliest published stands first; an article without a date counts by its arrival."""
    with db.write() as conn:
        clusters.assign(conn, [together(six[4], six[2], six[0])], NOON)
        members = clusters.members(conn, six[0])

    assert [six[0], six[2], six[4]] == members
